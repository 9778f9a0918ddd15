"""Text on the screen. A plain QLabel would guess at rich text and open the files it names."""

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override


class Label(QLabel):
    """Plain text."""

    def __init__(
        self,
        text: str = "",
        *,
        wrap: bool = False,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        if wrap:
            self.setWordWrap(True)
            policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )


class Heading(Label):
    """A heading of level 1 (page), 2 (card) or 3 (group)."""

    def __init__(self, text: str = "", *, level: Literal[1, 2, 3] = 1, wrap: bool = False) -> None:
        super().__init__(text, wrap=wrap)
        self.setProperty("level", str(level))


class Muted(Label):
    """Text that steps back."""


class FieldName(Label):
    """The label above an editor."""


class Hint(Label):
    """A word of help under or beside something."""


class Problem(Label):
    """What is wrong with one field, shown under it; ``shown`` when it is said."""

    shown = Signal()

    def __init__(self) -> None:
        super().__init__(wrap=True)
        self.hide()

    @override
    def showEvent(self, event: QShowEvent, /) -> None:
        super().showEvent(event)
        self.shown.emit()
