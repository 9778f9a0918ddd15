"""Spans of time as law and protocols write them, and when they end in Massachusetts."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Self

from storage.domain.clocks import ZONE, day_of

IsHoliday = Callable[[date], bool]
_SATURDAY = 5
_MONTHS = 12
_LAST_SECOND = time(23, 59, 59)


class Unit(StrEnum):
    """What a span is counted in: the first two to the second, the others in whole days."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    BUSINESS_DAYS = "business_days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Span:
    """So many of a unit."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        """Refuse less than nothing (ValueError)."""
        if self.amount < 0:
            raise ValueError(f"A clock cannot run for {self.amount} {self.unit}.")


@dataclass(frozen=True, slots=True)
class Start:
    """When a clock began: an instant in UTC. ``exact`` is False where only the day is known.

    The instant is then the first of that day, so that a clock of hours rings early, never late.
    """

    moment: datetime
    exact: bool

    @classmethod
    def of(cls, value: datetime | date, at: time | None = None) -> Self:
        """Return the start at a moment, on a day, or on a day ``at`` a time of Massachusetts."""
        if isinstance(value, datetime):
            return cls(value.astimezone(UTC), exact=True)
        return cls(local(value, at or time.min), exact=at is not None)

    @property
    def day(self) -> date:
        """The calendar day in Massachusetts."""
        return day_of(self.moment)


def due_at(start: Start, span: Span, is_holiday: IsHoliday) -> datetime:
    """Return the last instant, in UTC, at which what ``span`` allows is still in time.

    Minutes and hours pass as they do on a stopwatch, over a change to or from summer time too. Days
    are counted after the day of the start; the last of them counts to its last second.
    """
    if span.unit in (Unit.MINUTES, Unit.HOURS) and (start.exact or span.amount):
        return start.moment + timedelta(**{span.unit.value: span.amount})
    return local(_last_day(start.day, span, is_holiday), _LAST_SECOND)


def add_business_days(day: date, count: int, is_holiday: IsHoliday) -> date:
    """Return the ``count``-th business day after ``day``; ``day`` itself where ``count`` is 0.

    No Saturday, Sunday or holiday is a business day. A day that is none begins the count like any
    other: the first business day after it is day one.
    """
    left = count
    while left:
        day += timedelta(days=1)
        left -= is_business_day(day, is_holiday)
    return day


def is_business_day(day: date, is_holiday: IsHoliday) -> bool:
    """Tell whether offices of the Commonwealth are open on ``day``."""
    return day.weekday() < _SATURDAY and not is_holiday(day)


def add_months(day: date, count: int) -> date:
    """Return the same day ``count`` months later, or the last of its month where there is none."""
    years, month = divmod(day.month - 1 + count, _MONTHS)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def local(day: date, at: time) -> datetime:
    """Return the instant, in UTC, of a wall-clock time in Massachusetts."""
    return datetime.combine(day, at, ZONE).astimezone(UTC)


def _last_day(day: date, span: Span, is_holiday: IsHoliday) -> date:
    match span.unit:
        case Unit.BUSINESS_DAYS:
            return add_business_days(day, span.amount, is_holiday)
        case Unit.MONTHS:
            return add_months(day, span.amount)
        case Unit.DAYS:
            return day + timedelta(days=span.amount)
        case _:
            return day
