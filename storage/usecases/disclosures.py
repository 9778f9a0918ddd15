"""The disclosure log: everything readable that left the workspace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.disclosure import Disclosure
from storage.domain.kinds.person import Person, display_name
from storage.domain.names import folded
from storage.tables.records import fetch

COLUMNS = ("at", "form", "content", "recipient", "purpose", "author")
"""What the list shows of a disclosure, as stored."""

_ORDERS: Mapping[str, str] = {
    "at": "at",
    "form": "form COLLATE NOCASE",
    "recipient": "recipient COLLATE NOCASE",
    "author": "author COLLATE NOCASE",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which disclosures a list shows: of one content or all, with some words in them."""

    content: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """One disclosure, and the names of the people it was about as far as they are here."""

    record: Disclosure
    people: tuple[str, ...]


def order(
    connection: Connection, wanted: Wanted, column: str, *, descending: bool
) -> list[RecordId]:
    """Return the ids of the disclosures that ``wanted`` lets through, in order."""
    direction = "DESC" if descending else "ASC"
    found = connection.exec_driver_sql(
        "SELECT id, form, purpose, recipient, author FROM disclosure "  # noqa: S608 - our own names
        "WHERE (? = '' OR content = ?) "
        f"ORDER BY {_ORDERS[column]} {direction}, at DESC, id",
        (wanted.content, wanted.content),
    )
    words = folded(wanted.words).split()
    return [row.id for row in found if all(word in folded(" ".join(row[1:])) for word in words)]


def rows(connection: Connection, keys: Sequence[RecordId]) -> dict[RecordId, tuple[Any, ...]]:
    """Return the values of ``COLUMNS`` for each disclosure."""
    names = ", ".join(COLUMNS)
    marks = ", ".join("?" * len(keys))
    found = connection.exec_driver_sql(
        f"SELECT id, {names} FROM disclosure WHERE id IN ({marks})",  # noqa: S608 - our own names
        tuple(keys),
    )
    return {row[0]: tuple(row[1:]) for row in found}


def detail(connection: Connection, record: RecordId) -> Detail | None:
    """Return one disclosure with the names of its people, or None."""
    stored = fetch(connection, Disclosure, record)
    if stored is None:
        return None
    people = (fetch(connection, Person, person) for person in sorted(stored.record.people))
    names = sorted(display_name(person.record) for person in people if person is not None)
    return Detail(stored.record, tuple(names))
