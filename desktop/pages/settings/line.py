"""One setting on the screen: its name, its control, what it means, and where it came from."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.labels import FieldName, Hint


class SettingLine(QWidget):
    """A control under its name, with a line that says who set it; grey where it is locked."""

    def __init__(self, name: str, control: QWidget, hint: str = "") -> None:
        super().__init__()
        self._control = control
        self._origin = Hint("", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        if name:
            label = FieldName(name)
            label.setBuddy(control)
            column.addWidget(label)
        column.addWidget(control)
        column.addWidget(self._origin)
        if hint:
            column.addWidget(Hint(hint, wrap=True))
        column.addStretch(1)

    def origin(self) -> str:
        """Return the words that say where the value came from."""
        return self._origin.text()

    def show_origin(self, words: str, *, locked: bool) -> None:
        """Say who set it, and let it be changed or not."""
        self._origin.setText(words)
        # What is only told is to be read, and nothing of it is ever chosen.
        if self._control.focusPolicy() != Qt.FocusPolicy.NoFocus:
            self._control.setEnabled(not locked)
        self._control.setAccessibleDescription(words)
