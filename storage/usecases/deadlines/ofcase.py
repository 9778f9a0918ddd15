"""All clocks of one case: those that run, and how those that stopped were met."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from storage.domain.deadlines.alarms import OPEN, Alarm, urgency
from storage.domain.deadlines.rules import PERIODS
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.spec.kinds import kind_of
from storage.usecases.deadlines.candidates import Wanted
from storage.usecases.deadlines.judging import judged
from storage.usecases.deadlines.naming import with_names
from storage.usecases.deadlines.present import present_moment
from storage.usecases.deadlines.rulebook import running


def alarms_of(
    connection: Connection, case: RecordId, laptop: datetime, *, seen: datetime | None = None
) -> Sequence[Alarm]:
    """Return the clocks of ``case``: open ones by urgency, then the others, the latest due first.

    Nothing is left out for its age: what no longer stands on Today is still here.
    """
    now = present_moment(connection, laptop, seen).moment
    wanted = Wanted(case=case)
    found = [
        alarm
        for rule in running(connection)
        if rule.kind not in PERIODS and kind_of(KINDS[rule.kind]).scoped_by
        for alarm in judged(connection, rule, wanted, now)
    ]
    runs = sorted((alarm for alarm in found if alarm.state in OPEN), key=urgency)
    rest = [alarm for alarm in found if alarm.state not in OPEN]
    rest.sort(key=lambda alarm: alarm.due, reverse=True)
    return with_names(connection, [*runs, *rest])
