"""The buttons with which a record is added to a part of a case."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.theme.kindicons import kind_icon
from desktop.widgets.buttons import Button, QuietButton
from desktop.widgets.popup import PopupPanel
from desktop.wording.labels import kind_label
from storage.domain.kinds import KINDS

NOT_ADDED_HERE = frozenset({"same_person", "misfiling", "sighting"})
"""Kinds that another act makes: a merge, a note that moves, an episode's own log."""
_BESIDE_EACH_OTHER = 4


def add_buttons(kinds: Sequence[str], add: Callable[[str], object]) -> list[QPushButton]:
    """Return a button for each of a few ``kinds``, or one that opens the list of many."""
    offered = [kind for kind in kinds if kind not in NOT_ADDED_HERE]
    if len(offered) <= _BESIDE_EACH_OTHER:
        return [_button(Button(_add(kind), "plus"), kind, add) for kind in offered]
    button = Button(QCoreApplication.translate("case", "Add a record"), "plus")
    button.setObjectName("add-record")
    button.clicked.connect(lambda: _open_list(button, offered, add))
    return [button]


def _open_list(owner: QWidget, kinds: Sequence[str], add: Callable[[str], object]) -> None:
    panel = PopupPanel(owner, QCoreApplication.translate("case", "Add a record"))
    panel.body.setSpacing(0)
    buttons = [
        _button(QuietButton(kind_label(KINDS[kind]), kind_icon(kind)), kind, add) for kind in kinds
    ]
    for button in buttons:
        button.clicked.connect(panel.close)
        panel.body.addWidget(button)
    panel.open_under(owner)
    buttons[0].setFocus()


def _button(button: QPushButton, kind: str, add: Callable[[str], object]) -> QPushButton:
    button.clicked.connect(lambda: add(kind))
    return button


def _add(kind: str) -> str:
    if kind == "document":
        # A file has a button of its own beside it.
        return QCoreApplication.translate("case", "Add one on paper")
    words = QCoreApplication.translate("case", "Add {kind}")
    return words.format(kind=kind_label(KINDS[kind]).lower())
