"""The records of a case by day: which in which order, and what the line of each says."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, select

from storage.domain.clocks import ZONE, day_of
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.contact import Service
from storage.spec.kinds import kind_of
from storage.tables.records import TABLES, fetch_all, record_maker
from storage.usecases.record_lines import Said, lines
from storage.usecases.searching import match_query


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """Which records of a case: of which kinds, with which words, retired ones too or not."""

    case: RecordId
    kinds: tuple[str, ...]
    text: str = ""
    retired: bool = False
    unaccompanied: bool = False
    """Only court events that were held without somebody at the child's side."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a case as it is displayed; a contact with its services."""

    kind: str
    record: Any
    retired: bool
    services: tuple[Service, ...] = ()
    said: tuple[Said, ...] = ()
    """The words of its line, as the kind declares them."""

    @property
    def day(self) -> date | None:
        """The day it stands under, in Massachusetts."""
        found = getattr(self.record, kind_of(type(self.record)).dated_by or "id")
        return day_of(found) if isinstance(found, date) else None


def entry_order(connection: Connection, chosen: EntryFilter) -> list[RecordId]:
    """Return the ids of the chosen records of a case, the newest first; undated ones last."""
    query = _days_query(chosen.kinds, chosen.retired, chosen.unaccompanied)
    rows = connection.exec_driver_sql(query, (chosen.case,) * len(chosen.kinds)).all()
    if chosen.text.strip():
        matching = _matching(connection, chosen.text, [row[0] for row in rows])
        rows = [row for row in rows if row[0] in matching]
    found = [(day is not None, *_local(day, at), saved, record) for record, day, at, saved in rows]
    return [RecordId(row[-1]) for row in sorted(found, reverse=True)]


def entries(
    connection: Connection, kinds: Sequence[str], ids: Sequence[RecordId]
) -> dict[RecordId, Entry]:
    """Return the records of ``ids``, each of one of ``kinds``."""
    if not ids:
        return {}
    found = _records_of(connection, kinds, ids)
    contacts = [record for record, (kind, _, _) in found.items() if kind == "contact"]
    services = _services_of(connection, contacts)
    said = lines(connection, [record for _, record, _ in found.values()])
    return {
        record: Entry(kind, made, retired, services.get(record, ()), said[record])
        for record, (kind, made, retired) in found.items()
    }


@cache
def _days_query(kinds: tuple[str, ...], retired: bool, unaccompanied: bool) -> str:  # noqa: FBT001 - two switches of a filter
    """Return the query of id, day or moment, time and stamp of all records of one case."""
    return " UNION ALL ".join(
        _days_of(kind, kinds, retired=retired, unaccompanied=unaccompanied) for kind in kinds
    )


def _days_of(kind: str, kinds: Sequence[str], *, retired: bool, unaccompanied: bool) -> str:
    table = TABLES[kind]
    dated_by = kind_of(KINDS[kind]).dated_by
    # An alleged exploiter has no day of its own: the day it came into the case is the one told.
    day = f't."{dated_by}"' if dated_by else _KNOWN_ON
    at = next((f't."{n}"' for n in ("at", "started_at", "received_at") if n in table.c), "NULL")
    conditions = ['t."case" = ?']
    if not retired:
        conditions.append("t.retired = 0")
    if kind == "service" and "contact" in kinds:
        conditions.append("t.contact IS NULL")
    if kind == "note":
        conditions.append("t.amends IS NULL")
    if unaccompanied and kind == "court_event":
        conditions.append(UNACCOMPANIED)
    where = " AND ".join(conditions)
    return f'SELECT t.id, {day}, {at}, t.saved FROM "{kind}" t WHERE {where}'  # noqa: S608 - our own names


_KNOWN_ON = "(SELECT min(i.known_on) FROM involvement i WHERE i.exploiter = t.id AND i.retired = 0)"
UNACCOMPANIED = "t.state = 'held' AND t.accompanied_by IN ('', 'nobody')"
"""Events that were held, with nobody who accompanied the child, or no word of who did."""


def _local(day: str | None, at: str | None) -> tuple[str, str]:
    """Return day and time in Massachusetts; an instant is kept in UTC, a day as it is."""
    if day is None or len(day) <= _DAY_LENGTH:
        return day or "", at or ""
    moment = datetime.fromisoformat(day).astimezone(ZONE)
    return moment.date().isoformat(), moment.time().isoformat("minutes")


_DAY_LENGTH = len("2026-03-04")


def _records_of(
    connection: Connection, kinds: Sequence[str], ids: Sequence[RecordId]
) -> dict[RecordId, tuple[str, Any, bool]]:
    """Return kind, record and whether it is retired of each of ``ids``."""
    here = " UNION ALL ".join(
        f"SELECT '{kind}', t.id, t.retired FROM wanted JOIN \"{kind}\" t ON t.id = wanted.id"  # noqa: S608 - our own names
        for kind in kinds
    )
    marks = ", ".join("(?)" for _ in ids)
    query = f"WITH wanted(id) AS (VALUES {marks}) {here}"
    placed = {
        RecordId(record): (kind, bool(retired))
        for kind, record, retired in connection.exec_driver_sql(query, tuple(ids))
    }
    found: dict[RecordId, tuple[str, Any, bool]] = {}
    for kind in kinds:
        of_kind = [record for record, (other, _) in placed.items() if other == kind]
        if of_kind:
            made = fetch_all(connection, KINDS[kind], of_kind)
            found |= {record: (kind, one, placed[record][1]) for record, one in made.items()}
    return found


def _matching(connection: Connection, text: str, records: Sequence[bytes]) -> set[bytes]:
    """Return those of ``records`` in which ``text`` is found.

    The index is numbered by day: only the days of this case are read, and no entry but its own.
    """
    query = match_query(text)
    marks = ", ".join("?" * len(records))
    numbers = {
        row.number: row.record
        for row in connection.exec_driver_sql(
            f"SELECT number, record FROM text_entry WHERE record IN ({marks})",  # noqa: S608 - marks
            tuple(records),
        )
    }
    if not query or not numbers:
        return set()
    found = connection.exec_driver_sql(
        "SELECT rowid FROM text_index WHERE text_index MATCH ? AND rowid BETWEEN ? AND ?",
        (query, min(numbers), max(numbers)),
    ).scalars()
    return {numbers[number] for number in found if number in numbers}


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
