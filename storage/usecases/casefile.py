"""One case and everything that belongs to it, as its page shows it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import OFF, CourtEvent
from storage.domain.kinds.custody import CustodyPeriod, PlacementPeriod
from storage.domain.kinds.hold import LegalHold
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.domain.kinds.person import Person, display_name
from storage.tables import misfiled
from storage.tables.records import TABLES, Stored, fetch, fetch_all, record_maker
from storage.usecases.hearings import elsewhere, sittings, undecided
from storage.usecases.onepeople import same_people
from storage.usecases.retention.holds import holds_of
from storage.usecases.syncing.expunging import held_back


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with its youth, and what its header tells."""

    case: Stored[Case]
    youth: Stored[Person] | None
    last_contact: date | None
    next_court: CourtEvent | None
    custody: CustodyPeriod | None = None
    """Who has custody of the youth today."""
    placement: PlacementPeriod | None = None
    """Where the youth lives today."""
    missing: MissingEpisode | None = None
    """The episode that has no return yet."""
    also: tuple[str, ...] = ()
    """Under which other names and case numbers the youth is recorded."""
    holds: tuple[LegalHold, ...] = ()
    """The legal holds that keep it."""
    held_back: bool = False
    """Whether it was destroyed everywhere else and stands here for a hold alone."""


def case_file(connection: Connection, case: RecordId, today: date) -> CaseFile | None:
    """Return the case and its youth; None when it is not on this laptop."""
    stored = fetch(connection, Case, case)
    if stored is None:
        return None
    youth = fetch(connection, Person, stored.record.youth) if stored.record.youth else None
    last = connection.exec_driver_sql(
        'SELECT max("on") FROM contact WHERE "case" = ? AND retired = 0', (case,)
    ).scalar()
    return CaseFile(
        stored,
        youth,
        date.fromisoformat(last) if last else None,
        _next_court(connection, case, today),
        period_on(connection, "custody_period", stored.record.youth, today),
        period_on(connection, "placement_period", stored.record.youth, today),
        _missing_now(connection, case),
        _also(connection, stored.record.youth),
        holds_of(connection, case),
        case in held_back(connection),
    )


def _also(connection: Connection, youth: RecordId | None) -> tuple[str, ...]:
    others = same_people(connection).all_of(youth) if youth else ()
    found = fetch_all(connection, Person, [other for other in others if other != youth])
    cases = fetch_all(connection, Case, [one.case for one in found.values() if one.case])
    numbers = {one.id: cases[one.case].number for one in found.values() if one.case in cases}
    return tuple(
        " · ".join(filter(None, (display_name(one), numbers.get(one.id, ""))))
        for one in found.values()
    )


def people_order(
    connection: Connection, case: RecordId, typed: str = "", *, retired: bool = False
) -> list[RecordId]:
    """Return the ids of the people of a case: the youth first, then by role and name.

    ``typed`` is a part of a name; without it everybody is meant.
    """
    table, cases = TABLES["person"], TABLES["case"]
    youth = select(cases.c.youth).where(cases.c.id == case).scalar_subquery()
    names = table.c.name_used + " " + table.c.given_name + " " + table.c.family_name
    conditions: list[ColumnElement[bool]] = [(table.c.case == case) | (table.c.id == youth)]
    if not retired:
        conditions.append(table.c.retired == 0)
    if typed.strip():
        conditions.append(names.icontains(typed.strip(), autoescape=True))
    query = (
        select(table.c.id)
        .where(*conditions)
        .order_by(table.c.id != youth, table.c.role, table.c.family_name, table.c.given_name)
    )
    return [RecordId(record) for record in connection.execute(query).scalars()]


def stored_record(connection: Connection, kind: str, record: RecordId) -> Stored[Any] | None:
    """Return one record of any kind with what an edit of it must know."""
    return fetch(connection, KINDS[kind], record)


def amendments(connection: Connection, note: RecordId) -> list[Any]:
    """Return the notes that amend ``note``, the oldest first."""
    table = TABLES["note"]
    rows = connection.execute(
        select(table).where(table.c.amends == note, table.c.retired == 0).order_by(table.c.id)
    )
    return misfiled.shown(connection, [record_maker("note")(row) for row in rows.mappings()])


def period_on(
    connection: Connection, kind: str, person: RecordId | None, today: date
) -> Any | None:
    """Return the custody or placement period that ``today`` lies in; of several the last begun."""
    query = (
        f'SELECT * FROM "{kind}" WHERE person = ? AND retired = 0 AND from_on <= ? '  # noqa: S608 - our own names
        "AND (until_on IS NULL OR until_on >= ?) ORDER BY from_on DESC, id DESC LIMIT 1"
    )
    day = today.isoformat()
    row = connection.exec_driver_sql(query, (person, day, day)).mappings().first()
    return record_maker(kind)(row) if row else None


def _missing_now(connection: Connection, case: RecordId) -> MissingEpisode | None:
    row = (
        connection.exec_driver_sql(
            'SELECT * FROM missing_episode WHERE "case" = ? AND retired = 0 '
            "AND returned_at IS NULL ORDER BY identified_at DESC LIMIT 1",
            (case,),
        )
        .mappings()
        .first()
    )
    episode: MissingEpisode | None = record_maker("missing_episode")(row) if row else None
    return episode


def _next_court(connection: Connection, case: RecordId, today: date) -> CourtEvent | None:
    """Return the event that comes first, by whichever of its versions is the nearest."""
    table, apart, days = TABLES["court_event"], undecided(connection), (today.isoformat(), "9999")
    query = (
        select(*(table.c[name] for name in ("id", "on", "at", "court", "session")))
        .where(
            table.c.case == case,
            or_(table.c.on >= days[0], table.c.id.in_(elsewhere(apart, *days))),
            table.c.retired == 0,
            table.c.state.not_in(OFF),
        )
        .order_by(table.c.on, table.c.at)
    )
    rows = connection.execute(query).all()
    coming = [
        (one.on, one.at, place)
        for place, row in enumerate(rows)
        for one in sittings(row, apart, *days)
    ]
    nearest = fetch(connection, CourtEvent, rows[min(coming)[2]].id) if coming else None
    return nearest.record if nearest else None
