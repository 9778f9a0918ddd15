"""Records in a few words: what a reference shows, and what one may choose it from."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person, display_name
from storage.spec.kinds import kind_of
from storage.tables.records import fetch
from storage.usecases.searching import LIMIT, search_names


@dataclass(frozen=True, slots=True)
class Named:
    """A record by its name, or the name of its kind, its day, and what tells it from its like."""

    record: RecordId
    name: str
    detail: str = ""
    day: date | None = None


def named(
    connection: Connection, kind: str, record: RecordId, *, retired: bool = False
) -> Named | None:
    """Return the words for one record; None when it is not here, or retired and not asked for."""
    cls: type[Any] = KINDS[kind]
    stored = fetch(connection, cls, record)
    if stored is None or (stored.retired and not retired):
        return None
    match stored.record:
        case Person() as person:
            return Named(record, display_name(person), _number(connection, person.case))
        case Case() as case:
            return Named(record, case.number, _youth(connection, case))
        case other:
            described = kind_of(cls)
            title = " ".join(text for name in described.named_by if (text := getattr(other, name)))
            day = getattr(other, described.dated_by, None)
            return Named(record, title or described.label, day=day if type(day) is date else None)


def named_like(connection: Connection, kind: str, typed: str, most: int = 12) -> list[Named]:
    """Return records of ``kind`` whose names are like what is ``typed``, the nearest first."""
    hits = (hit for hit in search_names(connection, typed, LIMIT) if hit.kind == kind)
    found = (named(connection, kind, hit.record) for hit in hits)
    return [one for one in found if one is not None][:most]


def _number(connection: Connection, case: RecordId | None) -> str:
    stored = fetch(connection, Case, case) if case else None
    return stored.record.number if stored else ""


def _youth(connection: Connection, case: Case) -> str:
    stored = fetch(connection, Person, case.youth) if case.youth else None
    return display_name(stored.record) if stored else ""
