"""What makes practice data repeat: ids from a seed, and a clock that stands still."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random  # noqa: TID251 - practice data repeats by seed; nothing secret is drawn

from storage.domain.ids import RecordId, id_from

_EPOCH = date(1970, 1, 1).toordinal()
_DAY_MS = 24 * 60 * 60 * 1000
_MORNING_MS = 13 * 60 * 60 * 1000
_WORKDAY_MS = 8 * 60 * 60 * 1000
_RANDOM_BITS = 74

Rng = Random
"""Chance that repeats: made from a text, it draws the same in every run."""


class SeededIds:
    """Ids that are the same in every run with the same seed."""

    def __init__(self, seed: str) -> None:
        self._random = Rng(seed)

    def new(self, milliseconds: int) -> RecordId:
        """Return the next id for the Unix time ``milliseconds``."""
        return id_from(milliseconds, self._random.getrandbits(_RANDOM_BITS))

    def on(self, day: date) -> RecordId:
        """Return an id for something written down in the working hours of ``day``."""
        start = (day.toordinal() - _EPOCH) * _DAY_MS + _MORNING_MS
        return self.new(start + int(self._random.random() * _WORKDAY_MS))


@dataclass(frozen=True, slots=True)
class StoppedClock:
    """A clock that always tells the same moment."""

    moment: datetime

    def now(self) -> datetime:
        """Return that moment, aware, in UTC."""
        return self.moment
