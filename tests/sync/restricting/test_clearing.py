"""What the server keeps of a destroyed case is left out by whoever may, whatever was cut off."""

from collections.abc import Callable

import pytest

from storage.usecases.privileged import scope_apart
from storage.usecases.syncing.envelopes import own_envelopes
from storage.usecases.syncing.keys import vault_key
from sync.client.cleared import move_on, owed, reach_of
from sync.client.commands import Script
from sync.client.governing.clearing import clear_server
from sync.client.governing.expunging import expunge, move_case
from sync.client.governing.roles import change_role
from sync.client.governing.upkeep import upkeep
from sync.client.governing.vaults import make_vault
from sync.client.membership import membership
from sync.client.problems import SyncError
from sync.client.round import Outcome, sync_round
from sync.protocol.changes import parts_of_scopes
from sync.protocol.envelope import Kind, parse
from sync.protocol.snapshot import read_snapshot
from tests.documents.files import add_file, content_of
from tests.storage.builders import add_note
from tests.sync.enrolment.laptops import Laptop
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import VAULT, cases_vault, device, entered, has, met
from tests.sync.hostile.server import Silent
from tests.sync.hostile.test_envelopes import people, saves, vault_of
from tests.sync.restricting.test_expunging import destroyed, is_gone, on_server, opened_case
from tests.sync.restricting.test_moving import snapshot_by
from tests.sync.restricting.test_privileged import apart, confided
from tests.sync.simulation.world import World
from tests.sync.watching import Watched


def left(bodies: list[bytes], key: bytes, vault: bytes, scope: bytes) -> int:
    """How many parts of a case can be found by whoever has the vault's first key."""
    found = [parse(body) for body in bodies]
    ours = [one for one in found if (one.header.log, one.header.kind) == (vault, Kind.CHANGES)]
    return sum(len(parts_of_scopes(one, key, {scope})) for one in ours)


def left_on(three: Three, vault: bytes, scope: bytes) -> int:
    key = three.ana.workspace.read(vault_key, vault, 1)
    return left(on_server(three), key, vault, scope)


def cut_before(script: Script[bool], path_end: str) -> Script[None]:
    """Go on with ``script`` until it would ask for a path, as a laptop that is switched off."""
    command = next(script)
    while not getattr(command, "path", "").endswith(path_end):
        command = script.send((yield command))
    script.close()


def amid(script: Script[Outcome], path_end: str, act: Callable[[], object]) -> Script[Outcome]:
    """Go on with ``script``; just before it asks for a path first, ``act`` is done elsewhere."""
    command, is_done = next(script), False
    while True:
        if not is_done and getattr(command, "path", "").endswith(path_end):
            act()
            is_done = True
        try:
            command = script.send((yield command))
        except StopIteration as ended:
            assert is_done
            outcome: Outcome = ended.value
            return outcome


@pytest.mark.parametrize("commands", [*range(20, 52, 4), 39, 41, 43])
def test_cut_off_anywhere_nothing_of_a_destroyed_case_stays_at_the_server(
    three: Three, commands: int
) -> None:
    case, other = entered(three.ben), entered(three.ben)
    met(three.ben, three.ana)
    vault = cases_vault(three.ana)
    three.ana.cut_off(expunge(three.ana.clock, ((vault, case),), "request"), commands)
    met(three.ana, three.ben)
    three.ana.run(upkeep(three.ana.clock))
    assert is_gone(three.ana, case) is is_gone(three.ben, case)
    assert is_gone(three.ana, case) or has(three.ana, case)
    assert bool(left_on(three, vault, case)) is not is_gone(three.ana, case)
    assert left_on(three, vault, other)


def test_cut_off_before_the_clearing_it_is_done_after_a_later_round(three: Three) -> None:
    case = entered(three.ben)
    met(three.ben, three.ana)
    vault = cases_vault(three.ana)
    cases = ((vault, case),)
    three.ana.run(cut_before(expunge(three.ana.clock, cases, "request"), "/expunge"))
    three.ana.restart()
    assert is_gone(three.ana, case)
    assert left_on(three, vault, case)
    assert three.ana.workspace.read(owed) == (vault,)
    assert three.ana.run(upkeep(three.ana.clock))
    assert not left_on(three, vault, case)
    assert three.ana.workspace.read(owed) == ()


