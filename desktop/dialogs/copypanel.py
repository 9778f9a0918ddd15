"""A case in the order of NCAtrak's tabs, a copy button beside each field."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import IconButton, QuietButton
from desktop.widgets.card import Card
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import Label, Muted
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.errors import plain
from desktop.wording.leaving import stands_words
from desktop.wording.names import shown
from storage.domain.ids import parse_id
from storage.usecases.copypanel import Panel, Tab, copy_panel, log_copying


class CopyPanelDialog(Dialog):
    """The facts of ``target["case"]``; the first copy writes the disclosure log."""

    dialog_id = "copypanel"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, self.tr("Copy into NCAtrak"))
        self._lanes, self._context = lanes, context
        self._case = parse_id(str(target["case"]))
        self._is_logged = False
        self.notice = Banner("", "info")
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, px(6), 0)
        self._column.setSpacing(px(12))
        note = self.tr(
            "In the order of NCAtrak's tabs. Copying is written in the disclosure log, once for"
            " this window, and the clipboard is cleared shortly after."
        )
        self.body.addWidget(Muted(note, wrap=True))
        self.body.addWidget(ScrollBox(inside), 1)
        self.body.addWidget(self.notice)
        self.notice.hide()
        self.add_button(self.tr("Close"), self.accept, primary=True).setFocus()
        self.take_room(680, 680)
        lanes.read(copy_panel, self._case, context=self, then=self._show)

    def place(self) -> dict[str, Any]:
        """Return whether this window has been written in the log."""
        return {"logged": self._is_logged}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again: one opening is one disclosure."""
        self._is_logged = bool(place.get("logged"))

    def copy(self, text: str) -> None:
        """Put ``text`` on the clipboard, once the log says so."""
        if self._is_logged:
            self._put(text)
            return
        self._lanes.let_out(
            log_copying,
            self._case,
            context=self,
            then=lambda _: self._logged(text),
            failed=self._refuse,
        )

    def _logged(self, text: str) -> None:
        self._is_logged = True
        self._put(text)

    def _put(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        stands = stands_words(read_only=self._context.read_only)
        self.notice.say(f"{self.tr('Copied.')} {stands}")

    def _refuse(self, error: BaseException) -> None:
        self.notice.say(plain(error))

    def _show(self, panel: Panel | None) -> None:
        if panel is None:
            self.notice.say(self.tr("This case is not on this laptop."))
            return
        for number, tab in enumerate(panel.tabs):
            self._column.addWidget(self._card(number, tab))
        self._column.addStretch(1)

    def _card(self, number: int, tab: Tab) -> Card:
        whole = QuietButton(self.tr("Copy all"), "copy")
        whole.setObjectName(f"copy_tab_{number}")
        whole.setAccessibleName(self.tr("Copy all of {tab}").format(tab=tab.title))
        text = "\n".join(f"{fact.label}: {fact.value}" for fact in tab.facts)
        whole.clicked.connect(lambda: self.copy(text))
        card = Card(tab.title, whole)
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(14))
        grid.setVerticalSpacing(px(6))
        grid.setColumnMinimumWidth(0, px(130))
        grid.setColumnStretch(1, 1)
        for row, fact in enumerate(tab.facts):
            button = IconButton("copy", self.tr("Copy {field}").format(field=fact.label))
            button.setObjectName(f"copy_{number}_{row}")
            button.clicked.connect(lambda _=False, value=fact.value: self.copy(value))
            grid.addWidget(Muted(fact.label, wrap=True), row, 0)
            grid.addWidget(Label(shown(fact.value, self._context.initials), wrap=True), row, 1)
            grid.addWidget(button, row, 2)
        card.body.addLayout(grid)
        return card
