"""A line whose keys do more than type: choose, add, repeat, take back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from typing_extensions import override

from desktop.widgets.inputs import LineEdit

REPEAT = "="
"""The one key that logs the last service again."""


class KeyLine(LineEdit):
    """A line over a list: arrows walk the list, Enter takes, ``=`` repeats the last service."""

    stepped = Signal(int)
    entered = Signal()
    added = Signal()
    """A comma: take, and go on with another."""
    repeated = Signal()
    emptied = Signal()
    """Backspace where there is nothing to take back."""

    def __init__(self, name: str, placeholder: str) -> None:
        super().__init__(name)
        self.setPlaceholderText(placeholder)

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5,
                 Qt.Key.Key_PageUp: -5}  # fmt: skip
        held = event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        if event.key() in steps and not held:
            self.stepped.emit(steps[Qt.Key(event.key())])
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not held:
            self.entered.emit()
        elif event.text() == ",":
            self.added.emit()
        elif event.text() == REPEAT:
            self.repeated.emit()
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.emptied.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()
