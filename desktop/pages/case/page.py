"""One case: its head, and tabs for the timeline, people, services, notes, court and the rest."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.case.header import CaseHeader
from desktop.pages.case.parts import NotesPart, Part, make_part
from desktop.pages.case.tabs import RecordsTab
from desktop.theme import px
from desktop.widgets.buttons import Button, PrimaryButton, QuietButton
from desktop.widgets.empty import EmptyState
from desktop.widgets.scrollbox import ScrollBox, WrappedBody
from desktop.wording.caseparts import PARTS, TIMELINE_PART, part_label, part_named
from storage.domain.ids import RecordId
from storage.usecases.casefile import CaseFile, case_file
from storage.usecases.casekinds import TIMELINE
from storage.usecases.changes import Changes
from storage.usecases.syncing.expunging import Closed, closed_case
from storage.usecases.syncing.reviewing import Review, reviews_of

_NAMES = tuple(PARTS)


class CasePage(QWidget):
    """The workspace of one case."""

    page_id = "case"

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self._case = RecordId(b"")
        self._wanted: dict[str, Any] = {}
        self._header = CaseHeader(lanes, context)
        self._header.closing.connect(lambda: self._open("closecase"))
        self._header.reopening.connect(lambda: self._open("reopencase"))
        self._tabs = QTabWidget()
        self._tabs.setObjectName("case-tabs")
        self._tabs.setAccessibleName(self.tr("Parts of the case"))
        self._tabs.tabBar().setDrawBase(False)
        self._tabs.setUsesScrollButtons(True)
        self._tabs.tabBar().setAccessibleName(self.tr("Parts of the case"))
        self._holders = {name: QWidget() for name in PARTS}
        self._made: dict[str, QWidget] = {}
        self._opened: dict[str, RecordId] = {}
        self._links: dict[str, str] = {}
        self._initials = context.initials
        self._gone = EmptyState(
            "folder-open",
            self.tr("This case is not on this laptop"),
            self.tr("Open another one from the caseload."),
        )
        self._arrange()
        lanes.changed.connect(self._on_changed)
        context.settings_changed.connect(self._on_settings)

    def title(self) -> str:
        """Return the page's name; never a person's."""
        return self.tr("Case")

    def open(self, target: Mapping[str, Any]) -> None:
        """Show the case of the target, on its tab, with its record chosen."""
        if "case" in target:
            self._case = RecordId(bytes.fromhex(target["case"]))
            self._context.looks.opened("case", self._case.hex())
        if tab := target.get("tab"):
            self._tabs.setCurrentIndex(_NAMES.index(part_named(tab)))
        if record := target.get("record"):
            self._wanted["record"] = record
        self._read()

    def place(self) -> dict[str, Any]:
        """Return the case, the tab and where each tab stands."""
        return {
            "case": self._case.hex(),
            "tab": self._tab_id(),
            "tabs": {
                **self._wanted.get("tabs", {}),
                **{
                    name: cast(Part, self._made[name]).place()
                    for name, case in self._opened.items()
                    if case == self._case
                },
            },
            "note": self._wanted.get("note") or self._note_place(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        self._wanted = {"tabs": dict(place.get("tabs", {})), "note": place.get("note")}
        case, tab = str(place.get("case", "")), place.get("tab", TIMELINE_PART)
        self._context.when_permitted("case", case, lambda: self.open({"case": case, "tab": tab}))

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        self._header.show_in(self.height())

    def first_focus(self) -> QWidget:
        """Begin in the list of the tab."""
        return _beginning(self._part(self._tab_id())) or self._tabs.tabBar()

    def _say_gone(self, closed: Closed | None) -> None:
        """Say why the case is not here: destroyed, restricted to others, or just not come yet."""
        title, step = self.tr("This case is not on this laptop"), ""
        if closed is not None and closed.moved_to:
            title = self.tr("This case is kept to some people")
            step = self.tr("A lead of your program may let you in.")
        elif closed is not None:
            title = self.tr("This case was destroyed")
            step = self.tr("Nobody can bring it back.")
        self._gone.title.setText(title)
        self._gone.next_step.setText(step or self.tr("Open another one from the caseload."))

    def _part(self, name: str) -> QWidget:
        """Return a part; it is made when it is first seen."""
        if name not in self._made:
            part = self._made[name] = make_part(name, self._lanes, self._context)
            if isinstance(part, RecordsTab):
                part.writing.connect(self._write_note)
            column = QVBoxLayout(self._holders[name])
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(part)
        return self._made[name]

    def _arrange(self) -> None:
        log = PrimaryButton(self.tr("Log service"), "zap")
        log.clicked.connect(lambda: self._context.open("quicklog", {"case": self._case.hex()}))
        note = Button(self.tr("Write note"), "notebook-pen")
        note.clicked.connect(self._write_note)
        details = QuietButton(self.tr("Details"), "info")
        details.clicked.connect(lambda: self._open("record"))
        paper = QuietButton(self.tr("Print"), "printer")
        paper.clicked.connect(lambda: self._open("print"))
        copying = QuietButton(self.tr("Copy panel"), "copy")
        copying.clicked.connect(lambda: self._context.open("copypanel", {"case": self._case.hex()}))
        access = QuietButton(self.tr("Who may see it"), "lock")
        access.setObjectName("case-access")
        access.clicked.connect(lambda: self._open("access"))
        looked = QuietButton(self.tr("Who looked"), "eye")
        looked.setObjectName("case-looked")
        looked.clicked.connect(self._show_looks)
        later = (details, paper, copying, access, looked, self._header.ending)
        self._header.add_buttons((log, note), later)
        for name, holder in self._holders.items():
            self._tabs.addTab(holder, part_label(name))
        self._tabs.currentChanged.connect(self._open_tab)
        for keys, step in (("Ctrl+Tab", 1), ("Ctrl+Shift+Tab", -1)):
            key = QShortcut(QKeySequence(keys), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(partial(self._turn, step))
        self._tabs.setMinimumHeight(px(380))
        inner = WrappedBody()
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(24), px(16), px(24), px(16))
        column.setSpacing(px(8))
        column.addWidget(self._header)
        column.addWidget(self._tabs, 1)
        column.addWidget(self._gone, 1)
        self._gone.hide()
        # A small window or large text: the whole page scrolls, so that the list keeps its rows.
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollBox(inner))

    def _turn(self, step: int) -> None:
        """Turn to the part beside, from anywhere on the page, and stand in its list."""
        tabs = self._tabs
        tabs.setCurrentIndex((tabs.currentIndex() + step) % tabs.count())
        self.first_focus().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _open(self, dialog: str) -> None:
        self._context.open(dialog, {"kind": "case", "record": self._case.hex()})

    def _show_looks(self) -> None:
        self._context.go("accessrecord", {"case": self._case.hex()})

    def _write_note(self) -> None:
        """Show the notes with a form beside them."""
        self._tabs.setCurrentIndex(_NAMES.index("notes"))
        part = self._part("notes")
        if isinstance(part, NotesPart):
            part.composer.begin()

    def _tab_id(self) -> str:
        return _NAMES[self._tabs.currentIndex()]

    def _read(self) -> None:
        if self._case:
            self._lanes.read(
                _read,
                self._case,
                self._context.today(),
                context=self,
                then=self._show,
                key="case",
            )

    def _show(self, read: tuple[CaseFile, Sequence[Review]] | None) -> None:
        found, reviews = read or (None, ())
        for part in (self._header, self._tabs):
            part.setVisible(found is not None)
        self._gone.setVisible(found is None)
        if found is None:
            self._lanes.read(
                closed_case, self._case, context=self, then=self._say_gone, key="closed"
            )
        if found is None:
            return
        self._header.show_case(found, reviews)
        youth = found.case.record.youth
        self._links = {"person": youth.hex()} if youth else {}
        self._open_tab()

    def _open_tab(self, _index: int = 0) -> None:
        """Bring the tab one looks at up to date; the others are when they are looked at."""
        if not self._case:
            return
        name = self._tab_id()
        widget = self._part(name)
        part = cast(Part, widget)
        part.open_case(self._case, self._links)
        self._opened[name] = self._case
        if place := self._wanted.get("tabs", {}).pop(name, None):
            part.restore_place(place)
        if isinstance(widget, NotesPart) and (note := self._wanted.pop("note", None)):
            widget.composer.restore_place(note)
        if record := self._wanted.pop("record", ""):
            part.select(RecordId(bytes.fromhex(record)))

    def _note_place(self) -> dict[str, Any]:
        part = self._made.get("notes")
        if isinstance(part, NotesPart) and part.composer.case == self._case:
            return part.composer.place()
        return {}

    def _on_changed(self, changes: Changes) -> None:
        kinds = {"case", "person", "agency", *TIMELINE}
        if any(changes.touches(kind) for kind in kinds):
            self._read()

    def _on_settings(self, _settings: object) -> None:
        self._read()
        if self._context.initials == self._initials:
            return
        self._initials = self._context.initials
        # What is out of sight must name nobody either when somebody turns to it.
        for name, case in self._opened.items():
            if name != self._tab_id():
                cast(Part, self._made[name]).open_case(case, self._links)


def _beginning(part: QWidget) -> QWidget | None:
    """Return where the keyboard begins in a part: its list, else what Tab would come to first."""
    table = getattr(part, "table", None)
    if isinstance(table, QWidget) and not table.isHidden():
        return table
    tab = Qt.FocusPolicy.TabFocus
    within = (one for one in part.findChildren(QWidget) if one.focusPolicy() & tab)
    return next((one for one in within if one.isVisible()), None)


def _read(connection: Any, case: RecordId, today: date) -> tuple[CaseFile, Sequence[Review]] | None:
    """Read the head of a case with the conflicts of what it shows."""
    found = case_file(connection, case, today)
    if found is None:
        return None
    records = [case, *([found.youth.record.id] if found.youth else [])]
    records += [found.placement.id] if found.placement else []
    hearing = [found.next_court.id] if found.next_court else []
    shown = (review for review in reviews_of(connection, hearing) if "on" in review.fields)
    return found, [*reviews_of(connection, records), *shown]
