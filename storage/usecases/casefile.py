"""One case and everything that belongs to it, as its page shows it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, literal, select, union_all

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Service
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.person import Person
from storage.spec.kinds import kind_of
from storage.tables.records import TABLES, Stored, fetch, record_maker
from storage.usecases.searching import match_query

TIMELINE = ("contact", "service", "note", "court_event", "referral", "victimization")
"""The kinds of the timeline; a service stands under its contact where it has one."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with its youth, and what its header tells."""

    case: Stored[Case]
    youth: Stored[Person] | None
    last_contact: date | None
    next_court: CourtEvent | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """Which records of a case: of which kinds, with which words, retired ones too or not."""

    case: RecordId
    kinds: tuple[str, ...]
    text: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a case as it is displayed; a contact with its services."""

    kind: str
    record: Any
    retired: bool
    services: tuple[Service, ...] = ()
    about: str = ""
    """The name of the person it is about, where it names one."""


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
    )


def entry_order(connection: Connection, chosen: EntryFilter) -> list[RecordId]:
    """Return the ids of the chosen records of a case, the newest first."""
    parts = [_days_of(connection, kind, chosen) for kind in chosen.kinds]
    found = union_all(*parts).subquery()
    ordered = select(found.c.id).order_by(
        found.c.day.is_(None),
        found.c.day.desc(),
        found.c.at.desc(),
        found.c.saved.desc(),
        found.c.id,
    )
    return [RecordId(record) for record in connection.execute(ordered).scalars()]


def entries(
    connection: Connection, kinds: Sequence[str], ids: Sequence[RecordId]
) -> dict[RecordId, Entry]:
    """Return the records of ``ids``, each of one of ``kinds``."""
    found: dict[RecordId, Entry] = {}
    for kind in kinds:
        make = record_maker(kind)
        rows = connection.execute(select(TABLES[kind]).where(TABLES[kind].c.id.in_(ids)))
        for row in rows.mappings():
            found[row["id"]] = Entry(kind, make(row), bool(row["retired"]))
    contacts = [record for record, entry in found.items() if entry.kind == "contact"]
    services = _services_of(connection, contacts)
    names = _names_of(connection, found.values())
    return {
        record: Entry(
            entry.kind,
            entry.record,
            entry.retired,
            services.get(record, ()),
            names.get(_person_of(entry.record) or b"", ""),
        )
        for record, entry in found.items()
    }


def people_order(connection: Connection, case: RecordId) -> list[RecordId]:
    """Return the ids of the people of a case: the youth first, then by role and name."""
    table, cases = TABLES["person"], TABLES["case"]
    youth = select(cases.c.youth).where(cases.c.id == case).scalar_subquery()
    query = (
        select(table.c.id)
        .where(table.c.retired == 0, (table.c.case == case) | (table.c.id == youth))
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
    return [record_maker("note")(row) for row in rows.mappings()]


def _days_of(connection: Connection, kind: str, chosen: EntryFilter) -> Select[Any]:
    table = TABLES[kind]
    day = table.c[kind_of(KINDS[kind]).dated_by]
    at = next((table.c[n] for n in ("at", "started_at", "received_at") if n in table.c), None)
    conditions: list[ColumnElement[bool]] = [table.c.case == chosen.case]
    if not chosen.retired:
        conditions.append(table.c.retired == 0)
    if kind == "service" and "contact" in chosen.kinds:
        conditions.append(table.c.contact.is_(None))
    if kind == "note":
        conditions.append(table.c.amends.is_(None))
    if chosen.text.strip():
        conditions.append(table.c.id.in_(_matching(connection, chosen.text)))
    moment = literal("") if at is None else at
    return select(
        table.c.id, day.label("day"), moment.label("at"), table.c.saved.label("saved")
    ).where(*conditions)


def _matching(connection: Connection, text: str) -> list[bytes]:
    query = match_query(text)
    if not query:
        return []
    return list(
        connection.exec_driver_sql(
            "SELECT record FROM text_index JOIN text_entry ON number = text_index.rowid "
            "WHERE text_index MATCH ?",
            (query,),
        ).scalars()
    )


def _next_court(connection: Connection, case: RecordId, today: date) -> CourtEvent | None:
    table = TABLES["court_event"]
    row = (
        connection.execute(
            select(table)
            .where(table.c.case == case, table.c.on >= today.isoformat(), table.c.retired == 0)
            .order_by(table.c.on, table.c.at)
            .limit(1)
        )
        .mappings()
        .first()
    )
    event: CourtEvent | None = record_maker("court_event")(row) if row else None
    return event


def _services_of(
    connection: Connection, contacts: Sequence[RecordId]
) -> Mapping[RecordId, tuple[Service, ...]]:
    table = TABLES["service"]
    rows = connection.execute(
        select(table)
        .where(table.c.contact.in_(contacts), table.c.retired == 0)
        .order_by(table.c.contact, table.c.code)
    )
    found: defaultdict[RecordId, list[Service]] = defaultdict(list)
    for row in rows.mappings():
        found[row["contact"]].append(record_maker("service")(row))
    return {contact: tuple(services) for contact, services in found.items()}


def _person_of(record: Any) -> bytes | None:
    return getattr(record, "person", None) or getattr(record, "recipient", None)


def _names_of(connection: Connection, found: Any) -> dict[bytes, str]:
    people = {person for entry in found if (person := _person_of(entry.record))}
    table = TABLES["person"]
    rows = connection.execute(
        select(table.c.id, table.c.given_name, table.c.family_name, table.c.name_used).where(
            table.c.id.in_(people)
        )
    )
    return {
        row.id: " ".join(
            part for part in (row.name_used or row.given_name, row.family_name) if part
        )
        for row in rows
    }
