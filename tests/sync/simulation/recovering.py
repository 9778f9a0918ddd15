"""The split key in the simulation: made, brought together, and used to recover the program."""

import shutil
from pathlib import Path
from random import Random  # noqa: TID251 - a schedule repeats by its seed
from typing import TYPE_CHECKING

from storage.errors import RejectedError
from sync.client.problems import SyncError
from sync.client.recovery.gathering import proved
from sync.client.recovery.holding import own_share
from sync.client.recovery.making import make_recovery_key
from sync.client.recovery.using import Way, become_admin, recover_here
from sync.protocol.program_code import line_of
from sync.protocol.recoverykey import RecoveryKeys
from tests.sync.enrolment.stages import another_device
from tests.sync.simulation import invariants
from tests.sync.simulation.governing import roster_of
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.wire import CALM, ROUGH

if TYPE_CHECKING:
    from tests.sync.simulation.world import World

_MADE, _USED = 60, 50
"""Once in so many events the key is made, or those who hold shares bring it together."""
_HOLDERS, _NEEDED = 3, 2


class Recovery:
    """The program's recovery key, and the laptop that came by it."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._is_made = False
        self._covered: frozenset[bytes] = frozenset()
        """The vaults of the lead who made the key."""
        self._recovered: Laptop | None = None

    def happen(self, world: "World", laptop: Laptop) -> None:
        """Make the key, or use it: for a member's laptop, or for a new one."""
        if world.is_restored:
            return  # until laptops have given back what the server lost, nobody adds to the roster
        if self._chance.randrange(_MADE) == 0:
            self._make(world, laptop)
        elif self._is_made and self._chance.randrange(_USED) == 0:
            self._use(world, laptop)

    def before_rest(self, world: "World") -> None:
        """Nothing is under way between two events."""

    def hold(self, world: "World") -> None:
        """Hold that who came by the key can open every vault; the rest is held of everybody."""
        laptop = self._recovered
        if laptop not in world.laptops:
            return
        roster = roster_of(laptop)
        for vault in roster.members[laptop.device].vaults:
            keys = invariants.holds_keys_of(laptop, vault)
            assert keys == set(range(1, roster.epochs[vault] + 1)), (vault.hex()[:8], keys)

    def _make(self, world: "World", laptop: Laptop) -> None:
        if len(world.laptops) < _HOLDERS:
            return
        holders = tuple(one.device for one in self._chance.sample(world.laptops, _HOLDERS))
        before = roster_of(laptop).recovery
        laptop.wire.faults, laptop.wire.lie = CALM, None
        try:
            laptop.attempt(make_recovery_key(laptop.clock, holders, _NEEDED))
        except RejectedError:
            pass  # this laptop has not heard yet of one of them
        else:
            roster = roster_of(laptop)
            key = roster.recovery
            if key is not None and key != before and set(key.holders) == set(holders):
                self._is_made = True
                self._covered = frozenset(roster.members[laptop.device].vaults)
                world.happened["recovery key"] += 1
        laptop.wire.faults = ROUGH
        world.note(laptop)

    def _use(self, world: "World", laptop: Laptop) -> None:
        for one in world.laptops:
            world.sync_calmly(one)
        keys = _keys(world, laptop)
        roster = roster_of(laptop)
        if keys is None or laptop.device not in roster.members:
            return
        laptop.wire.faults, laptop.wire.lie = CALM, None
        if roster.members[laptop.device].role != "admin":
            if laptop.attempt(become_admin(laptop.clock, keys)):
                assert roster_of(laptop).members[laptop.device].role == "admin"
                world.happened["admin by key"] += 1
        # Who comes later has nothing of what a case was before that moved.
        elif self._recovered is None and world.restricted not in roster.expunged.values():
            way = Way(world.address, line_of(roster.program, roster.log))
            self._recover(world, way, keys)
        laptop.wire.faults = ROUGH
        world.note(laptop)

    def _recover(self, world: "World", way: Way, keys: RecoveryKeys) -> None:
        if world.unjoined is None:
            return
        folder, key = world.unjoined
        copy: Path = world.folder / "recovered"
        shutil.copytree(folder, copy)
        guest = world.laptop(copy, key, another_device)
        guest.attempt(recover_here(guest.clock, way, keys))
        if guest.problems:
            guest.close()
            shutil.rmtree(copy)
            return
        member = roster_of(guest).members[guest.device]
        assert self._covered <= set(member.vaults)
        assert member.role == "admin"
        self._recovered = guest
        # A server that lost this admission gets it back from whoever has heard of it; by itself
        # the laptop could not ask that server for anything, and here the key is not used again.
        for one in world.laptops:
            world.sync_calmly(one)
        world.laptops.append(guest)
        guest.wire.faults = ROUGH
        world.happened["recovered"] += 1


def _keys(world: "World", laptop: Laptop) -> RecoveryKeys | None:
    """Return the key that the shares of some holders make; None where too few are left."""
    shares = []
    for one in world.laptops:
        try:
            shares.append(one.workspace.read(own_share))
        except (RejectedError, SyncError):
            continue
    try:
        return laptop.workspace.read(proved, shares[:_NEEDED])
    except RejectedError:
        assert len(shares) < _NEEDED, len(shares)
        return None
