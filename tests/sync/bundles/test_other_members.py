"""A restored server where an admin's entry was signed in the place of one that it had lost."""

from pathlib import Path

from sync.client.bundles.making import make_bundle
from sync.client.bundles.taking import take_bundle
from sync.client.driving import drive
from sync.client.governing.leaving import revoke
from sync.client.governing.roles import change_role
from tests.sync.hostile.conftest import beginning, joined, world
from tests.sync.hostile.test_envelopes import people, saves
from tests.sync.simulation.governing import roster_of
from tests.sync.simulation.world import World

__all__ = ["beginning", "joined", "world"]


def sign_what_a_backup_lacks(world: World) -> None:
    """Make Ben an admin, then let Ana sign an entry that the server loses by a restore."""
    ana, ben, cho = world.laptops
    assert ana.attempt(change_role(ana.clock, ben.device, "admin")) is not None
    for laptop in (ana, ben, cho):
        laptop.round()
    world.site.back_up()
    assert ana.attempt(change_role(ana.clock, cho.device, "admin")) is not None
    world.server.replace(world.site.restored())


def test_what_a_laptop_has_whose_entry_lost_its_place_comes_by_a_stick(
    world: World, tmp_path: Path
) -> None:
    ana, ben, cho = world.laptops
    sign_what_a_backup_lacks(world)
    known = roster_of(ben)
    ben.round()
    assert ben.attempt(change_role(ben.clock, cho.device, "admin")) is not None
    saves(ana, "Waiting")
    assert ana.round().problem == "roster-differs"

    drive(make_bundle(ana.clock, tmp_path / "stick"), ana.wire, ana.workspace)
    taken = drive(take_bundle(ben.clock, tmp_path / "stick"), ben.wire, ben.workspace)
    assert taken.other_members
    assert taken.new > 0
    assert "Waiting" in people(ben)
    assert roster_of(ben).entries == known.entries + 1

    assert ben.attempt(revoke(ben.clock, (ana.device,), "left")) is not None
    for laptop in (ben, cho):
        assert laptop.round().problem is None
    assert "Waiting" in people(cho)


def test_of_another_list_nothing_is_believed_but_what_members_here_wrote(
    world: World, tmp_path: Path
) -> None:
    ana, ben, cho = world.laptops
    sign_what_a_backup_lacks(world)
    saves(ana, "Before")
    assert ben.attempt(revoke(ben.clock, (ana.device,), "lost")) is not None
    cho.round()
    drive(make_bundle(ana.clock, tmp_path / "stick"), ana.wire, ana.workspace)
    taken = drive(take_bundle(cho.clock, tmp_path / "stick"), cho.wire, cho.workspace)
    assert taken.other_members
    assert taken.parked > 0
    assert "Before" not in people(cho)
