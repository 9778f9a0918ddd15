"""What must hold of a whole world once everybody rests."""

from collections.abc import Sequence
from typing import Any

from sync.client.governing.late import latecomers
from sync.protocol.entries import NOWHERE
from sync.protocol.envelope import parse
from sync.protocol.membership import Roster
from tests.sync.simulation import invariants
from tests.sync.simulation.files import everybody_has_them
from tests.sync.simulation.governing import roster_of, stands_in
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.showing import shows_rest
from tests.sync.simulation.state import Name, changesets
from tests.sync.simulation.world import World


def check(world: World) -> None:
    """Hold everything that must hold once everybody rests."""
    roster = roster_of(world.laptops[0])
    for vault in (name.id for name in roster.vaults):
        inside = [one for one in world.laptops if vault in roster.members[one.device].vaults]
        invariants.same_everywhere(inside, {vault})
        world.happened["waited"] += sum(invariants.newer_waits(laptop) for laptop in inside)
        if world.apart is not None:
            world.happened["files"] += everybody_has_them(inside, vault)
        authors = {*roster.members_of(vault), *roster.gone}
        expected = {
            name
            for name, places in world.saved.items()
            if name[0] in authors and any(stands_in(roster, *one) == vault for one in places)
        }
        expected -= set_aside(world, roster, vault)
        _check_nothing_lost(inside, vault, expected)
    _check_outsiders(world)
    _check_nothing_left(world, roster)
    faults = world.site.faults()
    assert not faults, faults
    one = world.chance.choice(world.laptops)
    invariants.nothing_replaced_unseen(one)
    for laptop in world.laptops:
        world.note(laptop)
        world.check_acknowledged(laptop)
        shows_rest(laptop)
    for subject in world.further:
        subject.hold(world)


def set_aside(world: World, roster: Any, vault: bytes) -> set[Name]:
    """Return what laptops saved that were taken out and that waits for an admin's word.

    Of a vault that no admin is in nobody decides, until one of its members becomes one.
    """
    waiting = set(roster.gone) - world.left_out
    if any(vault in roster.members[one.device].vaults for one in world.admins()):
        waiting &= late_devices(world)
    return {name for name in world.saved if name[0] in waiting | world.left_out}


def late_devices(world: World) -> set[bytes]:
    """Return of which devices something waits somewhere for an admin."""
    named = {late.device for laptop in world.laptops for late in laptop.workspace.read(latecomers)}
    return named | {laptop.device for laptop in world.laptops if laptop.device in world.left_out}


def _check_nothing_lost(laptops: Sequence[Laptop], vault: bytes, expected: set[Name]) -> None:
    for laptop in laptops:
        missing = expected - laptop.workspace.read(changesets, (vault,))
        assert not missing, (laptop.folder.name, missing)


def _check_nothing_left(world: World, roster: Roster) -> None:
    """Hold that the server has nothing of what was destroyed, where an admin is inside."""
    stored = [parse(content) for content in world.site.envelopes()] if roster.expunged else []
    for vault in {vault for vault, _ in roster.expunged}:
        inside = [one for one in world.admins() if vault in roster.members[one.device].vaults]
        gone = {
            scope
            for log, scope in roster.expunged
            if log == vault and stands_in(roster, scope, log) == NOWHERE
        }
        of_log = [one for one in stored if one.header.log == vault]
        left = sum(invariants.parts_of(inside[0], one, gone) for one in of_log) if inside else 0
        assert not left, (vault.hex()[:8], left)
        world.happened["cleared"] += bool(inside and gone)


def _check_outsiders(world: World) -> None:
    """Hold that who left, or never was in a vault, has no key of what came after."""
    roster = roster_of(world.laptops[0])
    for laptop in world.gone:
        was = roster.gone[laptop.device]
        for vault in was.member.vaults:
            newest = max(invariants.holds_keys_of(laptop, vault), default=0)
            assert newest <= roster.epochs[vault] - (vault not in roster.stale)
    for laptop in world.laptops:
        for vault in {*roster.epochs} - {*roster.stale, *roster.members[laptop.device].vaults}:
            held = invariants.holds_keys_of(laptop, vault)
            assert roster.epochs[vault] not in held, (laptop.folder.name, vault.hex())
