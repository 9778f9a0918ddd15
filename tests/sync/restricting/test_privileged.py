"""Privileged notes are sealed apart: who is not to read them never holds them."""

from datetime import date

from storage.doctor.replay import check_replay
from storage.domain.kinds.case import Case
from storage.domain.kinds.note import Note
from storage.usecases.privileged import scope_apart
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from sync.client.governing.restricting import keep_privileged, privileged_group
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import VAULT, device, has, met
from tests.sync.restricting.test_expunging import destroyed, is_gone, opened_case
from tests.sync.restricting.test_moving import noted


def confided(transaction: Transaction, case: Case, note_class: str = "privileged") -> Note:
    note = Note(
        id=transaction.new_id(),
        case=case.id,
        on=date(2026, 3, 4),
        note_class=note_class,
        text="confided",
    )
    save(transaction, [Add(note)], "write note")
    return note


def apart(three: Three) -> None:
    """Ana and Ben hold privileged notes, Cal does not."""
    assert three.ana.run(keep_privileged(three.ana.clock, (device(three.ben),), VAULT))
    assert not three.ana.run(keep_privileged(three.ana.clock, (), VAULT))
    met(three.ana, three.ben, three.cal)


def test_who_is_not_to_read_them_never_holds_them(three: Three) -> None:
    apart(three)
    case = opened_case(three.ben)
    secret = three.ben.workspace.write(confided, case)
    plain = three.ben.workspace.write(confided, case, "factual")
    met(three.ben, three.ana, three.cal)
    assert noted(three.ana, secret)
    assert not noted(three.cal, secret)
    assert noted(three.cal, plain)
    assert has(three.cal, case.id)
    for laptop in (three.ana, three.ben, three.cal):
        laptop.workspace.read(check_replay, lambda _done, _total: None)
    group = three.cal.workspace.read(privileged_group)
    assert group is not None
    assert set(group.names) == {"Ana Reyes", "Ben Silva"}


def test_they_are_destroyed_with_their_case(three: Three) -> None:
    apart(three)
    case = opened_case(three.ben)
    secret = three.ben.workspace.write(confided, case)
    met(three.ben, three.ana)
    assert destroyed(three.ana, case.id)
    met(three.ben)
    for laptop in (three.ana, three.ben):
        assert is_gone(laptop, scope_apart(case.id))
        assert not noted(laptop, secret)


def test_without_such_a_vault_they_are_the_program_s(three: Three) -> None:
    case = opened_case(three.ben)
    note = three.ben.workspace.write(confided, case)
    met(three.ben, three.cal)
    assert noted(three.cal, note)
