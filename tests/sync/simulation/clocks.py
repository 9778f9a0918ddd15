"""Clocks of laptops: years off, and set anew in the midst of work."""

from datetime import datetime, timedelta
from random import Random  # noqa: TID251 - a schedule repeats by its seed

from tests.conftest import FixedClock

_OFF = (
    timedelta(0),
    timedelta(hours=7),
    timedelta(minutes=-4),
    timedelta(days=-1),
    timedelta(days=-20_515),
    timedelta(days=3_650),
    timedelta(days=12_400),
)
"""Right; another zone; a little late; yesterday; 1970, as after a lost battery; 2036; 2060."""


class LaptopClock:
    """A laptop's own clock: the world's, some hours or decades off."""

    def __init__(self, world: FixedClock, off: timedelta) -> None:
        self._world, self.off = world, off

    def now(self) -> datetime:
        """Return what the laptop believes the moment to be."""
        return self._world.now() + self.off

    def jump(self, chance: Random) -> None:
        """Be set to something else."""
        self.off = some_off(chance)


def some_off(chance: Random) -> timedelta:
    """Return how far a clock is off: half of them are right."""
    return chance.choice(_OFF) if chance.randrange(2) else timedelta(0)
