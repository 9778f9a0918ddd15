"""A server that was restored after somebody left: nothing is lost, nobody is accused."""

from collections.abc import Sequence
from functools import partial

import pytest

from storage.domain.clocks import milliseconds
from storage.usecases.access.reading import Wanted, order, rows
from storage.usecases.access.sealing import is_due
from storage.usecases.syncing.outgoing import waiting_count
from sync.client.governing import leaving
from sync.client.governing.collecting import leave_out
from sync.client.governing.entering import _signed
from sync.client.governing.late import latecomers
from sync.client.governing.leaving import revoke, withdraw
from sync.client.governing.roles import change_role
from sync.client.governing.vaults import grant, make_vault
from sync.client.membership import membership
from sync.client.pushing import push_log
from sync.client.round import Outcome, sync_round
from sync.client.session import ask, refusal_of
from sync.client.snapshots.attesting import attest_snapshot, false_snapshot_seen
from sync.client.snapshots.believing import of_generation
from sync.client.snapshots.making import make_snapshot
from sync.protocol.encoding import encode
from sync.protocol.entries import Cut
from sync.protocol.messages import Push
from sync.protocol.requests import Request
from sync.server import parking
from tests.conftest import FixedClock
from tests.documents.files import add_file, content_of
from tests.storage.builders import add_case, add_note
from tests.sync.documents.test_travelling import LARGE
from tests.sync.enrolment.laptops import Laptop
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import VAULT, cases_vault, device, entered, met
from tests.sync.hostile.test_envelopes import people, saves
from tests.sync.simulation.laptop import Laptop as Played
from tests.sync.simulation.world import World
from tests.sync.watching import Watched


def watched_round(laptop: Laptop) -> tuple[Outcome, Watched]:
    wire = Watched(laptop)
    return laptop.run(sync_round(laptop.clock), wire), wire


def test_who_is_let_in_again_sends_the_files_that_were_lost(three: Three) -> None:
    ana, ben = three.ana, three.ben
    case, _ = ben.workspace.write(add_case)
    add_file(ben.workspace, case.id, content_of(LARGE), "order.txt")
    met(ben, ana)
    vault = cases_vault(ana)
    ana.run(withdraw(ana.clock, (device(ben),), vault))
    met(ben)
    three.server.begin_generation()
    met(ben, ana)
    ana.run(grant(ana.clock, device(ben), vault))
    assert sum(watched_round(ben)[1].count("PUT", "/blobs/") for _ in range(2)) > 0


def test_what_was_handed_over_before_is_handed_over_again_and_is_not_waiting(
    three: Three,
) -> None:
    ana, ben = three.ana, three.ben
    entered(ben)
    met(ben, ana)
    unsent = entered(ben)
    ana.run(withdraw(ana.clock, (device(ben),), cases_vault(ana)))
    assert watched_round(ben)[1].count("PUT", "/parked/") == 1
    three.server.begin_generation()
    outcome, wire = watched_round(ben)
    assert wire.count("PUT", "/parked/") == 2
    assert unsent
    assert outcome.waiting == ben.workspace.read(waiting_count) == 1, "what was sent was sent"
    assert watched_round(ben)[1].count("PUT", "/parked/") == 0


