"""The guided tour: the real program, driven by keys, with a picture of every station.

It survives the lock it demonstrates: the process that takes the place of the first one goes on
with the second half.
"""

import sys
from pathlib import Path
from types import GeneratorType

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from desktop.faults import places_of
from desktop.tour.driving import Ready, Script, StationError, Toured
from desktop.tour.first import first_laptop
from desktop.tour.second import second_laptop
from desktop.tour.stations import first_half, second_half
from desktop.tour.telephone import Telephone
from desktop.unlock.beginning import Welcome

_LOOK_MS = 25
_PATIENCE_MS = 30_000
_PATIENCE_TOGETHER_MS = 300_000
"""A laptop that tours together with another one waits through all that one does alone."""


class Tour(QObject):
    """``finished`` with 0, or with 1 when a station was not reached."""

    finished = Signal(int)

    def __init__(
        self, toured: Toured, folder: Path, telephone: Path | None, *, resumed: bool
    ) -> None:
        super().__init__()
        self._script = _script(toured, folder, telephone, resumed=resumed)
        self._patience = _PATIENCE_TOGETHER_MS if telephone else _PATIENCE_MS
        self._awaited: Ready = bool
        self._waited = QElapsedTimer()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Set out."""
        self._awaited = lambda: True
        self._waited.start()
        self._timer.start()

    def _look(self) -> None:
        try:
            if self._awaited():
                self._awaited = next(self._script)
                self._waited.restart()
            elif self._waited.elapsed() > self._patience:
                _say(f"FAILED: it did not come about in time ({_station_of(self._script)})")
                self._end(1)
        except StopIteration:
            self._end(0)
        except Exception as error:  # noqa: BLE001 - any failure ends the tour, and says where
            place = places_of(error.__traceback__)[-1]
            reason = str(error) if isinstance(error, StationError) else type(error).__name__
            _say(f"FAILED: {reason} ({place})")
            self._end(1)

    def _end(self, code: int) -> None:
        self._timer.stop()
        self.finished.emit(code)


def _script(toured: Toured, folder: Path, telephone: Path | None, *, resumed: bool) -> Script:
    """Return the way of this laptop; one without a workspace is the second."""
    if telephone is None:
        return (second_half if resumed else first_half)(toured, folder, _say)
    line = Telephone(telephone)
    if resumed:
        return _one_after_the_other(
            second_half(toured, folder, _say), first_laptop(toured, folder, line, _say)
        )
    if toured.door is not None and isinstance(toured.door.step, Welcome):
        return second_laptop(toured, folder, line, _say)
    return first_half(toured, folder, _say)


def _one_after_the_other(*scripts: Script) -> Script:
    for script in scripts:
        yield from script


def _station_of(script: Script) -> str:
    """Return where a script stands: the innermost of the generators it is made of."""
    inner: object = script
    while isinstance(inner, GeneratorType) and isinstance(inner.gi_yieldfrom, GeneratorType):
        inner = inner.gi_yieldfrom
    if not isinstance(inner, GeneratorType) or inner.gi_frame is None:
        return "at its end"
    return f"{inner.__name__}:{inner.gi_frame.f_lineno}"


def _say(text: str) -> None:
    sys.stdout.write(f"tour: {text}\n")
    sys.stdout.flush()
