"""The Today page: what is due, what waits, what was saved last."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from storage.domain.changeset import Dot, Operation
from storage.domain.clocks import stamp_moment
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS, OPEN_KINDS
from storage.domain.kinds.court_event import OFF
from storage.domain.kinds.person import Person
from storage.tables import journal
from storage.tables.records import fetch
from storage.usecases.caseload import CLOSED, coordinators, listed_name, open_statuses
from storage.usecases.drafts import drafts
from storage.usecases.hearings import elsewhere, sittings, undecided
from storage.usecases.settings import setting
from storage.usecases.todaynumbers import Numbers, numbers

_COURT_DAYS = 14
_QUIET_DAYS = 30
_MOST_ROWS = 10
_MOST_QUIET = 8
_READ_BACK = 30
_GONE_BACK_TO = OPEN_KINDS.keys() - {"disclosure", "outreach"}
"""Not what the program writes for itself, such as what a destroyed case counted."""


@dataclass(frozen=True, slots=True)
class Due:
    """A hearing or a review of a case on a day; ``at`` and ``event`` only of a hearing.

    A hearing of which several versions stand is there once for every day it may be on.
    """

    kind: str
    record: RecordId
    case: RecordId
    number: str
    youth: str
    on: date
    at: time | None = None
    court: str = ""
    matter: str = ""
    event: str = ""
    accompanied_by: str = ""


@dataclass(frozen=True, slots=True)
class Quiet:
    """An open case and the day of its last contact; None when there never was one."""

    case: RecordId
    number: str
    youth: str
    last_contact: date | None


@dataclass(frozen=True, slots=True)
class Typed:
    """A draft: where it was typed, when, and the number of the case it names."""

    place: str
    saved: datetime
    number: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A record that was saved: how, when, and the case it belongs to."""

    kind: str
    record: RecordId
    case: RecordId | None
    number: str
    verb: str
    saved: datetime


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the Today page shows."""

    numbers: Numbers
    due: Sequence[Due]
    overdue: Sequence[Due]
    quiet: Sequence[Quiet]
    drafts: Sequence[Typed]
    recent: Sequence[Saved]
    backed_up: datetime | None
    leads: bool
    """Whether the person at the desk leads any case, so that "My cases" means something."""


def sheet(connection: Connection, day: date, person: str, *, mine: bool) -> Sheet:
    """Return the sheet of ``day``, of the cases ``person`` leads or of all."""
    leads = bool(person) and person in coordinators(connection)
    who = person if mine and leads else ""
    last = setting(connection, "backup.last").get("at", "")
    return Sheet(
        numbers(connection, day, who),
        _due(connection, day, who),
        _reviews(connection, None, day - timedelta(days=1), who),
        _quiet(connection, day, who),
        _drafts(connection),
        _recent(connection),
        datetime.fromisoformat(last) if last else None,
        leads,
    )


def _due(connection: Connection, day: date, who: str) -> list[Due]:
    last = day + timedelta(days=_COURT_DAYS - 1)
    found = [*_hearings(connection, day, last, who), *_reviews(connection, day, last, who)]
    return sorted(found, key=lambda due: (due.on, due.at or time.max, due.number))[:_MOST_ROWS]


def _hearings(connection: Connection, first: date, last: date, who: str) -> list[Due]:
    apart, days = undecided(connection), (first.isoformat(), last.isoformat())
    rows = _hearing_rows(connection, 'e."on" BETWEEN ? AND ?', days, who, _MOST_ROWS)
    if others := elsewhere(apart, *days):
        marks = ", ".join("?" * len(others))
        rows += _hearing_rows(connection, f"e.id IN ({marks})", others, who, len(others))
    every = {row.id: row for row in rows}.values()
    found = [(one, row) for row in every for one in sittings(row, apart, *days)]
    found.sort(key=lambda each: (each[0].on, not each[0].at, each[0].at, each[1].number))
    return [
        Due(
            "court_event", RecordId(row.id), RecordId(row.case), row.number,
            _youth(connection, row.youth), date.fromisoformat(one.on),
            time.fromisoformat(one.at) if one.at else None, one.court, row.matter, row.event_type,
            row.accompanied_by,
        )
        for one, row in found[:_MOST_ROWS]
    ]  # fmt: skip


def _hearing_rows(
    connection: Connection, where: str, values: Sequence[object], who: str, most: int
) -> list[Any]:
    return list(
        connection.exec_driver_sql(
            'SELECT e.id, e."case", c.number, c.youth, e."on", e.at, e.court, e.session, e.matter, '  # noqa: S608 - our own words
            'e.event_type, e.accompanied_by FROM court_event AS e JOIN "case" AS c '
            f'ON c.id = e."case" WHERE {where} AND e.retired = 0 AND c.retired = 0 '
            f"AND e.state NOT IN {OFF} AND (? = '' OR c.coordinator = ?) "
            "ORDER BY e.\"on\", e.at IS NULL OR e.at = '', e.at, c.number LIMIT ?",
            (*values, who, who, most),
        )
    )


def _reviews(connection: Connection, first: date | None, last: date, who: str) -> list[Due]:
    rows = connection.exec_driver_sql(
        'SELECT id, number, youth, next_review_on FROM "case" '
        "WHERE next_review_on BETWEEN ? AND ? AND +status <> ? AND retired = 0 "
        "AND (? = '' OR +coordinator = ?) ORDER BY next_review_on, number LIMIT ?",
        (first.isoformat() if first else "0", last.isoformat(), CLOSED, who, who, _MOST_ROWS),
    ).all()
    return [
        Due(
            "case", RecordId(row.id), RecordId(row.id), row.number,
            _youth(connection, row.youth), date.fromisoformat(row.next_review_on),
        )
        for row in rows
    ]  # fmt: skip


def _quiet(connection: Connection, day: date, who: str) -> list[Quiet]:
    """Return the open cases whose last contact, or opening, is longest ago."""
    since = (day - timedelta(days=_QUIET_DAYS)).isoformat()
    statuses = open_statuses(connection)
    marks = ", ".join("?" * len(statuses))
    rows = connection.exec_driver_sql(
        'SELECT id, number, youth, (SELECT max(t."on") FROM contact AS t '  # noqa: S608 - marks
        'WHERE t."case" = c.id AND t.retired = 0) AS last FROM "case" AS c '
        f"WHERE status IN ({marks}) AND opened_on < ? AND retired = 0 "
        "AND (? = '' OR coordinator = ?) AND (last IS NULL OR last < ?) "
        "ORDER BY coalesce(last, opened_on), number LIMIT ?",
        (*statuses, since, who, who, since, _MOST_QUIET),
    ).all()
    return [
        Quiet(
            RecordId(row.id), row.number, _youth(connection, row.youth),
            date.fromisoformat(row.last) if row.last else None,
        )
        for row in rows
    ]  # fmt: skip


def _drafts(connection: Connection) -> list[Typed]:
    return [
        Typed(draft.place, draft.saved, _number_in(connection, draft.place.split("/")))
        for draft in drafts(connection)
        if draft.content
    ]


def _number_in(connection: Connection, parts: Collection[str]) -> str:
    """Return the number of the case that one of the ``parts`` of a place names, or nothing."""
    for part in parts:
        try:
            named = RecordId(bytes.fromhex(part))
        except ValueError:
            continue
        for kind in KINDS if named else ():
            if (stored := fetch(connection, KINDS[kind], named)) is not None:
                home = named if kind == "case" else getattr(stored.record, "case", None)
                return _number(connection, home)
    return ""


def _recent(connection: Connection) -> list[Saved]:
    found: dict[RecordId, Saved] = {}
    for stamp, operation in _last_changes(connection):
        if operation.record in found or operation.kind not in _GONE_BACK_TO:
            continue
        stored = fetch(connection, KINDS[operation.kind], operation.record)
        if stored is None:
            continue
        home = operation.record if operation.kind == "case" else _home(stored.record)
        found[operation.record] = Saved(
            operation.kind, operation.record, home, _number(connection, home),
            operation.verb, stamp_moment(stamp),
        )  # fmt: skip
        if len(found) == _MOST_ROWS:
            break
    return list(found.values())


def _last_changes(connection: Connection) -> Iterator[tuple[int, Operation]]:
    """Yield what the last Saves by hand changed, newest first; imports are left out."""
    rows = connection.exec_driver_sql(
        "SELECT device, incarnation, counter FROM journal WHERE batch IS NULL "
        "ORDER BY sequence DESC LIMIT ?",
        (_READ_BACK,),
    ).all()
    for row in rows:
        entry = journal.entry_of(connection, Dot(row.device, row.incarnation, row.counter, 0))
        for part in entry.changeset.parts if entry else ():
            for operation in part.operations:
                yield entry.changeset.stamp if entry else 0, operation


def _home(record: object) -> RecordId | None:
    return getattr(record, "case", None)


def _number(connection: Connection, case: RecordId | None) -> str:
    query = 'SELECT number FROM "case" WHERE id = ?'
    return connection.exec_driver_sql(query, (case,)).scalar() or "" if case else ""


def _youth(connection: Connection, youth: bytes | None) -> str:
    stored = fetch(connection, Person, RecordId(youth)) if youth else None
    return listed_name(stored.record) if stored else ""
