"""Periods of reports: quarters and years, federal and of the state, both ends included."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, Self

_QUARTER_MONTHS = 3
_MONTHS = 12
_LAST_DAY_OF_EVERY_MONTH = 28
_MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class MonthDay(NamedTuple):
    """A day of every year, such as the day on which a year of reports begins."""

    month: int
    day: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``MM-DD``; ValueError in plain words when it is not in every month of a year."""
        try:
            found = date.fromisoformat(f"2000-{text}")
        except ValueError:
            raise ValueError(f"{text} is not a day of the year. Write it like 10-01.") from None
        if found.day > _LAST_DAY_OF_EVERY_MONTH:
            raise ValueError(
                f"{text} is not in every month. Choose a day from the 1st to the 28th."
            )
        return cls(found.month, found.day)

    def text(self) -> str:
        """Return the written form; ``parse`` reads it back."""
        return f"{self.month:02d}-{self.day:02d}"

    def words(self) -> str:
        """Return it for people: ``October 1``."""
        return f"{_MONTH_NAMES[self.month - 1]} {self.day}"

    def on_or_before(self, day: date) -> date:
        """Return the last such day that is not after ``day``."""
        here = date(day.year, *self)
        return here if here <= day else date(day.year - 1, *self)


FEDERAL = MonthDay(10, 1)
"""The federal fiscal year; the PMT's quarters and everyone's being new start over here."""
STATE = MonthDay(7, 1)
"""The fiscal year of the Commonwealth; MACA's yearly figures follow it."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``start`` to ``end``, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it starts (ValueError in plain words)."""
        if self.end < self.start:
            raise ValueError(f"The period ends ({self.end}) before it starts ({self.start}).")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2021-07-01..2022-06-30``; ValueError in plain words when it is not a period."""
        first, dots, last = text.strip().partition("..")
        try:
            days = date.fromisoformat(first), date.fromisoformat(last)
        except ValueError:
            days = None
        if days is None or not dots:
            raise ValueError(f"{text} is not a period. Write it like 2021-07-01..2022-06-30.")
        return cls(*days)

    def text(self) -> str:
        """Return the written form; ``parse`` reads it back."""
        return f"{self.start}..{self.end}"

    def words(self) -> str:
        """Return it for people: ``Oct 1 to Dec 31, 2021``."""
        if self.start == self.end:
            return f"{_short(self.end)}, {self.end.year}"
        year = f", {self.start.year}" if self.start.year != self.end.year else ""
        return f"{_short(self.start)}{year} to {_short(self.end)}, {self.end.year}"

    def __contains__(self, day: date) -> bool:
        """Tell whether ``day`` lies in the period."""
        return self.start <= day <= self.end


def year_of(day: date, begins: MonthDay = FEDERAL) -> Period:
    """Return the twelve months that contain ``day`` and start on ``begins``."""
    start = begins.on_or_before(day)
    return Period(start, date(start.year + 1, *begins) - timedelta(days=1))


def quarters_of(year: Period) -> tuple[Period, ...]:
    """Return the four quarters of a year, in order."""
    starts = [_months_later(year.start, months) for months in range(0, _MONTHS, _QUARTER_MONTHS)]
    after = [*starts[1:], year.end + timedelta(days=1)]
    return tuple(
        Period(start, following - timedelta(days=1))
        for start, following in zip(starts, after, strict=True)
    )


def quarter_containing(day: date, begins: MonthDay = FEDERAL) -> Period:
    """Return the quarter of the year beginning on ``begins`` in which ``day`` lies."""
    return next(quarter for quarter in quarters_of(year_of(day, begins)) if day in quarter)


def quarter_of(start: date, begins: MonthDay = FEDERAL) -> Period:
    """Return the quarter that starts on ``start``; ValueError in plain words when none does."""
    quarter = quarter_containing(start, begins)
    if quarter.start != start:
        starts = [f"{part.start:%m-%d}" for part in quarters_of(year_of(start, begins))]
        raise ValueError(
            f"No quarter starts on {start}. Quarters start on {', '.join(starts[:-1])} "
            f"and {starts[-1]}; the one around that day starts on {quarter.start}."
        )
    return quarter


def previous_quarter(quarter: Period, begins: MonthDay = FEDERAL) -> Period:
    """Return the quarter before ``quarter``."""
    return quarter_containing(quarter.start - timedelta(days=1), begins)


def due_on(quarter: Period, days: int = 30) -> date:
    """Return when the PMT of ``quarter`` is due by default: ``days`` days after its end.

    Thirty days give January 30, April 30, July 30 and October 30; a program may have its own.
    """
    return quarter.end + timedelta(days=days)


def year_name(year: Period) -> str:
    """Return ``Federal year 2022`` for the year that ends in September 2022, and the like."""
    kinds = {FEDERAL: "Federal year", STATE: "State year", (1, 1): "Calendar year"}
    kind = kinds.get((year.start.month, year.start.day), "Year")
    return f"{kind} {year.end.year}"


def quarter_name(quarter: Period, begins: MonthDay = FEDERAL) -> str:
    """Return ``Quarter 1, federal year 2022`` for October to December 2021, and the like."""
    year = year_of(quarter.start, begins)
    number = quarters_of(year).index(quarter) + 1
    name = year_name(year)
    return f"Quarter {number}, {name[0].lower()}{name[1:]}"


def month_of(day: date) -> Period:
    """Return the calendar month that ``day`` is in."""
    first = day.replace(day=1)
    return Period(first, _months_later(first, 1) - timedelta(days=1))


def month_after(month: Period, steps: int = 1) -> Period:
    """Return the month ``steps`` after the one that begins ``month``; before it when negative."""
    return month_of(_months_later(month.start, steps))


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, _MONTHS)
    return date(day.year + years, month + 1, day.day)


def _short(day: date) -> str:
    return f"{_MONTH_NAMES[day.month - 1][:3]} {day.day}"
