"""Every key on one page."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.actions import ACTIONS, GROUPS, group_label
from desktop.shell.placekeys import PLACE_KEYS, place_label
from desktop.theme import px
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import Heading, Hint, Label


class KeyCap(Label):
    """A key, drawn like one."""


class HelpSheet(QWidget):
    """The table of keys; it can be walked by a screen reader and scrolled by keyboard."""


class HelpDialog(Dialog):
    """All commands with their keys and what they do."""

    def __init__(self, parent: QWidget, offered: Iterable[str]) -> None:
        super().__init__(parent, self.tr("Keyboard and help"))
        offered = set(offered)
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(8))
        grid.setColumnStretch(1, 1)
        for group in GROUPS:
            _put_heading(grid, group_label(group))
            for action in (a for a in ACTIONS if a.group == group and a.id in offered):
                _put_key(grid, action.shortcut, action.label(), action.explanation())
        for place, keys in PLACE_KEYS.items():
            _put_heading(grid, place_label(place))
            for one in keys:
                _put_key(grid, one.key, one.explanation())
        sheet = HelpSheet()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, px(10), 0)
        column.addLayout(grid)
        column.addWidget(
            Hint(
                self.tr(
                    "Tab goes on, Shift+Tab goes back, Esc closes, the arrow keys move in lists. "
                    "In a field, Ctrl+Z takes back typing."
                ),
                wrap=True,
            )
        )
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("help_sheet")
        scroll.setAccessibleName(self.tr("Keyboard and help"))
        scroll.setWidgetResizable(True)
        scroll.setWidget(sheet)
        self.body.addWidget(scroll)
        self.add_button(self.tr("Close"), self.accept, primary=True).setFocus()
        self.take_room(560, 560)


def _put_heading(grid: QGridLayout, text: str) -> None:
    grid.addWidget(Heading(text, level=3), grid.rowCount(), 0, 1, 2)


def _put_key(grid: QGridLayout, key: str, text: str, explanation: str = "") -> None:
    row = grid.rowCount()
    corner = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
    grid.addWidget(KeyCap(key), row, 0, corner)
    words = QVBoxLayout()
    words.setSpacing(px(1))
    words.addWidget(Label(text, wrap=True))
    if explanation:
        words.addWidget(Hint(explanation, wrap=True))
    grid.addLayout(words, row, 1)
