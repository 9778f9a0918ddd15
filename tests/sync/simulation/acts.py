"""What people do to records in the simulation: every verb, many fields, on whatever is there."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random  # noqa: TID251 - a schedule repeats by its seed
from typing import Any

from sqlalchemy import Connection

from storage.domain.changeset import RETIRED, Dot
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.note import Note
from storage.domain.kinds.outreach import Outreach
from storage.domain.kinds.person import Person
from storage.exchange.foreign import batches
from storage.tables.records import TABLES, Stored, fetch
from storage.usecases.bulk import add_all, batch_id
from storage.usecases.records import Add, Change, Edit, Restore, Retire, save
from storage.usecases.samepeople import merge, take_back, tell_apart
from storage.usecases.syncing.conflicts import conflicts, settle, settle_retired
from storage.usecases.transaction import Transaction
from storage.usecases.undo import last_own_save, undo
from tests.storage.builders import SOME_DAY, add_case, add_note, add_outreach
from tests.sync.simulation.editions import running

Act = Callable[[Transaction, Random], Any]
RESTRICTED = "restricted"


def random_act(transaction: Transaction, chance: Random) -> None:
    """Do one act, chosen by ``chance``; nothing where there is nothing to do it to."""
    acts, weights = zip(*ACTS.items(), strict=True)
    chance.choices(acts, weights)[0](transaction, chance)


def _new_case(transaction: Transaction, chance: Random) -> None:
    add_case(transaction, _word(chance), _word(chance))


def _restricted_case(transaction: Transaction, chance: Random) -> None:
    """Enter a case in the vault that only some of the laptops are in."""
    vault = transaction.vaults.get(RESTRICTED)
    if vault is not None:
        inside = replace(transaction, vaults={**transaction.vaults, "cases": vault})
        add_case(inside, _word(chance), _word(chance))


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


def _talk(transaction: Transaction, chance: Random) -> None:
    """Write down an outreach, which is in the program's own vault."""
    if running().knows("outreach"):
        add_outreach(transaction, _word(chance))


def _edit(transaction: Transaction, chance: Random) -> None:
    cls = chance.choice(list(_EDITED))
    found = _some(transaction, cls, chance, retired=False)
    if found is not None:
        _save(transaction, Edit(found, _EDITED[cls](found.record, chance)), "edit")


def _retire(transaction: Transaction, chance: Random) -> None:
    cls = chance.choice([Person, CourtEvent, Note, Outreach])
    found = _some(transaction, cls, chance, retired=False)
    if found is not None:
        _save(transaction, Retire(found), "retire")


def _restore(transaction: Transaction, chance: Random) -> None:
    cls = chance.choice([Person, CourtEvent, Outreach])
    found = _some(transaction, cls, chance, retired=True)
    if found is not None:
        _save(transaction, Restore(found), "restore")


def _settle(transaction: Transaction, chance: Random) -> None:
    """Decide between two versions, one click or both as a note."""
    found = conflicts(transaction.connection)
    if not found:
        return
    one = chance.choice(found)
    if one.register == RETIRED:
        retire = bool(chance.randrange(2))
        settle_retired(transaction, one.kind, one.record, retire=retire)
        return
    keep: Dot = chance.choice(one.versions).dot
    note = not chance.randrange(4)
    settle(transaction, one.kind, one.record, one.register, keep, other_as_note=note)


def _same_people(transaction: Transaction, chance: Random) -> None:
    people = _ids(transaction.connection, Person, retired=False)
    if len(people) > 1:
        one, other = map(RecordId, chance.sample(people, 2))
        if chance.randrange(2):
            merge(transaction, one, other)
        else:
            tell_apart(transaction, one, other)


def _not_the_same(transaction: Transaction, chance: Random) -> None:
    people = _ids(transaction.connection, Person, retired=False)
    if people:
        take_back(transaction, RecordId(chance.choice(people)))


def _undo(transaction: Transaction, _chance: Random) -> None:
    last = last_own_save(transaction.connection, transaction.identity.device)
    if last is not None:
        undo(transaction, last[0])


def _import(transaction: Transaction, chance: Random) -> None:
    found = _some(transaction, Case, chance, retired=False)
    if found is None:
        return
    people = [
        Person(
            id=transaction.new_id(),
            case=found.record.id,
            role="sibling",
            given_name=_word(chance),
            family_name="Brought",
        )
        for _ in range(3)
    ]
    add_all(transaction, people, "import", batch=batch_id(transaction))


def _take_import_back(transaction: Transaction, chance: Random) -> None:
    known = batches.batches(transaction.connection)
    if known:
        one = chance.choice(known)
        if one.taken_back:
            batches.bring_back(transaction, one.batch)
        else:
            batches.take_back(transaction, one.batch)


ACTS: dict[Act, int] = {
    _new_case: 4,
    _edit: 12,
    _note: 3,
    _hearing: 3,
    _talk: 2,
    _retire: 3,
    _restore: 3,
    _settle: 4,
    _same_people: 2,
    _not_the_same: 1,
    _undo: 2,
    _import: 1,
    _take_import_back: 1,
    _restricted_case: 2,
}
"""Every act and how often it is done; a further one is a further line."""


def _other_person(person: Person, chance: Random) -> Person:
    match chance.randrange(3):
        case 0:
            return replace(person, given_name=_word(chance))
        case 1:
            return replace(person, family_name=_word(chance))
        case _:
            races = chance.sample(["hispanic", "white", "black", "asian"], 2)
            known = (code for code in races if running().has_code("race", code))
            return replace(person, race=frozenset(known))


def _other_case(case: Case, chance: Random) -> Case:
    if chance.randrange(2) or not running().knows("case", "police"):
        return replace(case, coordinator=_word(chance))
    return replace(case, police=_word(chance))


def _other_hearing(event: CourtEvent, chance: Random) -> CourtEvent:
    return replace(event, judge=_word(chance), court=_word(chance))


def _other_talk(talk: Outreach, chance: Random) -> Outreach:
    return replace(talk, topic=_word(chance))


_EDITED: dict[type[Any], Callable[[Any, Random], Any]] = {
    Person: _other_person,
    Case: _other_case,
    CourtEvent: _other_hearing,
    Outreach: _other_talk,
}


def _save(transaction: Transaction, change: Change, act: str) -> None:
    save(transaction, [change], act)


def _some(
    transaction: Transaction, cls: type[Any], chance: Random, *, retired: bool
) -> Stored[Any] | None:
    known = _ids(transaction.connection, cls, retired=retired)
    return fetch(transaction.connection, cls, RecordId(chance.choice(known))) if known else None


def _ids(connection: Connection, cls: type[Any], *, retired: bool) -> Sequence[bytes]:
    name = {Person: "person", Case: "case", CourtEvent: "court_event", Note: "note"}
    table = TABLES[name.get(cls, "outreach")]
    return (
        connection.exec_driver_sql(
            f'SELECT id FROM "{table.name}" WHERE retired = ? ORDER BY id',  # noqa: S608 - our own names
            (int(retired),),
        )
        .scalars()
        .all()
    )


def _word(chance: Random) -> str:
    return "Quill" + "".join(chance.choices("abcdefghij", k=6))
