"""Buttons: one primary per screen, plain ones, quiet ones in text, and icons with a name."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton, QWidget
from typing_extensions import override

from desktop.theme import px
from desktop.theme.icons import icon as named_icon
from desktop.widgets.tooltips import set_tooltip


class PressButton(QPushButton):
    """Pressed by mouse, Space or Enter, in a window and in a dialog."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAutoDefault(False)

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if not _enter_presses(self, event):
            super().keyPressEvent(event)


class Button(PressButton):
    """A button beside others; ``text`` may mark its Alt key with ``&``."""

    _role = "text"

    def __init__(self, text: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        if icon:
            self.setIcon(named_icon(icon, self._role))
            self.setIconSize(QSize(px(20), px(16)))


class PrimaryButton(Button):
    """The one thing a screen is for."""

    _role = "on_accent"


class QuietButton(Button):
    """A step aside, in the colour of a link."""

    _role = "accent"


class IconButton(QToolButton):
    """An icon alone; its name is spoken by screen readers and shown as the tooltip."""

    def __init__(
        self, icon: str, name: str, parent: QWidget | None = None, *, role: str = "text"
    ) -> None:
        super().__init__(parent)
        self.setIcon(named_icon(icon, role, on="accent"))
        self.setIconSize(QSize(px(18), px(18)))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_name(name)

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if not _enter_presses(self, event):
            super().keyPressEvent(event)

    def set_name(self, name: str) -> None:
        """Say what the button does, such as "Switch to dark"."""
        self.setAccessibleName(name)
        set_tooltip(self, name)


def _enter_presses(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Press ``button`` when the key is Enter.

    Qt would hand the key on: a window does nothing with it, and a dialog presses its default
    button, though the keyboard stands on Cancel.
    """
    is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if not is_enter or held:
        return False
    if not event.isAutoRepeat():
        button.click()
    return True
