"""The numbers of the Today page: own cases, what is due, whom the quarter has served."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.court_event import OFF
from storage.domain.periods import Period, quarter_containing, year_of
from storage.usecases.caseload import CLOSED, open_statuses
from storage.usecases.hearings import between, undecided
from storage.usecases.onepeople import same_people
from storage.usecases.safety.absences import returned_not_screened

_SOON = 7


@dataclass(frozen=True, slots=True)
class Numbers:
    """What stands at the head of the day.

    ``new`` are the people of ``served`` whom no service reached between the beginning of the
    federal year and the beginning of the quarter.
    """

    open_cases: int
    court_soon: int
    reviews_due: int
    unscreened: int
    """Children who returned from missing and were not screened for trafficking since."""
    served: int
    new: int
    services_this_week: int
    services_last_week: int
    quarter: Period


def numbers(connection: Connection, day: date, coordinator: str = "") -> Numbers:
    """Return the numbers of ``day``; cases, court and reviews of one ``coordinator``, or all."""
    monday = day - timedelta(days=day.weekday())
    quarter = quarter_containing(day)
    served = _served(connection, quarter.start, quarter.end)
    before = _served(connection, year_of(day).start, quarter.start - timedelta(days=1))
    return Numbers(
        _open_cases(connection, coordinator),
        _hearings(connection, day, coordinator),
        _reviews(connection, day, coordinator),
        _unscreened(connection, coordinator),
        len(served),
        len(served - before),
        _services(connection, monday, monday + timedelta(days=6)),
        _services(connection, monday - timedelta(days=7), monday - timedelta(days=1)),
        quarter,
    )


def _open_cases(connection: Connection, coordinator: str) -> int:
    statuses = open_statuses(connection)
    marks = ", ".join("?" * len(statuses))
    mine, who = _mine(coordinator)
    return _count(
        connection,
        f'SELECT count(*) FROM "case" WHERE status IN ({marks}) AND retired = 0{mine}',  # noqa: S608 - marks
        (*statuses, *who),
    )


def _hearings(connection: Connection, day: date, coordinator: str) -> int:
    mine, who = _mine(coordinator)
    days = day.isoformat(), (day + timedelta(days=_SOON - 1)).isoformat()
    soon, values = between(undecided(connection), *days, "court_event")
    return _count(
        connection,
        'SELECT count(*) FROM court_event JOIN "case" ON "case".id = court_event."case" '  # noqa: S608 - our own words
        f"WHERE {soon} AND court_event.retired = 0 "
        f"AND court_event.state NOT IN {OFF} "
        f'AND "case".retired = 0{mine}',
        (*values, *who),
    )


def _reviews(connection: Connection, day: date, coordinator: str) -> int:
    mine, who = _mine(coordinator)
    return _count(
        connection,
        'SELECT count(*) FROM "case" WHERE next_review_on <= ? '  # noqa: S608 - our own words
        f"AND +status <> ? AND retired = 0{mine}",
        ((day + timedelta(days=_SOON - 1)).isoformat(), CLOSED, *who),
    )


def _unscreened(connection: Connection, coordinator: str) -> int:
    waiting = returned_not_screened(connection)
    return sum(not coordinator or one.coordinator == coordinator for one in waiting)


def _mine(coordinator: str) -> tuple[str, tuple[str, ...]]:
    return (' AND "case".coordinator = ?', (coordinator,)) if coordinator else ("", ())


def _served(connection: Connection, first: date, last: date) -> set[bytes]:
    rows = connection.exec_driver_sql(
        'SELECT DISTINCT recipient FROM service WHERE "on" BETWEEN ? AND ? AND retired = 0',
        (first.isoformat(), last.isoformat()),
    )
    one = same_people(connection).one
    return {one(RecordId(recipient)) for recipient in rows.scalars() if recipient}


def _services(connection: Connection, first: date, last: date) -> int:
    return _count(
        connection,
        'SELECT coalesce(sum(quantity), 0) FROM service WHERE "on" BETWEEN ? AND ? AND retired = 0',
        (first.isoformat(), last.isoformat()),
    )


def _count(connection: Connection, query: str, values: tuple[object, ...]) -> int:
    return int(connection.exec_driver_sql(query, values).scalar_one())
