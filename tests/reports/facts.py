"""Say in a line what happened to whom; the records are real, their ids follow from the names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import count
from typing import Any

from storage.domain.ids import RecordId
from storage.domain.kinds.contact import Service
from storage.domain.kinds.link import SamePerson
from storage.domain.kinds.outreach import Outreach
from storage.domain.kinds.person import Person
from storage.domain.kinds.victimization import Victimization
from storage.domain.partial_dates import PartialDate
from storage.tables.records import fetch
from storage.usecases.bulk import add_all, batch_id
from storage.usecases.records import Retire, save
from storage.usecases.transaction import Transaction

VOCA, CJA = "maca_csec_voca", "cja"
_NUMBERS = count()


@dataclass(frozen=True)
class Retired:
    record: Any


def id_of(name: str) -> RecordId:
    return RecordId(sha256(name.encode()).digest()[:16])


def person(name: str, role: str = "primary_victim", born: str = "", **fields: Any) -> Person:
    sets = {"race", "special_classifications"} & fields.keys()
    fields |= {name: frozenset(fields[name].split()) for name in sets}
    day = PartialDate.parse(born) if born else None
    return Person(id=id_of(name), role=role, given_name=name, born_on=day, **fields)


def service(to: str, on: str, code: str = "b4", *, times: int = 1, **fields: Any) -> Service:
    contact = fields.pop("contact", "")
    return Service(
        id=id_of(f"service {next(_NUMBERS)}"),
        recipient=id_of(to),
        on=date.fromisoformat(on),
        code=code,
        quantity=times,
        funding=fields.pop("funding", VOCA),
        contact=id_of(contact) if contact else None,
        **fields,
    )


def victim_of(kind: str, name: str, start: str, end: str = "", why: str = "") -> Victimization:
    return Victimization(
        id=id_of(f"victimization {next(_NUMBERS)}"),
        person=id_of(name),
        type=kind,
        presented_from=date.fromisoformat(start),
        presented_to=date.fromisoformat(end) if end else None,
        explanation=why,
    )


def same(kept: str, other: str, *, different: bool = False) -> SamePerson:
    return SamePerson(
        id=id_of(f"same {next(_NUMBERS)}"),
        kept=id_of(kept),
        other=id_of(other),
        different=different,
        on=date(2022, 12, 1),
    )


def outreach(on: str, **fields: Any) -> Outreach:
    return Outreach(
        id=id_of(f"outreach {next(_NUMBERS)}"),
        on=date.fromisoformat(on),
        title="Talk at a school",
        outreach_kind="presentation",
        **fields,
    )


def put(transaction: Transaction, facts: Iterable[Any]) -> None:
    """Store ``facts`` as they are, even where the rules would ask for more."""
    given = list(facts)
    records = [fact.record if isinstance(fact, Retired) else fact for fact in given]
    batch = batch_id(transaction)
    for cls in (Person, Service, Victimization, Outreach, SamePerson):
        kind: Sequence[Any] = [record for record in records if isinstance(record, cls)]
        add_all(transaction, kind, "test", batch=batch, checked=True)
    for fact in given:
        if isinstance(fact, Retired):
            stored = fetch(transaction.connection, type(fact.record), fact.record.id)
            assert stored is not None
            save(transaction, [Retire(stored)], "retire")
