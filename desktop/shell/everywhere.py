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
        if isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress and self._press(event):
            return True
        return self.covered

    def _press(self, event: QKeyEvent) -> bool:
        for name in _COVERED if self.covered else _EVERYWHERE:
            if QKeySequence(event.keyCombination()) == self._keys[name]:
                if not event.isAutoRepeat():
                    self.pressed.emit(name)
                return True
        return False
