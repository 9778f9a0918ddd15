"""Begin a case in one Save: referral, youth, case, first findings, first tasks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection

from storage.domain.changeset import Dot
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person
from storage.domain.kinds.referral import Referral
from storage.domain.kinds.screening import Screening
from storage.domain.kinds.task import Task
from storage.domain.kinds.victimization import Victimization
from storage.spec.kinds import kind_of
from storage.tables.records import fetch
from storage.usecases.changes import Changes
from storage.usecases.checking import all_problems
from storage.usecases.codelists import rows_of
from storage.usecases.editing import filled
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.usecases.wording import sentence

_NUMBER = re.compile(r"([A-Z]{2,6})-([0-9]{2})-([0-9]{3,6})")
_LOOKED_AT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """What was learned, by kind: values by field name.

    ``youth`` names a person who is known already; then ``person`` is left out. Without a
    ``victimization`` or a ``screening`` none is recorded. ``others`` are names of further youth
    of the same referral: each gets a case of its own, to be completed.
    """

    case: Mapping[str, Any]
    referral: Mapping[str, Any]
    person: Mapping[str, Any] = field(default_factory=dict)
    victimization: Mapping[str, Any] = field(default_factory=dict)
    screening: Mapping[str, Any] = field(default_factory=dict)
    tasks: Sequence[Mapping[str, Any]] = ()
    others: Sequence[str] = ()
    youth: RecordId | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """The new case, or what keeps it from being stored: sentences by kind and field."""

    case: RecordId
    number: str
    problems: Mapping[str, Mapping[str, str]]
    dot: Dot | None = None
    """The Save, for undo."""


def begin_case(transaction: Transaction, learned: NewCase) -> tuple[Begun, Changes]:
    """Store all of ``learned`` in one Save; with problems nothing is stored."""
    records = _records(transaction, learned)
    case = next(record for record in records if isinstance(record, Case))
    problems: dict[str, dict[str, str]] = {}
    for record in records:
        for problem in all_problems(transaction, record):
            kind = kind_of(type(record)).name
            problems.setdefault(kind, {})[problem.field] = sentence(type(record), problem)
    for number in (record.number for record in records if isinstance(record, Case)):
        if _is_taken(transaction.connection, number):
            taken = f"Case number {number} is in use. Choose another one."
            problems.setdefault("case", {})["number"] = taken
    if problems:
        return Begun(case.id, case.number, problems), Changes()
    changes = save(transaction, [Add(record) for record in records], "begin a case")
    return Begun(case.id, case.number, {}, changes.dot), changes


def proposed_number(connection: Connection, cac: str, day: date) -> str:
    """Return the next local number of ``cac`` in the year of ``day``, such as ``BER-26-0147``.

    The prefix is the one the CAC used last; before that, the first letters of its county.
    """
    begin = f"{_prefix(connection, cac)}-{day:%y}-"
    numbers = connection.exec_driver_sql(
        'SELECT number FROM "case" WHERE number >= ? AND number < ?', (begin, begin + "~")
    ).scalars()
    last = max((int(m[3]) for number in numbers if (m := _NUMBER.fullmatch(number))), default=0)
    return f"{begin}{last + 1:04d}"


def known_youth(connection: Connection, person: RecordId) -> Person | None:
    """Return a person who is on record; None when not on this laptop, or retired."""
    stored = fetch(connection, Person, person)
    return stored.record if stored is not None and not stored.retired else None


def _records(transaction: Transaction, learned: NewCase) -> list[Any]:
    case, youth = transaction.new_id(), learned.youth or transaction.new_id()
    found: list[Any] = []
    if learned.youth is None:
        found.append(_made(Person, youth, learned.person, {"case": case}))
    found.append(_made(Case, case, learned.case, {"youth": youth}))
    others = list(_others(transaction, learned))
    people = frozenset({youth, *(one.id for one in others if isinstance(one, Person))})
    links = {"case": case, "people": people}
    found.append(_made(Referral, transaction.new_id(), learned.referral, links))
    for cls, values in ((Victimization, learned.victimization), (Screening, learned.screening)):
        if values:
            of_youth = {"case": case, "person": youth}
            found.append(_made(cls, transaction.new_id(), values, of_youth))
    found += [_made(Task, transaction.new_id(), task, {"case": case}) for task in learned.tasks]
    return found + others


def _others(transaction: Transaction, learned: NewCase) -> Iterator[Any]:
    """Yield a person and a case for each further youth, with what the first case says."""
    shared = {
        name: value
        for name, value in learned.case.items()
        if name in {"cac", "county", "coordinator", "opened_on", "priority"}
    }
    for place, name in enumerate(learned.others, start=1):
        case, youth = transaction.new_id(), transaction.new_id()
        given, _, family = name.strip().rpartition(" ")
        values = {"role": "at_risk_youth", "given_name": given or family}
        named = {**values, "family_name": family} if given else values
        yield _made(Person, youth, named, {"case": case})
        number = number_after(str(learned.case.get("number", "")), place)
        yield _made(
            Case, case, {**shared, "status": "referred", "number": number}, {"youth": youth}
        )


def number_after(number: str, steps: int) -> str:
    """Return the case number ``steps`` behind ``number``; with a suffix where it has no count."""
    found = _NUMBER.fullmatch(number)
    if found is None:
        return f"{number}-{steps + 1}"
    return f"{found[1]}-{found[2]}-{int(found[3]) + steps:0{len(found[3])}d}"


def _made(
    cls: type[Any], record: RecordId, values: Mapping[str, Any], links: Mapping[str, Any]
) -> Any:
    return cls(id=record, **{**filled(cls, values), **links})


def _is_taken(connection: Connection, number: str) -> bool:
    query = 'SELECT 1 FROM "case" WHERE number = ?'
    return connection.exec_driver_sql(query, (number,)).first() is not None


def _prefix(connection: Connection, cac: str) -> str:
    used = connection.exec_driver_sql(
        'SELECT number FROM "case" WHERE cac = ? ORDER BY id DESC LIMIT ?', (cac, _LOOKED_AT)
    ).scalars()
    for number in used:
        if found := _NUMBER.fullmatch(number):
            return found[1]
    counties = (row["county"] for row in rows_of("codes/cac_county.csv") if row["cac"] == cac)
    return next(counties, "case")[:3].upper()
