"""What somebody decided about two records: one person, agency or partner, or two.

A decision is a record like any other: it travels, can be undone, and taken back for as long as
there are records.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.case import Case
from storage.domain.kinds.link import SamePerson
from storage.domain.kinds.person import Person
from storage.errors import RejectedError
from storage.spec.fields import SETS, Flag, Reference
from storage.spec.kinds import fields_of, kind_of
from storage.tables.records import Stored, fetch
from storage.usecases.changes import Changes
from storage.usecases.onepeople import TOLD_TWICE, same_people
from storage.usecases.record_words import name_of, words_of_value
from storage.usecases.records import Add, Change, Edit, Retire, save
from storage.usecases.transaction import Transaction

_PLURALS = {"person": "people", "agency": "agencies", "partner": "partners"}
_NOT_COMPARED = frozenset({"id", "case", "role", "further_roles", "number", "youth"})
"""What is the same by nature, or stands in the head of a half."""


@dataclass(frozen=True, slots=True)
class Half:
    """One of two records of a kind: the number of its home case where it has one, and its name.

    A case is its own home and has the name of its youth.
    """

    record: Any
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Facts:
    """One field of two records, in words; ``missing`` where the kept one has none."""

    name: str
    label: str
    kept: str
    other: str

    @property
    def missing(self) -> bool:
        """Whether the fact could be taken over."""
        return bool(self.other) and not self.kept


@dataclass(frozen=True, slots=True)
class Side:
    """Two records beside each other, every field in which either says something."""

    kept: Half
    other: Half
    facts: tuple[Facts, ...]


def beside(connection: Connection, kept: RecordId, other: RecordId) -> Side | None:
    """Return two records beside each other, cases too; None when one of them is not here."""
    kinds = (*TOLD_TWICE, "case")
    found = [_stored(connection, one, kinds) for one in (kept, other)]
    if found[0] is None or found[1] is None:
        return None
    first, second = found[0].record, found[1].record
    cls = type(first)
    if type(second) is not cls:
        return None
    facts = [
        Facts(name, field.label, *(_words(connection, field, one, name) for one in (first, second)))
        for name, field in fields_of(cls).items()
        if name not in _NOT_COMPARED and not (cls is Person and isinstance(field, Reference))
    ]
    return Side(
        _half(connection, first),
        _half(connection, second),
        tuple(fact for fact in facts if fact.kept or fact.other),
    )


def all_beside(connection: Connection, person: RecordId) -> list[Side]:
    """Return every other record of ``person`` beside the one that stands for all."""
    one, *others = same_people(connection).all_of(person)
    sides = (beside(connection, one, other) for other in others)
    return [side for side in sides if side is not None]


def merge(transaction: Transaction, kept: RecordId, other: RecordId, reason: str = "") -> Changes:
    """Say that two records are one person, of which ``kept`` is shown; nothing of either is lost.

    Two agencies and two partners likewise. A decision that they are different is taken back in
    the same Save. Raises RejectedError when one of them is not here, or they are not of one kind.
    """
    return _decide(transaction, kept, other, reason, different=False)


def tell_apart(transaction: Transaction, one: RecordId, other: RecordId) -> Changes:
    """Say that two records are two people: they are not suggested again, here or elsewhere."""
    return _decide(transaction, one, other, "", different=True)


def take_back(transaction: Transaction, person: RecordId) -> Changes:
    """Take back every decision that makes ``person`` one with other records."""
    same = same_people(transaction.connection)
    everyone = same.all_of(person)
    retired = list(_decisions(transaction.connection, everyone, everyone, different=False))
    stored = _stored(transaction.connection, person)
    kind = kind_of(type(stored.record)).name if stored is not None else "person"
    act = f"take back merge of {_PLURALS[kind]}"
    return save(transaction, [Retire(one) for one in retired], act)


def take_over(
    transaction: Transaction, kept: RecordId, taken: Mapping[RecordId, Collection[str]]
) -> Changes:
    """Copy the fields named for each other record into ``kept``: one edit like any other."""
    mine = _here(transaction, kept)
    fields = fields_of(type(mine.record))
    after = mine.record
    for other, names in taken.items():
        theirs = _here(transaction, other).record
        for name in sorted(names):
            value = getattr(theirs, name)
            if isinstance(fields[name], SETS):
                value |= getattr(after, name)
            after = replace(after, **{name: value})
    return save(transaction, [Edit(mine, after)], "take over facts")


def _decide(
    transaction: Transaction,
    kept: RecordId,
    other: RecordId,
    reason: str,
    *,
    different: bool,
) -> Changes:
    first = _here(transaction, kept)
    second = _here(transaction, other)
    kind = kind_of(type(first.record))
    if type(second.record) is not type(first.record):
        raise RejectedError(
            f"{kind.label}: the two records are not of one kind, so they cannot be one. Nothing "
            "was saved."
        )
    act = f"tell {_PLURALS[kind.name]} apart" if different else f"merge {_PLURALS[kind.name]}"
    decided = SamePerson(
        id=transaction.new_id(),
        case=getattr(first.record, "case", None),
        kept=kept,
        other=other,
        different=different,
        on=transaction.today(),
        author=transaction.identity.author,
        reason=reason,
    )
    opposite = _decisions(transaction.connection, [kept], [other], different=not different)
    changes: list[Change] = [Retire(one) for one in opposite]
    return save(transaction, [*changes, Add(decided)], act)


def _decisions(
    connection: Connection, some: Sequence[RecordId], others: Sequence[RecordId], *, different: bool
) -> Iterator[Stored[SamePerson]]:
    """Yield the decisions between two groups of records, whichever of them was kept."""
    here, there = (", ".join("?" * len(group)) for group in (some, others))
    rows = connection.exec_driver_sql(
        f"SELECT id FROM same_person WHERE retired = 0 AND different = ? AND "  # noqa: S608 - marks
        f"((kept IN ({here}) AND other IN ({there})) OR (other IN ({here}) AND kept IN ({there})))",
        (int(different), *some, *others, *some, *others),
    ).scalars()
    for record in rows.all():
        stored = fetch(connection, SamePerson, RecordId(record))
        if stored is not None:
            yield stored


def _stored(
    connection: Connection, record: RecordId, kinds: Sequence[str] = TOLD_TWICE
) -> Stored[Any] | None:
    """Return the record of that id, of one of ``kinds``."""
    found = (fetch(connection, KINDS[kind], record) for kind in kinds)
    return next((stored for stored in found if stored is not None), None)


def _here(transaction: Transaction, record: RecordId) -> Stored[Any]:
    stored = _stored(transaction.connection, record)
    if stored is None:
        raise RejectedError(
            "One of the two records is not on this laptop any more. Nothing was saved."
        )
    return stored


def _words(connection: Connection, field: Any, record: Any, name: str) -> str:
    value = getattr(record, name)
    if value is None or value in ("", frozenset(), False):
        return ""
    return "Yes" if isinstance(field, Flag) else words_of_value(connection, field, value)


def _half(connection: Connection, record: Any) -> Half:
    if isinstance(record, Case):
        youth = fields_of(Case)["youth"]
        return Half(record, record.number, _words(connection, youth, record, "youth"))
    query = 'SELECT number FROM "case" WHERE id = ?'
    home = getattr(record, "case", None)
    number = connection.exec_driver_sql(query, (home,)).scalar() or ""
    return Half(record, number, name_of(record))
