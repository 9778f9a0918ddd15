"""Gather what a person looks at, and enter it in the record of access a moment later.

Looking must not wait for a write: looks are gathered for a second and a half and written in one
transaction on the storage lane, and at once when the curtain falls.
"""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer

from desktop.background import Lanes
from storage.domain.clocks import Clock, milliseconds
from storage.usecases.access.noting import Look, Subject, looked

_GATHERED_MS = 1_500
_TYPED_MS = 1_200
"""After this rest a search is what was meant, not a word half typed."""
_LEAST = 2
_MOST = 1_000
"""Looks that wait where nothing can be written."""


class Looks(QObject):
    """What was looked at and is not entered yet; lives on the GUI thread."""

    def __init__(self, lanes: Lanes, clock: Clock) -> None:
        super().__init__()
        self._lanes, self._clock = lanes, clock
        self._gathered: list[Look] = []
        self._typed = ""
        self._due = _timer(self, _GATHERED_MS, self.flush)
        self._settled = _timer(self, _TYPED_MS, self._search)

    def opened(self, kind: str, record: str, *, act: str = "open", said: str = "") -> None:
        """Note that a record, its id in hexadecimal, is on the screen."""
        self._gather(Look(act, Subject(kind, _id(record)), self._now(), said))

    def searched(self, text: str) -> None:
        """Note what is being searched for once nothing more is typed."""
        self._typed = text.strip()
        if len(self._typed) >= _LEAST:
            self._settled.start()
        else:
            self._settled.stop()

    def flush(self) -> None:
        """Have everything entered now."""
        if self._settled.isActive():
            self._search()
        self._due.stop()
        looks, self._gathered = self._gathered, []
        if looks:
            keep = partial(self._keep, looks)
            self._lanes.write(looked, looks, context=self, failed=keep)

    def _keep(self, looks: list[Look], _error: BaseException) -> None:
        """Keep what could not be entered, such as on a full disk, for the next time."""
        self._gathered = (looks + self._gathered)[-_MOST:]

    def _search(self) -> None:
        self._settled.stop()
        self._gather(Look("search", Subject(), self._now(), self._typed))

    def _gather(self, look: Look) -> None:
        self._gathered.append(look)
        if not self._due.isActive():
            self._due.start()

    def _now(self) -> int:
        return milliseconds(self._clock.now())


def _timer(owner: QObject, interval: int, then: Any) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(interval)
    timer.timeout.connect(then)
    return timer


def _id(text: str) -> bytes:
    try:
        return bytes.fromhex(text.replace("-", ""))
    except ValueError:
        return b""
