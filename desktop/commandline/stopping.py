"""Being asked to stop, also where Python cannot hear it at once.

An interrupt that reaches Python inside a callback of a C library is printed or dropped there, and
the work goes on. What was asked is therefore remembered and asked again at every step of progress.
"""

import signal
from threading import Event
from types import FrameType

_asked = Event()


def listen() -> None:
    """Remember from now on that the person at the terminal asked to stop."""
    _asked.clear()
    signal.signal(signal.SIGINT, _hear)


def stop_if_asked() -> None:
    """Raise KeyboardInterrupt when the person asked to stop, however long ago."""
    if _asked.is_set():
        raise KeyboardInterrupt


def _hear(_signal: int, _frame: FrameType | None) -> None:
    _asked.set()
    raise KeyboardInterrupt
