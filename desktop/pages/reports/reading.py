"""What the Reports page asks of the workspace, on the lane for long work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from desktop.progress import Progress
from storage.domain.periods import MonthDay, Period, previous_quarter, quarter_of, year_of
from storage.errors import SatchelError
from storage.reports.behind import Behind
from storage.reports.facts import facts_of
from storage.reports.figures import Figures, figures
from storage.reports.lineage import records_behind
from storage.reports.missing import Missing
from storage.reports.period_choices import PeriodChoice, choices, suggested
from storage.usecases.figuresheets import Facts, Sheet, plain_facts, sheets

Compare = Literal["", "before", "year"]
"""With nothing, with the period before, with the same period a year earlier."""

_DEMOGRAPHICS = ("4A", "4B", "4C")
_A_YEAR_OF_DAYS = 360


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which figures to count: a form, a period, and what to set beside it."""

    form: str
    period: Period
    compare: Compare = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures, those to compare with, and what is missing before they can be sent."""

    wanted: Wanted
    figures: Figures
    before: Figures | None
    missing: tuple[Missing, ...]
    facts: Facts
    """The figures as they would leave for MACA."""


@dataclass(frozen=True, slots=True)
class Offered:
    """The periods to choose from, and the one to begin with."""

    form: str
    periods: tuple[PeriodChoice, ...]
    first: Period


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind a number or a check: its words, the rule, and the records."""

    title: str
    number: str
    rule: str
    records: tuple[Behind, ...]
    missing: tuple[Missing, ...]
    destroyed: int = 0
    """How much of the number was counted in cases that are destroyed: nothing stands behind it."""


def offered(connection: Any, form: str, today: date) -> Offered:
    """Return the periods that ``form`` is asked for."""
    first = suggested(connection, form, today)
    return Offered(form, choices(connection, form, today), first.period)


def count(connection: Any, wanted: Wanted, progress: Progress) -> Counted:
    """Count what is ``wanted``; the progress has three steps."""
    progress.at(0, 3)
    found = figures(connection, wanted.form, wanted.period)
    progress.at(1, 3)
    other = _other_period(wanted)
    before = figures(connection, wanted.form, other) if other is not None else None
    progress.at(2, 3)
    missing = _missing(connection, found) if wanted.form == "pmt" else ()
    return Counted(wanted, found, before, missing, plain_facts(facts_of(found)))


def newest_sheet(connection: Any, wanted: Wanted) -> Sheet | None:
    """Return what was approved for MACA last of what is ``wanted``."""
    found = sheets(connection, wanted.form, wanted.period)
    return found[0] if found else None


def behind_row(connection: Any, wanted: Wanted, row: str) -> Evidence:
    """Return the records behind one number."""
    found = records_behind(connection, wanted.form, wanted.period, row)
    return Evidence(
        found.row.label,
        found.row.shown,
        found.rule,
        found.records,
        found.missing,
        found.destroyed,
    )


def behind_check(connection: Any, wanted: Wanted, rows: Sequence[str], text: str) -> Evidence:
    """Return what to look at for a check: what is missing, or else all its rows count."""
    missing: dict[str, Missing] = {}
    records: dict[tuple[str, bytes], Behind] = {}
    for row in rows:
        found = records_behind(connection, wanted.form, wanted.period, row)
        missing |= {one.text: one for one in found.missing}
        records |= {(one.kind, one.id): one for one in found.records}
    return Evidence(text, "", "", tuple(records.values()), tuple(missing.values()))


def period_before(period: Period) -> Period:
    """Return the quarter, the year, or as many days right before ``period``."""
    try:
        return previous_quarter(quarter_of(period.start)) if _is_quarter(period) else _ago(period)
    except ValueError:
        return _ago(period)


def _is_quarter(period: Period) -> bool:
    return quarter_of(period.start) == period


def _ago(period: Period) -> Period:
    days = (period.end - period.start).days + 1
    last = period.start - timedelta(days=1)
    if days > _A_YEAR_OF_DAYS:
        return year_of(last, MonthDay(period.start.month, period.start.day))
    return Period(last - timedelta(days=days - 1), last)


def _other_period(wanted: Wanted) -> Period | None:
    match wanted.compare:
        case "before":
            return period_before(wanted.period)
        case "year":
            return Period(_a_year_before(wanted.period.start), _a_year_before(wanted.period.end))
        case "":
            return None


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _missing(connection: Any, found: Figures) -> tuple[Missing, ...]:
    """Return what new people still lack: race, gender, date of birth."""
    gaps: dict[str, Missing] = {}
    for section in _DEMOGRAPHICS:
        rows = found.rows_of(section)
        if rows:
            try:
                behind = records_behind(connection, found.form, found.period, rows[0].id)
            except SatchelError:
                continue
            gaps |= {one.text: one for one in behind.missing}
    return tuple(gaps.values())
