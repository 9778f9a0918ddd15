"""One record behind a number, with the words a list shows for it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, bindparam, select

from storage.domain.codes import CodeBook
from storage.domain.ids import RecordId
from storage.domain.kinds.person import Person, display_name
from storage.reports.material import chunks
from storage.tables.records import TABLES, record_maker
from storage.usecases.codelists import book_of


@dataclass(frozen=True, slots=True)
class Behind:
    """One record behind a number.

    ``kind`` and ``id`` name it, ``case`` is where it opens. ``name`` is the person's (to be
    hidden where others can see it), ``role`` the words for the role, ``text`` says the rest.
    ``here`` is False where the person's record is not on this laptop.
    """

    kind: str
    id: RecordId
    person: RecordId | None
    case: RecordId | None
    text: str
    day: date
    quantity: int = 1
    name: str = ""
    role: str = ""
    here: bool = True


def listed(connection: Connection, found: Iterable[Behind]) -> list[Behind]:
    """Return ``found`` with names and roles, newest first, then by name."""
    bare = list(found)
    known = people_records(connection, {one.person for one in bare if one.person})
    book = book_of(connection)
    named = [_named(one, known.get(one.person), book) if one.person else one for one in bare]
    by_name = sorted(named, key=lambda one: (one.name, one.id))
    return sorted(by_name, key=lambda one: one.day, reverse=True)


def people_records(connection: Connection, people: Collection[RecordId]) -> dict[RecordId, Person]:
    """Return the records of ``people`` that are here."""
    table, make = TABLES["person"], record_maker("person")
    statement = select(table).where(table.c.id.in_(bindparam("ids", expanding=True)))
    return {
        row["id"]: make(row)
        for ids in chunks(people)
        for row in connection.execute(statement, {"ids": ids}).mappings().all()
    }


def _named(one: Behind, person: Person | None, book: CodeBook) -> Behind:
    if person is None:
        return replace(one, here=False)
    role = book.label("person_role", person.role)
    return replace(one, name=display_name(person), role=role, case=one.case or person.case)
