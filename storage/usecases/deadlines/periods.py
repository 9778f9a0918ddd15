"""Reports that a program owes after a quarter or a half of the year."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection

from storage.domain.clocks import day_of
from storage.domain.deadlines.alarms import Alarm, Met, judge
from storage.domain.deadlines.rules import Rule
from storage.domain.deadlines.spans import Start, add_months
from storage.domain.kinds.task import Task
from storage.domain.periods import Period, quarters_of, year_of
from storage.usecases.changes import Changes
from storage.usecases.deadlines.calendar_days import is_holiday
from storage.usecases.deadlines.rulebook import shipped
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction

_HALF = 6


def owed(connection: Connection, rule: Rule, today: date, now: datetime) -> Iterator[Alarm]:
    """Yield an alarm for the period under way and the two before it in which anything was logged.

    A period without a service is owed by nobody's work on this laptop.
    """
    for period in _periods(rule.kind, today):
        if not _worked(connection, period):
            continue
        start = Start.of(period.end)
        met = _met(connection, rule, period)
        due, state = judge(rule, start, now, is_holiday, met, ended=False)
        yield Alarm(
            rule=rule,
            kind=rule.kind,
            record=None,
            case=None,
            person=None,
            period=period.text(),
            start=start,
            due=due,
            state=state,
            met_on=day_of(met.when) if met and met.when else None,
        )


def mark_done(transaction: Transaction, code: str, period: str) -> Changes:
    """Record that the report of ``period`` was handed in today: a task that is done."""
    rule = shipped()[code]
    task = Task(
        id=transaction.new_id(),
        text=f"{rule.label}, {Period.parse(period).words()}",
        owner=transaction.identity.author,
        status="done",
        due_on=Period.parse(period).end,
        done_on=transaction.today(),
        rule=_mark(rule, Period.parse(period)),
    )
    return save(transaction, [Add(task)], "mark clock done")


def _periods(kind: str, today: date) -> list[Period]:
    """Return the period ``today`` lies in and the two before it, the newest last."""
    if kind == "pmt_quarter":
        years = (year_of(today - timedelta(days=366)), year_of(today))
        every = [quarter for year in years for quarter in quarters_of(year)]
    else:
        every = [_half(year, first) for year in (today.year - 1, today.year) for first in (1, 7)]
    return [period for period in every if period.start <= today][-3:]


def _half(year: int, first: int) -> Period:
    start = date(year, first, 1)
    return Period(start, add_months(start, _HALF) - timedelta(days=1))


def _worked(connection: Connection, period: Period) -> bool:
    query = 'SELECT 1 FROM service WHERE "on" BETWEEN ? AND ? AND retired = 0 LIMIT 1'
    days = (period.start.isoformat(), period.end.isoformat())
    return connection.exec_driver_sql(query, days).first() is not None


def _met(connection: Connection, rule: Rule, period: Period) -> Met | None:
    done = connection.exec_driver_sql(
        "SELECT done_on FROM task WHERE status = 'done' AND due_on = ? AND rule = ? "
        "AND retired = 0 ORDER BY done_on LIMIT 1",
        (period.end.isoformat(), _mark(rule, period)),
    ).first()
    if done is not None:
        return Met(date.fromisoformat(done.done_on) if done.done_on else None)
    if rule.kind != "pmt_quarter":
        return None
    sheet = connection.exec_driver_sql(
        "SELECT min(approved_at) FROM figures_sheet WHERE form = 'pmt' AND first_day = ? "
        "AND last_day = ? AND state <> 'refused'",
        (period.start.isoformat(), period.end.isoformat()),
    ).scalar()
    return None if sheet is None else Met(_moment(sheet))


def _mark(rule: Rule, period: Period) -> str:
    return f"{rule.code}:{period.start}"


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
