"""Time as an argument, and the hybrid logical clock that breaks ties between versions."""

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")
"""Days, deadlines and periods are counted in Massachusetts time wherever the laptop is."""

MAX_LEAD_MS = 10 * 60 * 1000
"""A peer's clock is followed at most ten minutes into the future."""

_COUNTER_BITS = 16


class Clock(Protocol):
    """Where the present moment comes from."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""


class SystemClock:
    """The laptop's own clock."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place where the clock is read


def today(clock: Clock) -> date:
    """Return the calendar day in Massachusetts."""
    return clock.now().astimezone(ZONE).date()


def day_of(when: datetime | date) -> date:
    """Return the calendar day in Massachusetts: of a moment, or the day itself."""
    return when.astimezone(ZONE).date() if isinstance(when, datetime) else when


def moments_of(local: datetime) -> tuple[datetime, ...]:
    """Return the instants, in UTC, at which clocks in Massachusetts showed ``local`` (naive).

    Usually one; none in the hour that is left out in spring, two in the one that comes twice.
    """
    both = (local.replace(tzinfo=ZONE, fold=fold).astimezone(UTC) for fold in (0, 1))
    shown = (one for one in both if one.astimezone(ZONE).replace(tzinfo=None) == local)
    return tuple(sorted(set(shown)))


def milliseconds(moment: datetime) -> int:
    """Return the Unix time of ``moment`` in milliseconds."""
    return int(moment.timestamp() * 1000)


def next_stamp(last: int, now_ms: int) -> int:
    """Return a stamp greater than ``last``, near ``now_ms``: 48 bits of time, 16 of counter.

    A clock that was set back never makes a stamp smaller than one already given.
    """
    return max(now_ms << _COUNTER_BITS, last + 1)


def stamp_moment(stamp: int) -> datetime:
    """Return the moment that ``stamp`` carries, in UTC."""
    return datetime.fromtimestamp((stamp >> _COUNTER_BITS) / 1000, UTC)
