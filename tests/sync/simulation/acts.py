"""What people do to records in the simulation: every verb, many fields, on whatever is there."""

from collections.abc import Callable
from dataclasses import replace
from random import Random  # noqa: TID251 - a schedule repeats by its seed
from typing import Any

from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.tables.records import TABLES, Stored, fetch
from storage.usecases.records import Add, Change, Edit, Restore, Retire, save
from storage.usecases.transaction import Transaction
from tests.storage.builders import SOME_DAY, add_case, add_note

Act = Callable[[Transaction, Random], Any]


def _other_person(person: Person, chance: Random) -> Person:
    match chance.randrange(3):
        case 0:
            return replace(person, given_name=_word(chance))
        case 1:
            return replace(person, family_name=_word(chance))
        case _:
            races = chance.sample(["hispanic", "white", "black", "asian"], 2)
            return replace(person, race=frozenset(races))


def _other_case(case: Case, chance: Random) -> Case:
    if chance.randrange(2):
        return replace(case, coordinator=_word(chance))
    return replace(case, police=_word(chance))


def _other_hearing(event: CourtEvent, chance: Random) -> CourtEvent:
    return replace(event, judge=_word(chance), court=_word(chance))


_EDITED: dict[type[Any], Callable[[Any, Random], Any]] = {
    Person: _other_person,
    Case: _other_case,
    CourtEvent: _other_hearing,
}


def random_act(transaction: Transaction, chance: Random) -> None:
    """Do one act, chosen by ``chance``; nothing where there is nothing to do it to."""
    acts: list[Act] = [_new_case, _edit, _edit, _edit, _edit, _note, _hearing, _retire, _restore]
    chance.choice(acts)(transaction, chance)


def _new_case(transaction: Transaction, chance: Random) -> None:
    add_case(transaction, _word(chance), _word(chance))


def _note(transaction: Transaction, chance: Random) -> None:
    found = _some(transaction, Case, chance, retired=False)
    if found is not None:
        add_note(transaction, found.record, f"canary {_word(chance)}")


def _hearing(transaction: Transaction, chance: Random) -> None:
    found = _some(transaction, Case, chance, retired=False)
    if found is None:
        return
    event = CourtEvent(
        id=transaction.new_id(),
        case=found.record.id,
        matter="care_and_protection",
        event_type="status",
        on=SOME_DAY,
        court=_word(chance),
    )
    save(transaction, [Add(event)], "add court event")


def _edit(transaction: Transaction, chance: Random) -> None:
    cls = chance.choice(list(_EDITED))
    found = _some(transaction, cls, chance, retired=False)
    if found is not None:
        _save(transaction, Edit(found, _EDITED[cls](found.record, chance)), "edit")


def _retire(transaction: Transaction, chance: Random) -> None:
    found = _some(transaction, chance.choice([Person, CourtEvent, Note]), chance, retired=False)
    if found is not None:
        _save(transaction, Retire(found), "retire")


def _restore(transaction: Transaction, chance: Random) -> None:
    found = _some(transaction, chance.choice([Person, CourtEvent]), chance, retired=True)
    if found is not None:
        _save(transaction, Restore(found), "restore")


def _save(transaction: Transaction, change: Change, act: str) -> None:
    save(transaction, [change], act)


def _some(
    transaction: Transaction, cls: type[Any], chance: Random, *, retired: bool
) -> Stored[Any] | None:
    table = TABLES[_name(cls)]
    ids = transaction.connection.exec_driver_sql(
        f'SELECT id FROM "{table.name}" WHERE retired = ? ORDER BY id',  # noqa: S608 - our own names
        (int(retired),),
    ).scalars()
    known = list(ids)
    return fetch(transaction.connection, cls, chance.choice(known)) if known else None


def _name(cls: type[Any]) -> str:
    return {Person: "person", Case: "case", CourtEvent: "court_event", Note: "note"}[cls]


def _word(chance: Random) -> str:
    return "Quill" + "".join(chance.choices("abcdefghij", k=6))
