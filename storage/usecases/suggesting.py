"""From what is known of an exploitation to the victimizations the PMT counts: a person confirms."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import Connection

from storage.domain.changeset import Dot
from storage.domain.ids import RecordId
from storage.domain.kinds.exploitation import Exploitation
from storage.domain.kinds.person import Person
from storage.domain.kinds.victimization import Victimization
from storage.domain.partial_dates import age_on
from storage.tables.records import fetch
from storage.usecases.changes import Changes
from storage.usecases.codelists import rows_of
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction

OF_AGE = 18


@dataclass(frozen=True, slots=True)
class Suggested:
    """What an exploitation suggests for one person, from a day on."""

    exploitation: RecordId
    case: RecordId | None
    person: RecordId
    since: date
    types: tuple[str, ...]
    """The types the person does not have on record from that day on."""


@cache
def rows_by_type() -> Mapping[str, tuple[str, ...]]:
    """Return the PMT types by type of exploitation, as ``resources/codes`` pairs them."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows_of("codes/exploitation_victimization.csv"):
        found[row["exploitation_type"]].append(row["victimization"])
    return {kind: tuple(types) for kind, types in found.items()}


def suggested_types(
    exploitation: Exploitation, age: int | None, known: Mapping[str, Iterable[str]]
) -> list[str]:
    """Return the PMT types of ``exploitation``, in the order of the pairs, each once.

    ``age`` is that of the person on the day it came to be known. The form has rows of their own
    for adults; of an adult whose exploitation began before, the row of those abused as children
    stands beside them. An age that is not known is taken for a child's, as it is here.
    """
    types = dict.fromkeys(
        one for kind in known if kind in exploitation.types for one in known[kind]
    )
    if age is None or age < OF_AGE:
        return list(types)
    grown: dict[str, None] = {}
    for one in types:
        of_adults = _adult_rows().get(one, one)
        if of_adults:
            grown[of_adults] = None
        if one in _adult_rows() and _began_in_childhood(exploitation):
            grown["adult_abused_as_child"] = None
    return list(grown)


def suggestions(connection: Connection, exploitation: RecordId) -> Suggested | None:
    """Return what one exploitation suggests; None without a person or a day, or when retired."""
    stored = fetch(connection, Exploitation, exploitation)
    if stored is None or stored.retired:
        return None
    record = stored.record
    if record.person is None or record.known_on is None:
        return None
    person = fetch(connection, Person, record.person)
    age = age_on(person.record.born_on, record.known_on) if person else None
    there = _on_record(connection, record.person, record.known_on)
    types = (t for t in suggested_types(record, age, rows_by_type()) if t not in there)
    return Suggested(record.id, record.case, record.person, record.known_on, tuple(types))


def add_suggested(
    transaction: Transaction, exploitation: RecordId, types: Iterable[str]
) -> tuple[Dot | None, Changes]:
    """Store the victimizations somebody confirmed, in one Save; those on record are left out."""
    found = suggestions(transaction.connection, exploitation)
    wanted = set(types)
    chosen = [one for one in (found.types if found else ()) if one in wanted]
    if found is None or not chosen:
        return None, Changes()
    rows = [
        Victimization(
            id=transaction.new_id(),
            case=found.case,
            person=found.person,
            type=one,
            presented_from=found.since,
        )
        for one in chosen
    ]
    changes = save(transaction, [Add(row) for row in rows], "add victimizations")
    return changes.dot, changes


@cache
def _adult_rows() -> Mapping[str, str]:
    return {row["child"]: row["adult"] for row in rows_of("codes/victimization_adult.csv")}


def _began_in_childhood(exploitation: Exploitation) -> bool:
    return exploitation.age_first is not None and exploitation.age_first < OF_AGE


def _on_record(connection: Connection, person: RecordId, since: date) -> set[str]:
    """Return the types a person presented with on ``since`` or later."""
    return set(
        connection.exec_driver_sql(
            "SELECT type FROM victimization WHERE person = ? AND retired = 0 "
            "AND (presented_to IS NULL OR presented_to >= ?)",
            (person, since.isoformat()),
        ).scalars()
    )