def test_a_vault_that_was_left_keeps_nothing_else_waiting_where_there_is_no_room(
    three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben = three.ana, three.ben
    ana.run(make_vault(ana.clock, VAULT, "restricted", (device(ben),)))
    met(ana, ben)
    entered(ben)
    met(ben)
    ana.run(withdraw(ana.clock, (device(ben),), cases_vault(ana)))
    met(ben)
    three.server.begin_generation()
    monkeypatch.setattr(parking, "PARKED", 10)
    assert {outcome.problem for outcome in met(ben)} == {None}


def test_what_was_left_out_does_not_come_back(three: Three, clock: FixedClock) -> None:
    ana, ben = three.ana, three.ben
    met(ben, ana)
    entered(ben)
    ana.run(revoke(ana.clock, (device(ben),), "left"))
    ben.run(sync_round(ben.clock))
    met(ana)
    clock.pass_time(hours=2)
    met(ana)
    (late,) = ana.workspace.read(latecomers)
    ana.run(leave_out(ana.clock, late))
    assert ana.workspace.read(is_due, milliseconds(clock.now()))  # the other leads hear at once
    clock.pass_time(hours=2)
    met(ana)
    assert ana.workspace.read(latecomers) == []
    ana.run(leave_out(ana.clock, late))  # once more, with nothing left
    keys = ana.workspace.read(order, Wanted(act="omit"))
    (noted,) = ana.workspace.read(rows, keys).values()
    assert (noted.act, noted.what) == ("Left out what came late", "Ben Silva")
    assert noted.why == f"{late.envelopes} sealed part, for good"


def test_a_lead_who_is_not_in_the_vault_fetches_once_what_another_has_to_take(
    three: Three, clock: FixedClock
) -> None:
    ana, ben, cal = three.ana, three.ben, three.cal
    ana.run(change_role(ana.clock, device(cal), "admin"))
    ana.run(make_vault(ana.clock, VAULT, "restricted", (device(ben),)))
    case, _ = ana.workspace.write(add_case)
    met(ana, ben, cal)
    ana.run(leaving.withdraw(ana.clock, (device(ben),), cases_vault(ana)))
    ben.workspace.write(add_note, case, "in court")
    met(ben)
    ana.run(withdraw(ana.clock, (device(cal),), cases_vault(ana)))
    fetched = []
    for _ in range(3):
        clock.pass_time(hours=2)
        fetched.append(watched_round(cal)[1].count("GET", "/parked/"))
    assert fetched[1:] == [0, 0]


def test_a_server_that_was_never_restored_takes_no_entry_as_given_back(world: World) -> None:
    ana, ben, cho = world.laptops
    saves(ben, "Before")
    ben.round()
    ana.round()
    assert "stale-cut" in pushed_without_cuts(ana, ben)
    assert cho.round().problem is None
    assert "Before" in people(cho)


def pushed_without_cuts(ana: Played, ben: Played) -> Sequence[str]:
    """Push an entry that takes somebody out and says nothing of what they wrote."""
    member = ana.workspace.read(membership)
    assert member is not None
    draft = partial(leaving._revocation, (ben.device,), "left", False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leaving, "cuts_of", _no_cuts)
        entry = ana.workspace.read(_signed, draft, None)
    assert entry is not None
    session = member.session(ana.clock)
    path = f"/v1/programs/{session.program.hex()}/push"
    request = Request("POST", path, "again=1", encode(Push(member.roster.log, (entry,))))
    answer = ana.attempt(ask(session, request))
    refusal = refusal_of(answer) if answer else None
    return [refusal.reason] if refusal else []


def _no_cuts(*_: object) -> tuple[Cut, ...]:
    return ()


def test_nobody_is_accused_for_what_one_took_in_and_another_left_out(world: World) -> None:
    ana, ben, cho = world.laptops
    saves(ben, "Before")
    for laptop in (ben, ana, cho):
        laptop.round()
    world.site.back_up()
    assert ana.attempt(revoke(ana.clock, (ben.device,), "lost")) is not None
    world.server.replace(world.site.restored())
    saves(ben, "Since")
    for laptop in (ben, cho, ana, cho, ana):
        laptop.round()
    assert "Since" in people(cho)
    (late,) = ana.workspace.read(latecomers)
    ana.attempt(leave_out(ana.clock, late))
    vault = summed_up(ana)
    for laptop in (ana, cho, ana, cho):
        assert laptop.round().problem is None
    assert checked(cho, vault) == "unknown"
    assert not cho.workspace.read(false_snapshot_seen)


def test_nobody_is_accused_of_leaving_out_what_the_server_lost(world: World) -> None:
    ana, ben, cho = world.laptops
    saves(ana, "Before")
    for laptop in (ana, ben, cho):
        laptop.round()
    world.site.back_up()
    saves(ben, "Lost there")
    ben.round()
    cho.round()
    world.server.replace(world.site.restored())
    saves(ana, "In its place")
    ana.round()
    vault = summed_up(ana)
    assert cho.round().problem is None
    assert checked(cho, vault) == "same"
    assert not cho.workspace.read(false_snapshot_seen)
    ben.round()
    ana.round()
    assert "Lost there" in people(ana)


def summed_up(laptop: Played) -> bytes:
    """Make a snapshot of the cases' log and send it; return the log."""
    member = laptop.workspace.read(membership)
    assert member is not None
    vault = next(one.id for one in member.roster.vaults if one.name == "cases")
    session = member.session(laptop.clock)
    laptop.attempt(make_snapshot(session, vault, 1))
    laptop.attempt(push_log(session, vault, member.identity.incarnation))
    return vault


def checked(laptop: Played, vault: bytes) -> str | None:
    """Return what a laptop finds of the newest snapshot."""
    found = laptop.workspace.read(lambda connection: next(of_generation(connection, vault), None))
    assert found is not None
    return laptop.attempt(attest_snapshot(vault, found[0]))
