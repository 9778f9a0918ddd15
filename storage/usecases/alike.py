"""People who may be the one being written down: alike in name or born on the same day."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.person import Person, display_name
from storage.domain.names import words_of
from storage.domain.partial_dates import PartialDate
from storage.tables.records import fetch
from storage.usecases.likeness import Traits, likeness, traits_of
from storage.usecases.onepeople import same_people
from storage.usecases.searching import search_names

_LOOKED_AT = 25


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody on record who may be the same person, and the case they are in."""

    person: RecordId
    name: str
    role: str
    born_on: PartialDate | None
    same_birthday: bool
    case: RecordId | None
    number: str
    status: str
    coordinator: str


def alike(
    connection: Connection, given: str, family: str, born_on: PartialDate | None, limit: int = 5
) -> list[Alike]:
    """Return who may be the same person, the likeliest first; of one recorded twice, one record.

    It never says that two people are one: a person decides.
    """
    found: dict[RecordId, tuple[float, Alike]] = {}
    typed, same = _typed(given, family, born_on), same_people(connection)
    for candidate in _candidates(connection, given, family, born_on):
        person = same.one(candidate)
        stored = fetch(connection, Person, person) if person not in found else None
        if stored is not None and not stored.retired:
            score = likeness(typed, traits_of(stored.record)).score
            found[person] = (score, _alike(connection, stored.record, born_on))
    ordered = sorted(found.values(), key=lambda one: (not one[1].same_birthday, -one[0]))
    return [one for _, one in ordered][:limit]


def _typed(given: str, family: str, born_on: PartialDate | None) -> Traits:
    words = tuple(words_of(given)), tuple(words_of(family))
    return Traits(RecordId(b""), "", *words, born_on)


def _candidates(
    connection: Connection, given: str, family: str, born_on: PartialDate | None
) -> Iterable[RecordId]:
    """Yield whole names before family names alone; a given name alone says too little."""
    if given.strip() and family.strip():
        yield from _named(connection, f"{given} {family}")
    exact = born_on is not None and born_on.day is not None
    if exact and born_on is not None:
        query = "SELECT id FROM person WHERE born_on = ? AND retired = 0 LIMIT ?"
        rows = connection.exec_driver_sql(query, (born_on.text(), _LOOKED_AT)).scalars().all()
        yield from map(RecordId, rows)
    if family.strip() or exact:
        yield from _named(connection, family or given)


def _named(connection: Connection, name: str) -> Iterable[RecordId]:
    hits = search_names(connection, name, _LOOKED_AT)
    return (hit.record for hit in hits if hit.kind == "person")


def _alike(connection: Connection, person: Person, born_on: PartialDate | None) -> Alike:
    row = connection.exec_driver_sql(
        'SELECT id, number, status, coordinator FROM "case" '
        "WHERE youth = ? AND retired = 0 ORDER BY opened_on DESC LIMIT 1",
        (person.id,),
    ).first()
    same = born_on is not None and born_on.year is not None and born_on == person.born_on
    name = display_name(person)
    if row is None:
        return Alike(person.id, name, person.role, person.born_on, same, None, "", "", "")
    return Alike(
        person.id,
        name,
        person.role,
        person.born_on,
        same,
        RecordId(row.id),
        row.number,
        row.status,
        row.coordinator,
    )