def test_cut_off_within_the_clearing_it_is_done_after_a_later_round(three: Three) -> None:
    case = entered(three.ben)
    met(three.ben, three.ana)
    vault = cases_vault(three.ana)
    cases = ((vault, case),)
    three.ana.run(cut_before(expunge(three.ana.clock, cases, "request"), "/expunge"))
    three.ana.cut_off(clear_server(three.ana.clock), 5)
    assert three.ana.workspace.read(owed) == (vault,)
    three.ana.run(upkeep(three.ana.clock))
    assert not left_on(three, vault, case)


def test_a_server_that_keeps_its_record_back_stops_no_clearing(three: Three) -> None:
    case = entered(three.ben)
    met(three.ben, three.ana)
    vault = cases_vault(three.ana)
    three.ana.run(cut_before(expunge(three.ana.clock, ((vault, case),), "request"), "/expunge"))
    with pytest.raises(SyncError):
        three.ana.run(upkeep(three.ana.clock), Silent(three.ana.wire, "/audit"))
    assert not left_on(three, vault, case)


def test_nothing_is_asked_where_nothing_is_owed(three: Three) -> None:
    case = entered(three.ben)
    met(three.ben, three.ana)
    destroyed(three.ana, case)
    entered(three.ben)
    met(three.ben, three.ana)
    wire = Watched(three.ana)
    assert three.ana.run(upkeep(three.ana.clock), wire) is False
    assert wire.count("GET", "/pull") == 0


def test_a_lead_clears_what_another_lead_destroyed_from_outside(three: Three) -> None:
    apart(three)
    assert three.ana.run(change_role(three.ana.clock, device(three.cal), "admin"))
    case = opened_case(three.ben)
    three.ben.workspace.write(confided, case)
    met(three.ben, three.ana, three.cal)
    notes = scope_apart(case.id)
    assert left_on(three, VAULT, notes)
    assert destroyed(three.cal, case.id)
    assert left_on(three, VAULT, notes)
    met(three.ben, three.ana)
    assert three.ben.run(upkeep(three.ben.clock)) is False  # no admin's
    assert three.ana.run(upkeep(three.ana.clock))
    assert not left_on(three, VAULT, notes)


def test_who_becomes_a_lead_later_clears_what_nobody_could(three: Three) -> None:
    apart(three)
    for lead in (three.cal, three.ben):
        assert three.ana.run(change_role(three.ana.clock, device(lead), "admin"))
    case = opened_case(three.ben)
    three.ben.workspace.write(confided, case)
    met(three.ben, three.ana, three.cal)
    for lead in (three.ana, three.ben):
        assert three.cal.run(change_role(three.cal.clock, device(lead), "member"))
    assert destroyed(three.cal, case.id)
    met(three.ben, three.ana)
    assert three.ben.run(upkeep(three.ben.clock)) is False
    assert left_on(three, VAULT, scope_apart(case.id))
    assert three.cal.run(change_role(three.cal.clock, device(three.ben), "admin"))
    met(three.ben)
    assert three.ben.run(upkeep(three.ben.clock))
    assert not left_on(three, VAULT, scope_apart(case.id))


def sent_amid(three: Three, vault: bytes) -> bytes:
    """Have Ben send something of a case that was destroyed, and cleared, just before."""
    case = opened_case(three.ben)
    met(three.ben, three.ana)
    three.ben.workspace.write(add_note, case, "on its way")

    def meanwhile() -> None:
        assert destroyed(three.ana, case.id)
        assert not left_on(three, vault, case.id)
        assert three.ana.workspace.read(owed) == ()

    three.ben.run(amid(sync_round(three.ben.clock), "/push", meanwhile))
    assert left_on(three, vault, case.id)
    return case.id


def test_what_was_on_its_way_while_it_was_cleared_is_left_out_too(three: Three) -> None:
    vault = cases_vault(three.ana)
    case = sent_amid(three, vault)
    met(three.ana)
    assert three.ana.run(upkeep(three.ana.clock))
    assert not left_on(three, vault, case)


