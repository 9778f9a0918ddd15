"""Notice that nobody has touched the keyboard or the mouse, or dictated, for a while."""

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QMouseEvent
from typing_extensions import override

_LOOK_MS = 1_000
_HANDS = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TabletMove,
}


class IdleWatch(QObject):
    """``idle`` once no hand has moved for ``seconds()``; what a program does is no hand.

    Who dictates, or types on a keyboard on the screen, is there too.

    As long as ``held()`` it waits. A pointer that is told where it is and has not moved, as when
    a window opens under it, is no hand either.
    """

    idle = Signal()

    def __init__(
        self,
        application: QCoreApplication,
        seconds: Callable[[], float],
        monotonic: Callable[[], float] = time.monotonic,
        held: Callable[[], bool] = bool,
    ) -> None:
        super().__init__(application)
        self._seconds = seconds
        self._monotonic = monotonic
        self._held = held
        self._last = monotonic()
        self._pointer: QPoint | None = None
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        application.installEventFilter(self)

    def look(self) -> None:
        """Compare the last touch with now."""
        if self._monotonic() - self._last >= self._seconds() and not self._held():
            self._last = self._monotonic()
            self.idle.emit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if _is_worded(event) or (
            event.type() in _HANDS and event.spontaneous() and self._moved(event)
        ):
            self._last = self._monotonic()
        return False

    def _moved(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.MouseMove or not isinstance(event, QMouseEvent):
            return True
        before, self._pointer = self._pointer, event.globalPosition().toPoint()
        return before is not None and before != self._pointer


def _is_worded(event: QEvent) -> bool:
    """Tell whether an input method brings words: of dictation, or of a keyboard on the screen.

    Qt hands them on by itself, so that they never count as the system's own.
    """
    if not isinstance(event, QInputMethodEvent):
        return False
    return bool(event.commitString() or event.preeditString())
