"""A line for a passphrase: hidden, never learnt by a keyboard, shown on request."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.theme import px
from desktop.theme.icons import icon
from desktop.widgets.buttons import IconButton
from desktop.widgets.inputs import NOT_LEARNT
from desktop.widgets.secretedit import SecretEdit

_SHOWN = NOT_LEARNT | Qt.InputMethodHint.ImhNoAutoUppercase
_HIDDEN = _SHOWN | Qt.InputMethodHint.ImhHiddenText


class SecretLine(QWidget):
    """The line and the eye beside it."""

    changed = Signal(str)
    entered = Signal()

    def __init__(self, name: str, object_name: str) -> None:
        super().__init__()
        self.line = SecretEdit(name)
        self.line.setObjectName(object_name)
        self.line.setInputMethodHints(_HIDDEN)
        # Longer than any that is taken: what is pasted is refused in words, never cut.
        self.line.setMaxLength(4_096)
        self.line.textChanged.connect(self.changed)
        self.line.returnPressed.connect(self.entered)
        self._eye = IconButton("eye", self.tr("Show what is typed"))
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        row.addWidget(self.line, 1)
        row.addWidget(self._eye)
        self.setFocusProxy(self.line)

    def text(self) -> str:
        """Return what is typed."""
        return self.line.text()

    def empty(self) -> None:
        """Forget what was typed and hide again what will be."""
        self.line.clear()
        self._eye.setChecked(False)

    def _show(self, shown: bool) -> None:  # noqa: FBT001 - a slot
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)
        # With the dots Qt takes away all that keeps keyboards from learning.
        self.line.setInputMethodHints(_SHOWN if shown else _HIDDEN)
        self._eye.setIcon(icon("eye-off" if shown else "eye", "text", on="accent"))
        self._eye.set_name(
            self.tr("Hide what is typed") if shown else self.tr("Show what is typed")
        )
