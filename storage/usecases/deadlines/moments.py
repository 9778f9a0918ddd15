"""What the locked screen may say: when something is due, and nothing more."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from storage.domain.clocks import day_of
from storage.domain.deadlines.spans import local
from storage.usecases.caseload import coordinators
from storage.usecases.deadlines.open import near_alarms
from storage.usecases.deadlines.present import present_moment
from storage.usecases.hearings import between, sittings, undecided

AHEAD = timedelta(hours=24)
MOST = 40
"""More tells how busy somebody is, not when to unlock."""


def due_moments(connection: Connection, laptop: datetime, person: str = "") -> list[datetime]:
    """Return the moments, to the minute, of what is overdue or due within a day, in order.

    They name no rule, no record and no kind: a clock of the cases that ``person`` leads (of all
    cases where that is none), or a hearing.
    """
    coordinator = person if person in coordinators(connection) else ""
    now = present_moment(connection, laptop).moment
    last = now + AHEAD
    near = near_alarms(connection, now, coordinator, AHEAD)
    dues = [alarm.due for alarm in near if alarm.due <= last]
    hearings = _hearings(connection, now, last, coordinator)
    moments = (due.replace(second=0, microsecond=0) for due in [*dues, *hearings])
    return sorted(moments)[-MOST:]


def _hearings(
    connection: Connection, now: datetime, last: datetime, coordinator: str
) -> Iterator[datetime]:
    """Yield when hearings begin, or may begin; where no time is written, the end of the day."""
    apart, days = undecided(connection), (day_of(now).isoformat(), day_of(last).isoformat())
    where, values = between(apart, *days, "e")
    rows = connection.exec_driver_sql(
        'SELECT e.id, e."on", e.at, e.court, e.session FROM court_event AS e '  # noqa: S608 - our own words
        f'LEFT JOIN "case" AS c ON c.id = e."case" WHERE {where} '
        "AND e.retired = 0 AND e.state IN ('', 'scheduled') "
        "AND coalesce(c.retired, 0) = 0 AND (? = '' OR c.id IS NULL OR c.coordinator = ?)",
        (*values, coordinator, coordinator),
    )
    for row in rows:
        begins = {(one.on, one.at) for one in sittings(row, apart, *days)}
        for on, at in begins:
            hour = time.fromisoformat(at) if at else time(23, 59)
            moment = local(date.fromisoformat(on), hour)
            if now <= moment <= last:
                yield moment
