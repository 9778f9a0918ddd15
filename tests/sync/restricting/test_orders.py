"""Cases that move and are destroyed, heard of in every order, with what was written before."""

from storage.usecases.syncing.keys import vault_key
from sync.client.governing.expunging import expunge, move_case
from sync.protocol.changes import parts_of_scopes
from sync.protocol.envelope import parse
from tests.storage.builders import add_note
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import VAULT, cases_vault, has, met
from tests.sync.restricting.test_expunging import destroyed, is_gone, on_server, opened_case
from tests.sync.restricting.test_moving import moved, noted, shared

__all__ = ["shared"]


def test_one_of_the_few_who_was_away_finds_all_of_it(shared: Three) -> None:
    case = opened_case(shared.cal)
    note = shared.cal.workspace.write(add_note, case, "by somebody who loses it")
    met(shared.cal, shared.ana)
    own = shared.ana.workspace.write(add_note, case, "by one of the few")
    assert moved(shared.ana, case.id)
    met(shared.ben, shared.ana, shared.cal)
    assert has(shared.ben, case.id)
    assert noted(shared.ben, note)
    assert noted(shared.ben, own)
    assert is_gone(shared.cal, case.id)


def test_what_comes_late_of_a_case_that_moved_and_was_destroyed_is_dropped(shared: Three) -> None:
    case = opened_case(shared.ben)
    met(shared.ben, shared.ana, shared.cal)
    note = shared.cal.workspace.write(add_note, case, "written in court")
    assert moved(shared.ana, case.id)
    assert shared.ana.run(expunge(shared.ana.clock, ((VAULT, case.id),), "court_order"))
    outcomes = met(shared.cal, shared.ben, shared.ana)
    assert [outcome.parked for outcome in outcomes] == [0] * 6
    for laptop in (shared.ana, shared.ben, shared.cal):
        assert is_gone(laptop, case.id)
        assert not noted(laptop, note)


def test_who_hears_of_both_at_once_keeps_nothing_and_the_server_neither(shared: Three) -> None:
    case = opened_case(shared.cal)
    met(shared.cal, shared.ana)
    assert moved(shared.ana, case.id)
    shared.ana.run(expunge(shared.ana.clock, ((VAULT, case.id),), "court_order"))
    assert [outcome.parked for outcome in met(shared.ben, shared.ana)] == [0] * 4
    assert is_gone(shared.ben, case.id)
    for body in on_server(shared):
        envelope = parse(body)
        if envelope.header.log in {VAULT, cases_vault(shared.ana)}:
            key = shared.ana.workspace.read(vault_key, envelope.header.log, 1)
            assert not parts_of_scopes(envelope, key, {case.id})


def test_who_heard_late_of_a_case_that_moved_and_came_back_waits_for_no_key(shared: Three) -> None:
    case = opened_case(shared.ben)
    met(shared.ben, shared.ana, shared.cal)
    assert moved(shared.ana, case.id)
    back = move_case(shared.ana.clock, case.id, VAULT, cases_vault(shared.ana))
    assert shared.ana.run(back)
    note = shared.cal.workspace.write(add_note, case, "without knowing")
    met(shared.cal, shared.ben, shared.ana)
    assert noted(shared.ana, note)
    assert noted(shared.ben, note)
    assert destroyed(shared.ana, case.id)
    assert met(shared.cal)[-1].parked == 0
    assert is_gone(shared.cal, case.id)
