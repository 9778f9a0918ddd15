"""From the records of a rule to its alarms."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import Connection

from storage.domain.clocks import day_of
from storage.domain.deadlines.alarms import Alarm, Met, State, judge, proven, started
from storage.domain.deadlines.rules import Rule
from storage.usecases.deadlines.calendar_days import is_holiday
from storage.usecases.deadlines.candidates import Candidate, Wanted, candidates
from storage.usecases.deadlines.witnesses import evidence_in, witnesses


def judged(connection: Connection, rule: Rule, wanted: Wanted, now: datetime) -> Iterator[Alarm]:
    """Yield an alarm for every record in which ``rule`` has begun to run, met or not."""
    found = list(candidates(connection, rule, wanted))
    seen = witnesses(connection, rule, found)
    for candidate in found:
        met = proven(rule, candidate.values) or evidence_in(rule, candidate, seen)
        alarm = _alarm(rule, candidate, now, met)
        if alarm is not None:
            yield alarm


def _alarm(rule: Rule, candidate: Candidate, now: datetime, met: Met | None) -> Alarm | None:
    start = started(rule, candidate.values)
    if start is None:
        return None
    ended = any(condition.holds(candidate.values) for condition in rule.ends)
    ended = ended or (candidate.home_closed and not rule.after_closing)
    due, state = judge(rule, start, now, is_holiday, met, ended=ended)
    return Alarm(
        rule=rule,
        kind=rule.kind,
        record=candidate.record,
        case=candidate.case,
        person=candidate.person,
        start=start,
        due=due,
        state=state,
        met_on=_met_on(met, state),
        versions=candidate.versions,
    )


def _met_on(met: Met | None, state: State) -> date | None:
    if met is None or met.when is None or state is State.NOT_NEEDED:
        return None
    return day_of(met.when)