def test_a_restored_server_loses_the_front_of_a_snapshot_with_the_key_again(three: Three) -> None:
    case = opened_case(three.ben)
    met(three.ben, three.ana)
    front = read_snapshot(snapshot_by(three.ana, cases_vault(three.ana)).body).front
    assert destroyed(three.ana, case.id)
    assert sum(deletions(three.ana, front.hex()) for _ in range(3)) == 1
    three.server.begin_generation()
    assert sum(deletions(three.ana, front.hex()) for _ in range(3)) == 0
    three.ana.run(upkeep(three.ana.clock))
    assert sum(deletions(three.ana, front.hex()) for _ in range(3)) == 1


def test_what_arrives_while_it_is_cleared_is_not_passed_over(three: Three) -> None:
    vault = cases_vault(three.ana)
    case = sent_amid(three, vault)
    member = three.ana.workspace.read(membership)
    assert member is not None
    known = three.ana.workspace.read(reach_of, member, vault)
    met(three.ana)
    three.ana.workspace.write(move_on, vault, known, known)  # by who had asked before
    three.ana.run(upkeep(three.ana.clock))
    assert not left_on(three, vault, case)


def test_what_a_restored_server_brings_back_is_left_out_again(world: World) -> None:
    ana, ben, cho = world.laptops
    saves(ben, "Gone")
    for one in (ben, ana, cho):
        one.round()
    vault, query = vault_of(ana, "cases"), "SELECT scope FROM person WHERE given_name = 'Gone'"
    case = ana.workspace.read(lambda c: c.exec_driver_sql(query).scalar_one())
    key = ana.workspace.read(vault_key, vault, 1)
    world.site.back_up()
    assert ana.attempt(expunge(ana.clock, ((vault, case),), "court_order"))
    assert not left(world.site.envelopes(), key, vault, case)
    world.server.replace(world.site.restored())
    for one in (ana, ben, cho):
        one.round()
    assert left(world.site.envelopes(), key, vault, case)
    assert ana.attempt(upkeep(ana.clock))
    assert not left(world.site.envelopes(), key, vault, case)
    assert not any("Gone" in people(one) for one in world.laptops)


def test_a_restored_server_is_asked_to_delete_the_files_of_destroyed_cases_again(
    three: Three,
) -> None:
    case = opened_case(three.ana)
    add_file(three.ana.workspace, case.id, content_of(500), "order.txt")
    met(three.ana)
    assert destroyed(three.ana, case.id)
    met(three.ana)
    assert deletions(three.ana) == 0
    three.server.begin_generation()
    met(three.ana)
    three.ana.run(upkeep(three.ana.clock))
    assert deletions(three.ana) == 1
    assert deletions(three.ana) == 0


def deletions(laptop: Laptop, blob: str = "") -> int:
    """How often a round has the server delete a file, or one blob."""
    wire = Watched(laptop)
    laptop.run(sync_round(laptop.clock), wire)
    return wire.count("DELETE", f"/blobs/{blob}")


def test_nobody_keeps_the_key_of_a_case_that_moved_before_it_was_destroyed(three: Three) -> None:
    three.ana.run(make_vault(three.ana.clock, VAULT, "restricted", (device(three.ben),)))
    case = entered(three.ben)
    met(three.ben, three.ana)
    vault = cases_vault(three.ana)
    key = three.ben.workspace.read(vault_key, vault, 1)
    three.ana.run(move_case(three.ana.clock, case, vault, VAULT))
    met(three.ben)
    assert left(kept_by(three.ben, vault), key, vault, case)
    assert three.ana.run(expunge(three.ana.clock, ((VAULT, case),), "court_order"))
    met(three.ben)
    assert not left(kept_by(three.ben, vault), key, vault, case)
    assert not left_on(three, vault, case)


def kept_by(laptop: Laptop, log: bytes) -> list[bytes]:
    """What a laptop would send a restored server again."""
    found = laptop.workspace.read(lambda c: own_envelopes(c, log, sent_only=False))
    return [one.body for one in found]
