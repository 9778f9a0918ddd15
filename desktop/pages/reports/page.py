"""The Reports page: figures on the left, the records behind a number on the right."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.reports.choosing import Choosing
from desktop.pages.reports.evidence import EvidencePanel
from desktop.pages.reports.figuresview import FiguresView, shape_of
from desktop.pages.reports.reading import (
    Counted,
    Evidence,
    Offered,
    Wanted,
    behind_check,
    behind_row,
    count,
    offered,
)
from desktop.pages.reports.sheetline import SheetLine
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import Button, IconButton, PrimaryButton
from desktop.widgets.page import Page
from desktop.widgets.progress import ProgressPanel
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.errors import plain
from storage.domain.periods import Period
from storage.errors import CancelledError
from storage.reports.checking import CheckResult
from storage.reports.missing import Missing
from storage.usecases.changes import Changes

_COUNTED_KINDS = ("service", "person", "victimization", "outreach", "contact")
_SHOW_PROGRESS_AFTER_MS = 400
_SIDE_BY_SIDE = 860
"""Pixels at 100 %: below it the records take the place of the figures."""


class ReportsPage(Page):
    """Forms counted over periods, each number a way to its records."""

    page_id = "reports"

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(self.tr("Reports"))
        self._lanes, self._context = lanes, context
        self._wanted: Wanted | None = None
        self._wanted_period: Period | None = None
        self._row = ""
        self._scroll: int | None = None
        self.view: FiguresView | None = None
        self.choosing = Choosing()
        self.trouble = Banner("", "warn")
        self.standing = SheetLine(lanes, context)
        self.panel = EvidencePanel(lanes, context)
        self._behind = ScrollBox(self.panel)
        self._area = QScrollArea()
        self._waiting = ProgressPanel(self.tr("Counting"))
        self._patience = QTimer(self, singleShot=True, interval=_SHOW_PROGRESS_AFTER_MS)
        self._arrange()
        self._connect()

    def title(self) -> str:
        """Return the page's name."""
        return self.tr("Reports")

    def first_focus(self) -> QWidget:
        """Begin at the choice of the form."""
        return self.choosing.form

    def open(self, target: Mapping[str, Any]) -> None:
        """Show a report: ``report`` is a form, ``period`` its period as text."""
        form = str(target.get("report", ""))
        if form or self._wanted is None:
            period = Period.parse(str(target["period"])) if "period" in target else None
            self._offer(form or "pmt", period)
        else:
            self._count()

    def place(self) -> dict[str, Any]:
        """Return which report is shown, how far down, and what stands behind which number."""
        wanted = self._wanted
        return {
            "report": wanted.form if wanted else "",
            "period": wanted.period.text() if wanted else "",
            "compare": wanted.compare if wanted else "",
            "row": self._row,
            "scroll": self._area.verticalScrollBar().value(),
            "table": self.panel.table.place(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show the same report at the same place."""
        if not place.get("report"):
            self.open({})
            return
        self._row = str(place.get("row", ""))
        self._scroll = int(place.get("scroll", 0))
        self.choosing.set_compare(str(place.get("compare", "")))
        if self._row and "table" in place:
            self.panel.table.restore_place(dict(place["table"]))
        self._offer(str(place["report"]), Period.parse(str(place["period"])))

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= px(_SIDE_BY_SIDE)
        if not self.panel.isHidden() and is_wide == self._area.isHidden():
            self._share_room()

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        # The keyboard may still stand on the number that was pressed.
        if event.key() == Qt.Key.Key_Escape and not self.panel.isHidden():
            self._close_panel()
        else:
            super().keyPressEvent(event)

    def _offer(self, form: str, period: Period | None) -> None:
        self._wanted_period = period
        self._lanes.report(
            offered, form, self._context.today(), context=self, then=self._show_offered, key="form"
        )

    def _show_offered(self, found: Offered) -> None:
        self.choosing.offer(found, self._wanted_period)

    def _choose(self, wanted: Wanted) -> None:
        if self._wanted is not None and wanted.form != self._wanted.form:
            self._close_panel()
        self._wanted = wanted
        self._count()

    def _count(self) -> None:
        if self._wanted is None:
            return
        progress = self._waiting.begin()
        self._patience.start()
        self._lanes.report(
            count,
            self._wanted,
            progress,
            context=self,
            then=self._show_counted,
            failed=self._refuse,
            key="figures",
        )
        if self._row:
            self._look_behind(self._row)

    def _show_counted(self, counted: Counted) -> None:
        self._rest()
        self.trouble.hide()
        self.standing.follow(counted)
        if self.view is None or self.view.shape != shape_of(counted.figures):
            self.view = FiguresView(counted.figures)
            self.view.pressed.connect(self._look_behind)
            self.view.check_pressed.connect(self._look_at_check)
            self.view.missing_pressed.connect(self._look_at_missing)
            self._area.setWidget(self.view)
            self.view.setAutoFillBackground(False)
        self.view.show_counted(counted)
        self.set_subtitle(
            f"{counted.figures.subtitle} \N{MIDDLE DOT} {counted.figures.period.words()}"
        )
        self._share.setEnabled(True)
        self.send_button.setEnabled(True)
        if self._scroll is not None:
            QTimer.singleShot(0, self, partial(self._scroll_to, self._scroll))
            self._scroll = None

    def _scroll_to(self, place: int) -> None:
        self._area.verticalScrollBar().setValue(place)

    def _refuse(self, error: BaseException) -> None:
        self._rest()
        if isinstance(error, CancelledError):
            return
        self.trouble.say(plain(error))

    def _rest(self) -> None:
        self._patience.stop()
        self._waiting.end()

    def _look_behind(self, row: str) -> None:
        if self._wanted is not None:
            self._row = row
            self._lanes.report(
                behind_row,
                self._wanted,
                row,
                context=self,
                then=self._show_evidence,
                key="evidence",
            )

    def _look_at_check(self, check: CheckResult) -> None:
        if self._wanted is not None:
            self._lanes.report(
                behind_check,
                self._wanted,
                check.rows,
                " ".join(filter(None, (check.text, check.detail))),
                context=self,
                then=self._show_evidence,
                key="evidence",
            )

    def _look_at_missing(self, missing: Missing) -> None:
        rule = self.tr("The form asks for it of every new individual.")
        self._show_evidence(Evidence(missing.text, "", rule, missing.people, ()))

    def _show_evidence(self, evidence: Evidence) -> None:
        was_hidden = self.panel.isHidden()
        self.panel.show_evidence(evidence)
        self.panel.show()
        self._behind.show()
        if was_hidden:
            self._share_room()
            if self._area.isHidden():
                self.panel.table.setFocus()

    def _share_room(self) -> None:
        """Stand side by side where there is room; else the records take the place of the rest."""
        is_wide = self.width() >= px(_SIDE_BY_SIDE)
        alone = not is_wide and not self.panel.isHidden()
        self._area.setVisible(not alone)
        self.choosing.setVisible(not alone)
        if is_wide:
            self._split.setSizes([round(self.width() * 0.53), round(self.width() * 0.47)])

    def _close_panel(self) -> None:
        row, self._row = self._row, ""
        self.panel.hide()
        self._behind.hide()
        self._share_room()
        number = self.view.number(row) if self.view is not None else None
        if number is not None:
            number.setFocus()

    def _open_figures(self) -> None:
        if self._wanted is not None:
            target = {"report": self._wanted.form, "period": self._wanted.period.text()}
            self._context.open("figures", target)

    def _changed(self, changes: Changes) -> None:
        if any(changes.touches(kind) for kind in _COUNTED_KINDS):
            self._count()

    def _rename(self, _settings: object) -> None:
        self.panel.refresh_names()

    def _open_share(self) -> None:
        if self._wanted is not None:
            self._context.open(
                "share",
                {
                    "report": self._wanted.form,
                    "period": self._wanted.period.text(),
                },
            )

    def _connect(self) -> None:
        self.choosing.chosen.connect(self._choose)
        self.choosing.form_chosen.connect(lambda form: self._offer(form, None))
        self.panel.closed.connect(self._close_panel)
        self._patience.timeout.connect(self._waiting.show)
        self.standing.wanted.connect(self._open_figures)
        self._lanes.changed.connect(self._changed)
        self._context.settings_changed.connect(self._rename)

    def _arrange(self) -> None:
        # A name alone leaves the room to the two beside it where the text is large.
        log = IconButton("history", self.tr("Disclosure log"))
        log.clicked.connect(lambda: self._context.go("disclosures"))
        self._share = Button(self.tr("Save or print…"), "download")
        self._share.setEnabled(False)
        self._share.clicked.connect(self._open_share)
        self.send_button = PrimaryButton(self.tr("Send to MACA…"), "upload")
        self.send_button.setObjectName("reports_send")
        self.send_button.setEnabled(False)
        self.send_button.clicked.connect(self._open_figures)
        for button in (log, self._share, self.send_button):
            self.buttons.addWidget(button)
        self._area.setWidgetResizable(True)
        self._area.setMinimumHeight(px(140))
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(px(12))
        self._split.addWidget(self._area)
        self._split.addWidget(self._behind)
        # A small window or large text: the page scrolls, so that figures and records have room.
        self._split.setMinimumHeight(px(280))
        self.panel.hide()
        self._behind.hide()
        self.trouble.hide()
        self._waiting.hide()
        above = QVBoxLayout()
        above.setSpacing(px(10))
        above.addWidget(self.choosing)
        above.addWidget(self.standing)
        above.addWidget(self._waiting)
        above.addWidget(self.trouble)
        self.body.addLayout(above)
        self.body.addWidget(self._split, 1)
