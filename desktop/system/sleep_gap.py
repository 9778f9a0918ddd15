"""Notice a sleep nobody announced: much time has gone by since we last looked."""

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from typing_extensions import override

from desktop.system.interface import Signs

GAP_SECONDS = 30.0
_LOOK_MS = 2_000
_FIRST_OF_ALL = {
    QEvent.Type.Expose,
    QEvent.Type.UpdateRequest,
    QEvent.Type.KeyPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
}
"""What comes before anything is painted or done after a sleep."""


def since_the_start() -> float:
    """Return seconds that also run on while the laptop sleeps."""
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):
        clock = getattr(time, name, None)
        if clock is not None:
            return time.clock_gettime(clock)
    return time.monotonic()  # Windows: counts through a sleep


class SleepGap(QObject):
    """Looks every two seconds, and before anything is painted: more than thirty are a sleep.

    A process that was stopped for as long is treated alike.
    """

    def __init__(
        self,
        signs: Signs,
        clock: Callable[[], float] = since_the_start,
        longest: float = GAP_SECONDS,
    ) -> None:
        super().__init__(signs)
        self._signs = signs
        self._clock = clock
        self._longest = longest
        self._last = clock()
        timer = QTimer(self, interval=_LOOK_MS)
        timer.timeout.connect(self.look)
        timer.start()
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def look(self) -> None:
        """Compare now with the last look."""
        now = self._clock()
        gap, self._last = now - self._last, now
        if gap > self._longest:
            self._signs.left.emit("gap")

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if event.type() in _FIRST_OF_ALL:
            self.look()
        return False
