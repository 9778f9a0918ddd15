"""Every clock that runs: over all cases, or those of one coordinator."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from storage.domain.clocks import day_of
from storage.domain.deadlines.alarms import OPEN, Alarm, State, is_past_showing, urgency
from storage.domain.deadlines.present import Present
from storage.domain.deadlines.rules import PERIODS, Rule
from storage.usecases.deadlines.candidates import Wanted
from storage.usecases.deadlines.judging import judged
from storage.usecases.deadlines.naming import with_names
from storage.usecases.deadlines.periods import owed
from storage.usecases.deadlines.present import present_moment
from storage.usecases.deadlines.rulebook import running

HORIZON = 90
"""How many days ahead a clock is looked for: none has a longer lead."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """What stands on Today: the most urgent, and how many there are in all."""

    alarms: Sequence[Alarm]
    overdue: int
    soon: int
    present: Present

    @property
    def total(self) -> int:
        """How many there are, shown or not."""
        return self.overdue + self.soon


def clocks(
    connection: Connection,
    laptop: datetime,
    coordinator: str = "",
    *,
    seen: datetime | None = None,
    most: int = 12,
) -> Clocks:
    """Return what is overdue or soon due at the moment the ``laptop`` shows, ``most`` of it named.

    With a ``coordinator`` only cases led by that person count, and what belongs to no case.
    """
    present = present_moment(connection, laptop, seen)
    found = near_alarms(connection, present.moment, coordinator)
    overdue = sum(alarm.state is State.OVERDUE for alarm in found)
    named = with_names(connection, found[:most])
    return Clocks(named, overdue, len(found) - overdue, present)


def alarms(
    connection: Connection,
    laptop: datetime,
    coordinator: str = "",
    *,
    seen: datetime | None = None,
) -> list[Alarm]:
    """Return every clock that runs and is due within ``HORIZON`` days, by urgency, with names."""
    now = present_moment(connection, laptop, seen).moment
    return with_names(connection, _open(connection, now, coordinator, lambda _rule: HORIZON))


def near_alarms(
    connection: Connection, now: datetime, coordinator: str = "", least: timedelta = timedelta()
) -> list[Alarm]:
    """Return what is overdue or soon due at ``now``, by urgency, without names.

    What is due within ``least`` is there too, however short its rule's own lead is.
    """
    found = _open(connection, now, coordinator, lambda rule: max(rule.lead, least).days + 1)
    soon = now + least
    return [alarm for alarm in found if alarm.state is not State.AHEAD or alarm.due <= soon]


def _open(
    connection: Connection, now: datetime, coordinator: str, horizon: Callable[[Rule], int]
) -> list[Alarm]:
    """Return the open clocks; of each rule those that are due within ``horizon`` days."""
    found: list[Alarm] = []
    for rule in running(connection):
        wanted = Wanted(coordinator=coordinator, today=day_of(now), horizon=horizon(rule))
        every = _of_rule(connection, rule, wanted, now)
        found += [one for one in every if one.state in OPEN and not is_past_showing(one, now)]
    return sorted(found, key=urgency)


def _of_rule(connection: Connection, rule: Rule, wanted: Wanted, now: datetime) -> Sequence[Alarm]:
    if rule.kind in PERIODS:
        return list(owed(connection, rule, wanted.today, now))
    return list(judged(connection, rule, wanted, now))
