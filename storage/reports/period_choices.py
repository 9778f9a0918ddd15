"""What a period picker offers: the quarters and years that have data, and the current one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from storage.domain.periods import (
    FEDERAL,
    STATE,
    MonthDay,
    Period,
    due_on,
    quarter_containing,
    quarter_name,
    year_name,
    year_of,
)
from storage.reports.destroyed import kept_periods
from storage.tables.records import TABLES
from storage.usecases.settings import setting

DATED = ("service", "outreach")
"""The kinds whose days put data into a report."""


@dataclass(frozen=True, slots=True)
class PeriodChoice:
    """A period to choose: its name, its days in words, whether anything is dated in it.

    ``due_on`` is when its PMT is due; None for a year.
    """

    period: Period
    name: str
    words: str
    has_data: bool
    due_on: date | None


def quarters(connection: Connection, today: date) -> tuple[PeriodChoice, ...]:
    """Return the federal quarters with data and the one of ``today``, newest first."""
    days = setting(connection, "reports.pmt_due_days")
    return tuple(
        PeriodChoice(period, quarter_name(period), period.words(), full, due_on(period, days))
        for period, full in _offered(connection, today, quarter_containing)
    )


def federal_years(connection: Connection, today: date) -> tuple[PeriodChoice, ...]:
    """Return the federal years with data and the one of ``today``, newest first."""
    return _years(connection, today, FEDERAL)


def state_years(connection: Connection, today: date) -> tuple[PeriodChoice, ...]:
    """Return the years of the Commonwealth with data and the one of ``today``, newest first."""
    return _years(connection, today, STATE)


def choices(connection: Connection, form: str, today: date) -> tuple[PeriodChoice, ...]:
    """Return what ``form`` is usually asked for: the PMT by quarter, the headline by year."""
    by_quarter, by_year = quarters(connection, today), federal_years(connection, today)
    if form == "pmt":
        return (*by_quarter, *by_year)
    return (*state_years(connection, today), *by_year, *by_quarter)


def suggested(connection: Connection, form: str, today: date) -> PeriodChoice:
    """Return the newest finished period with data, or else the current one."""
    offered = quarters if form == "pmt" else state_years
    found = offered(connection, today)
    current = next(choice for choice in found if today in choice.period)
    finished = (choice for choice in found if choice.has_data and choice.period.end < today)
    return next(finished, current)


def _years(connection: Connection, today: date, begins: MonthDay) -> tuple[PeriodChoice, ...]:
    return tuple(
        PeriodChoice(period, year_name(period), period.words(), full, None)
        for period, full in _offered(connection, today, lambda day: year_of(day, begins))
    )


def _offered(
    connection: Connection, today: date, around: Callable[[date], Period]
) -> Iterator[tuple[Period, bool]]:
    first, last = _ends(connection, today)
    day = last
    while day >= first:
        period = around(day)
        full = _has_data(connection, period)
        if full or today in period:
            yield period, full
        day = period.start - timedelta(days=1)


def _ends(connection: Connection, today: date) -> tuple[date, date]:
    """Return the first and the last day with data, ``today`` included."""
    days = [today]
    for kind in DATED:
        column, retired = TABLES[kind].c.on, TABLES[kind].c.retired
        for extreme in (func.min, func.max):
            day = connection.execute(select(extreme(column)).where(retired == 0)).scalar()
            if day is not None:
                days.append(date.fromisoformat(day))
    days += [period.end for period in kept_periods(connection)]
    return min(days), max(days)


def _has_data(connection: Connection, period: Period) -> bool:
    first, last = period.start.isoformat(), period.end.isoformat()
    for kind in DATED:
        columns = TABLES[kind].c
        found = select(columns.id).where(columns.retired == 0, columns.on.between(first, last))
        if connection.execute(found.limit(1)).first() is not None:
            return True
    return period in kept_periods(connection)
