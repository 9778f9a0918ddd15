"""The keys that hold in every window, dialogs too; behind a curtain no other hand gets through."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from typing_extensions import override

from desktop.actions import action_of

_EVERYWHERE = ("lock", "hide", "initials")
_COVERED = ("lock", "hide")
_INPUT = {
    QEvent.Type.KeyPress,
    QEvent.Type.KeyRelease,
    QEvent.Type.Shortcut,
    QEvent.Type.ShortcutOverride,
    QEvent.Type.InputMethod,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.ContextMenu,
    QEvent.Type.DragEnter,
    QEvent.Type.Drop,
}
_PRESSING = {QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride}
_CHANGING = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.InputMethod,
    QEvent.Type.Drop,
    QEvent.Type.Wheel,
}
"""After which something may be typed or chosen: words that are dictated or put together come as an
input method's, without a key."""


class KeysEverywhere(QObject):
    """``pressed`` carries the id of the action whose key was pressed, wherever the focus is."""

    pressed = Signal(str)

    def __init__(self, application: QCoreApplication, owner: QObject) -> None:
        super().__init__(owner)
        self.covered = False
        """Whether a curtain is drawn: then nothing behind it takes a key or a click."""
        self.touched = False
        """Whether a hand has done anything since this was last set back."""
        self._keys = {name: QKeySequence(action_of(name).shortcut) for name in _EVERYWHERE}
        application.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        kind = event.type()
        if kind not in _INPUT:
            return False
        if kind in _CHANGING:
            self.touched = True
        if isinstance(event, QKeyEvent) and kind in _PRESSING:
            name = self._named(event)
            if name:
                self._press(name, event)
                return True
        return self.covered

    def _named(self, event: QKeyEvent) -> str:
        """Return the action that the key is for; empty where it is for none that holds now."""
        keys = QKeySequence(event.keyCombination())
        names = _COVERED if self.covered else _EVERYWHERE
        return next((name for name in names if self._keys[name] == keys), "")

    def _press(self, name: str, event: QKeyEvent) -> None:
        if event.type() == QEvent.Type.ShortcutOverride:
            # Taken, it comes as a key. As a shortcut of the window it would end at the curtain.
            event.accept()
        elif not event.isAutoRepeat():
            self.pressed.emit(name)
