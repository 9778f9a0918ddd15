"""Notice a sleep nobody announced: the clock of the wall ran on while ours stood still."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from desktop.system.interface import Signs

GAP_SECONDS = 30.0
_LOOK_MS = 2_000


def slept_so_far() -> float:
    """Return the seconds the laptop has slept since it was started, where the system tells."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return 0.0 if boottime is None else time.clock_gettime(boottime) - time.monotonic()


class SleepGap(QObject):
    """Looks every two seconds; a growth of more than thirty is a sleep."""

    def __init__(self, signs: Signs, slept: Callable[[], float] = slept_so_far) -> None:
        super().__init__(signs)
        self._signs = signs
        self._slept = slept
        self._last = slept()
        timer = QTimer(self, interval=_LOOK_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Compare now with the last look."""
        now = self._slept()
        gap, self._last = now - self._last, now
        if gap > GAP_SECONDS:
            self._signs.left.emit("gap")
