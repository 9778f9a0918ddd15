"""A restored server gets back what it lost of the roster, also from others than its author."""

from shutil import copytree

import pytest

from storage.errors import RejectedError
from sync.client.enrolment.joining import joining_state
from sync.client.governing.late import latecomers
from sync.client.governing.leaving import accept, revoke
from sync.client.governing.roles import change_role
from sync.client.members import arrival
from sync.client.recovery.gathering import proved
from sync.client.recovery.holding import own_share
from sync.client.recovery.making import make_recovery_key
from sync.client.recovery.state import recovery_state
from sync.client.recovery.using import Way, become_admin, recover_here, was_let_in
from sync.client.repairing import _entries_after
from sync.protocol.program_code import line_of
from sync.protocol.recoverykey import RecoveryKeys
from tests.sync.enrolment.stages import another_device
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import device, met, roster
from tests.sync.hostile.test_envelopes import people, saves
from tests.sync.simulation.building import Stage
from tests.sync.simulation.governing import roster_of
from tests.sync.simulation.laptop import Laptop as Played
from tests.sync.simulation.world import World


def test_every_laptop_gives_back_every_entry(three: Three) -> None:
    three.ana.run(change_role(three.ana.clock, device(three.cal), "admin"))
    met(three.ben, three.cal)
    every = list(range(1, roster(three.cal).entries + 1))
    for laptop in (three.ben, three.cal):
        found = laptop.workspace.read(_entries_after, 0)
        assert [entry.sequence for entry in found] == every
        assert not any(entry.is_own for entry in found)
    assert all(entry.is_own for entry in three.ana.workspace.read(_entries_after, 0))


def test_that_somebody_was_taken_out_is_given_back_though_they_have_saved_since(
    world: World,
) -> None:
    ana, ben, cho = world.laptops
    saves(ben, "Before")
    ben.round()
    world.site.back_up()
    assert ana.attempt(revoke(ana.clock, (ben.device,), "lost")) is not None
    world.server.replace(world.site.restored())
    saves(ben, "Since")
    assert ben.round().sent > 0
    assert ana.round().problem is None
    assert ben.round().problem == "revoked"
    for laptop in (ana, cho):
        assert laptop.round().problem is None
        assert "Since" not in people(laptop)
    (late,) = ana.workspace.read(latecomers)
    assert ana.attempt(accept(ana.clock, late.cuts)) is not None
    for laptop in (ana, cho):
        laptop.round()
        assert "Since" in people(laptop)


def test_what_the_recovery_key_signed_is_given_back_too(world: World) -> None:
    ana, ben, cho = world.laptops
    keys = _key_of(world)
    world.site.back_up()
    assert cho.attempt(become_admin(cho.clock, keys))
    world.server.replace(world.site.restored())
    assert cho.round().problem is None
    assert cho.attempt(change_role(cho.clock, ben.device, "admin"))
    assert ana.round().problem is None
    assert roster_of(ana).members[ben.device].role == "admin"


def test_no_share_of_a_recovery_key_is_made_for_somebody_who_has_just_left(world: World) -> None:
    ana, ben, cho = world.laptops
    assert ana.attempt(change_role(ana.clock, ben.device, "admin"))
    assert ben.round().problem is None
    assert ben.attempt(revoke(ben.clock, (cho.device,), "left")) is not None
    holders = (ana.device, ben.device, cho.device)
    with pytest.raises(RejectedError, match="has left the program meanwhile"):
        ana.attempt(make_recovery_key(ana.clock, holders, 2))
    assert roster_of(ana).recovery is None


_MOST = 40
_HOW = pytest.mark.parametrize("how", ["recovered", "made a lead's"])
"""How the key is used once more: by the program's line, or by the button of a member's laptop."""


@_HOW
def test_who_came_in_by_the_recovery_key_gives_that_back_by_the_key(
    world: World, joined: Stage, how: str
) -> None:
    """Nobody else has heard of it, and the server listens to this laptop no more."""
    ana, ben, cho = world.laptops
    keys = _key_of(world)
    world.site.back_up()
    fresh, way = _recovered(world, joined, keys)
    assert fresh.attempt(change_role(fresh.clock, ben.device, "admin"))
    saves(fresh, "Recovered")
    assert fresh.round().problem is None
    lost = roster_of(fresh)
    world.server.replace(world.site.restored())
    saves(fresh, "Since")
    assert fresh.round().problem == "not-admitted"
    fresh.problems.clear()
    _use_again(fresh, way, keys, how)
    assert not fresh.problems
    assert roster_of(fresh).last == lost.last
    for laptop in (fresh, ana, cho):
        assert laptop.round().problem is None
    assert {"Recovered", "Since"} <= people(ana)
    for admin in (fresh.device, ben.device):
        assert roster_of(cho).members[admin].role == "admin"
    fresh.close()


