"""A restored server gets back what it lost of the roster, also from others than its author."""

import pytest

from storage.errors import RejectedError
from sync.client.governing.late import latecomers
from sync.client.governing.leaving import accept, revoke
from sync.client.governing.roles import change_role
from sync.client.recovery.gathering import proved
from sync.client.recovery.holding import own_share
from sync.client.recovery.making import make_recovery_key
from sync.client.recovery.using import become_admin
from sync.client.repairing import _entries_after
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import device, met, roster
from tests.sync.hostile.test_envelopes import people, saves
from tests.sync.simulation.governing import roster_of
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
    holders = (ana.device, ben.device, cho.device)
    ana.attempt(make_recovery_key(ana.clock, holders, 2))
    for laptop in (ben, cho):
        assert laptop.round().problem is None
    world.site.back_up()
    shares = [laptop.workspace.read(own_share) for laptop in (ana, ben)]
    keys = cho.workspace.read(proved, shares)
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
