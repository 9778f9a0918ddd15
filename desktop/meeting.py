"""In a meeting the idle lock waits until its stated end; every other sign still locks."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QTimer

from desktop.channel import Channel


class Meeting(QObject):
    """``changed`` announces the stated end when one begins, None when it is over.

    How long it holds is measured by a clock that nobody can set. It does not outlive the process,
    and with it no lock.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.changed: Channel[datetime | None] = Channel()
        self.until: datetime | None = None
        """The stated end, while it lasts."""
        self._monotonic = monotonic
        self._end = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.end)

    def begin(self, now: datetime, length: timedelta) -> None:
        """Hold the idle lock for ``length`` from now on."""
        seconds = length.total_seconds()
        self.until = now + length
        self._end = self._monotonic() + seconds
        self._timer.start(round(seconds * 1000))
        self.changed.announce(self.until)

    def end(self) -> None:
        """Let the idle lock come again."""
        if self.until is not None:
            self._timer.stop()
            self.until = None
            self.changed.announce(None)

    def holds(self) -> bool:
        """Tell whether it lasts."""
        if self.until is not None and self._monotonic() >= self._end:
            self.end()
        return self.until is not None
