"""An alarm: one rule, started by one record, and how it stands now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from storage.domain.clocks import day_of
from storage.domain.deadlines.conditions import Values
from storage.domain.deadlines.rules import Rule
from storage.domain.deadlines.spans import IsHoliday, Start, due_at
from storage.domain.ids import RecordId


class State(StrEnum):
    """How a clock stands; the first three are open."""

    AHEAD = "ahead"
    SOON = "soon"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"
    NOT_NEEDED = "not_needed"


OPEN = frozenset({State.AHEAD, State.SOON, State.OVERDUE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """What is due by when and why; it opens ``record`` of ``kind``, in ``case`` where it has one.

    A period of reports has no record: ``period`` then holds its days.
    """

    rule: Rule
    kind: str
    record: RecordId | None
    case: RecordId | None
    person: RecordId | None
    period: str = ""
    start: Start
    due: datetime
    state: State
    met_on: date | None = None
    """The day of the evidence in Massachusetts, where it says one."""
    number: str = ""
    youth: str = ""
    title: str = ""
    """What the record is called where it belongs to no case: an agency, a task."""
    versions: int = 0
    """How many versions of its start wait for a decision: there is an alarm for each."""


@dataclass(frozen=True, slots=True)
class Met:
    """Evidence: at a moment, on a day, or (None) at a time nobody wrote down."""

    when: datetime | date | None


def started(rule: Rule, values: Values) -> Start | None:
    """Return when ``rule`` began to run for a record; None where it does not run."""
    if not all(condition.holds(values) for condition in rule.where):
        return None
    value = values[rule.start[0]]
    at = values[rule.start[1]] if len(rule.start) > 1 else None
    if not isinstance(value, date):
        return None
    return Start.of(value, at if isinstance(at, time) else None)


def proven(rule: Rule, values: Values) -> Met | None:
    """Return the evidence a record holds itself, or None."""
    for proof in rule.proofs:
        if proof.condition.holds(values):
            when = values[proof.at] if proof.at else None
            return Met(when if isinstance(when, date) else None)
    return None


def witnessed(
    rule: Rule, values: Values, candidates: Iterable[tuple[Values, datetime | date]]
) -> Met | None:
    """Return the earliest of ``candidates``, other records with their days, that is evidence."""
    witness = rule.witness
    after = values[witness.after] if witness else None
    if witness is None or not isinstance(after, date):
        return None
    first, strictly = day_of(after), witness.kind == rule.kind
    days = [
        when
        for other, when in candidates
        if (day_of(when) > first if strictly else day_of(when) >= first)
        and all(other[name] == values[name] for name in witness.by)
        and all(condition.holds(other) for condition in witness.where)
    ]
    return Met(min(days, key=day_of)) if days else None


def judge(
    rule: Rule, start: Start, now: datetime, is_holiday: IsHoliday, met: Met | None, *, ended: bool
) -> tuple[datetime, State]:
    """Return when it is due and how it stands at ``now``."""
    due = due_at(start, rule.span, is_holiday)
    if met is not None:
        return due, State.MET_LATE if _late(met, due) else State.MET
    if ended:
        return due, State.NOT_NEEDED
    if now > due:
        return due, State.OVERDUE
    return due, State.SOON if due - now <= rule.lead else State.AHEAD


def urgency(alarm: Alarm) -> tuple[bool, int, datetime, str]:
    """Return what alarms are sorted by: overdue first, a child's safety before papers; then due."""
    late = alarm.state is State.OVERDUE
    return not late, alarm.rule.urgency if late else 0, alarm.due, alarm.rule.code


def is_past_showing(alarm: Alarm, now: datetime) -> bool:
    """Tell whether it was due so long ago that only the record itself still shows it."""
    keep = alarm.rule.keep_days
    return keep is not None and now - alarm.due > timedelta(days=keep)


def _late(met: Met, due: datetime) -> bool:
    if isinstance(met.when, datetime):
        return met.when > due
    return met.when is not None and met.when > day_of(due)