@_HOW
def test_who_came_in_by_the_recovery_key_does_so_anew_where_another_entry_took_the_place(
    world: World, joined: Stage, how: str
) -> None:
    ana, ben, _ = world.laptops
    keys = _key_of(world)
    world.site.back_up()
    fresh, way = _recovered(world, joined, keys)
    saves(fresh, "Recovered")
    world.server.replace(world.site.restored())
    assert ana.round().problem is None
    assert ana.attempt(change_role(ana.clock, ben.device, "admin"))
    _use_again(fresh, way, keys, how)
    assert not fresh.problems
    for laptop in (fresh, ana):
        assert laptop.round().problem is None
    assert "Recovered" in people(ana)
    for admin in (fresh.device, ben.device):
        assert roster_of(ana).members[admin].role == "admin"
    fresh.close()


def test_the_way_back_stays_wherever_that_is_cut_off(world: World, joined: Stage) -> None:
    ana, ben, _ = world.laptops
    keys = _key_of(world)
    world.site.back_up()
    fresh, _ = _recovered(world, joined, keys)
    assert fresh.round().problem is None
    world.server.replace(world.site.restored())
    assert ana.round().problem is None
    assert ana.attempt(change_role(ana.clock, ben.device, "admin"))
    gave_way = False
    for commands in range(_MOST):
        done = fresh.attempt(become_admin(fresh.clock, keys), commands)
        fresh.kill()
        gave_way = gave_way or fresh.device not in roster_of(fresh).members
        assert fresh.workspace.read(arrival) == "here"
        state = fresh.workspace.read(recovery_state)
        assert state is not None
        assert state.key is not None
        if done is not None:
            break
    assert gave_way
    assert not fresh.problems
    for laptop in (fresh, ana):
        assert laptop.round().problem is None
    assert roster_of(ana).members[fresh.device].role == "admin"
    fresh.close()


def test_the_door_leads_in_also_where_the_server_was_restored_behind_the_cut(
    world: World, joined: Stage
) -> None:
    """Afterwards it is let in for good; docs/recovery.md tells what to do then."""
    keys = _key_of(world)
    for commands in range(_MOST):
        world.site.back_up()
        fresh, way = _newcomer(world, joined, f"fresh{commands}")
        fresh.attempt(recover_here(fresh.clock, way, keys), commands)
        if fresh.workspace.read(joining_state) == "joined":
            assert fresh.device in roster_of(fresh).members
            fresh.close()
            break
        fresh.kill()
        world.server.replace(world.site.restored())
        assert not fresh.attempt(was_let_in(fresh.clock))
        fresh.attempt(recover_here(fresh.clock, way, keys))
        assert not fresh.problems
        assert fresh.workspace.read(arrival) == "receiving"
        assert fresh.round().problem is None
        fresh.close()
    assert 0 < commands < _MOST - 1


def _key_of(world: World) -> RecoveryKeys:
    """Let the first make a recovery key, everybody hear of it, and two bring their shares."""
    ana, ben, cho = world.laptops
    ana.attempt(make_recovery_key(ana.clock, (ana.device, ben.device, cho.device), 2))
    for laptop in (ben, cho):
        assert laptop.round().problem is None
    shares = [laptop.workspace.read(own_share) for laptop in (ana, ben)]
    return cho.workspace.read(proved, shares)


def _recovered(world: World, joined: Stage, keys: RecoveryKeys) -> tuple[Played, Way]:
    """Return a new laptop that was let in by the key, and the way it came."""
    fresh, way = _newcomer(world, joined)
    fresh.attempt(recover_here(fresh.clock, way, keys))
    assert not fresh.problems
    return fresh, way


def _newcomer(world: World, joined: Stage, name: str = "fresh") -> tuple[Played, Way]:
    """Return a laptop that has joined nothing, and the way into the program."""
    folder = world.folder / name
    copytree(joined.folder / "unjoined", folder)
    roster = roster_of(world.laptops[0])
    way = Way(world.address, line_of(roster.program, roster.log))
    return world.laptop(folder, joined.joiner, another_device), way


def _use_again(fresh: Played, way: Way, keys: RecoveryKeys, how: str) -> None:
    if how == "recovered":
        fresh.attempt(recover_here(fresh.clock, way, keys))
    else:
        fresh.attempt(become_admin(fresh.clock, keys))
