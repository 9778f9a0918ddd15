"""The split key in the simulation: made, brought together, and used to recover the program."""

import shutil
from pathlib import Path
from random import Random  # noqa: TID251 - a schedule repeats by its seed
from typing import TYPE_CHECKING, TypeVar

from storage.errors import RejectedError
from sync.client.commands import Script
from sync.client.enrolment.joining import joining_state
from sync.client.governing.roles import change_role
from sync.client.members import arrival
from sync.client.problems import SyncError
from sync.client.recovery.gathering import proved
from sync.client.recovery.holding import own_share
from sync.client.recovery.making import make_recovery_key
from sync.client.recovery.state import recovery_state
from sync.client.recovery.using import Way, become_admin, recover_here, was_let_in
from sync.protocol.program_code import line_of
from sync.protocol.recoverykey import RecoveryKeys
from tests.sync.enrolment.stages import another_device
from tests.sync.simulation import invariants
from tests.sync.simulation.governing import roster_of
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.state import rows
from tests.sync.simulation.wire import CALM, ROUGH

if TYPE_CHECKING:
    from tests.sync.simulation.world import World

_MADE, _USED = 60, 50
"""Once in so many events the key is made, or those who hold shares bring it together."""
_HOLDERS, _NEEDED = 3, 2
_CUT_OFF = 20
_TO_BE_TRIED = "SELECT id FROM task WHERE rule = 'recovery_key' AND status = 'open'"
T = TypeVar("T")


class Recovery:
    """The program's recovery key, and the laptop that came by it."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._covered: dict[bytes, frozenset[bytes]] = {}
        """By key: the vaults of the lead who made it."""
        self._recovered: Laptop | None = None
        self._tried: set[bytes] = set()
        """The keys by which the newcomer tried to come in; one may be replaced meanwhile."""

    def happen(self, world: "World", laptop: Laptop) -> None:
        """Make the key, or use it: for a member's laptop, or for a new one."""
        if world.is_restored:
            return  # until laptops have given back what the server lost, nobody adds to the roster
        if self._chance.randrange(_MADE) == 0:
            self._make(world, laptop)
        elif self._covered and self._chance.randrange(_USED) == 0:
            self._use(world, laptop)

    def before_rest(self, world: "World") -> None:
        """Nothing is under way between two events."""

    def hold(self, world: "World") -> None:
        """Hold that who came by the key can open every vault and reads every member's name.

        The rest is held of everybody.
        """
        laptop = self._recovered
        if laptop not in world.laptops:
            return
        roster = roster_of(laptop)
        for vault in roster.members[laptop.device].vaults:
            keys = invariants.holds_keys_of(laptop, vault)
            assert keys == set(range(1, roster.epochs[vault] + 1)), (vault.hex()[:8], keys)
        nameless = laptop.workspace.read(rows, "SELECT device FROM member_device WHERE name = ''")
        assert not nameless, len(nameless)

    def _make(self, world: "World", laptop: Laptop) -> None:
        if len(world.laptops) < _HOLDERS:
            return
        holders = tuple(one.device for one in self._chance.sample(world.laptops, _HOLDERS))
        before = roster_of(laptop).recovery
        laptop.wire.faults, laptop.wire.lie = CALM, None
        try:
            self._cut(world, laptop, make_recovery_key(laptop.clock, holders, _NEEDED))
        except RejectedError:
            pass  # this laptop has not heard yet of one of them
        else:
            roster = roster_of(laptop)
            key = roster.recovery
            # One of the same holders that it heard of meanwhile is somebody else's.
            others = [roster_of(one).recovery for one in world.laptops if one is not laptop]
            is_new = key is not None and key != before and key not in others
            if key is not None and is_new and set(key.holders) == set(holders):
                # Where it heard in the same round that it was taken out, it was a member before.
                gone = roster.gone.get(laptop.device)
                own = gone.member if gone else roster.members[laptop.device]
                self._covered[key.id] = frozenset(own.vaults)
                assert laptop.workspace.read(rows, _TO_BE_TRIED), laptop.folder.name
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
            self._become_admin(world, laptop, keys)
        # Who comes later has nothing of what a case was before that moved.
        elif self._recovered is None and world.restricted not in roster.expunged.values():
            way = Way(world.address, line_of(roster.program, roster.log))
            self._recover(world, laptop, way)
        laptop.wire.faults = ROUGH
        world.note(laptop)

    def _become_admin(self, world: "World", laptop: Laptop, keys: RecoveryKeys) -> None:
        """Press the button, and once more where the process ended before it was done."""
        if self._cut(world, laptop, become_admin(laptop.clock, keys)) is None:
            assert laptop.workspace.read(recovery_state) is not None
            laptop.wire.faults = CALM
            if laptop.attempt(become_admin(laptop.clock, keys)) is None:
                return
        assert roster_of(laptop).members[laptop.device].role == "admin"
        world.happened["admin by key"] += 1

    def _recover(self, world: "World", laptop: Laptop, way: Way) -> None:
        if world.unjoined is None:
            return
        folder, key = world.unjoined
        copy: Path = world.folder / "recovered"
        shutil.copytree(folder, copy)
        guest = world.laptop(copy, key, another_device)
        self._tried.clear()
        while not self._through_the_door(world, laptop, guest, way):
            if guest.problems:
                guest.close()
                shutil.rmtree(copy)
                return
        roster = roster_of(guest)
        member = roster.members[guest.device]
        covered = [self._covered.get(tried, frozenset()) for tried in self._tried]
        assert any(vaults <= set(member.vaults) for vaults in covered)
        assert member.role == "admin"
        self._recovered = guest
        # A server that lost this admission gets it back from whoever has heard of it; by itself
        # the laptop could not ask that server for anything, and here the key is not used again.
        for one in world.laptops:
            world.sync_calmly(one)
        world.laptops.append(guest)
        guest.wire.faults = ROUGH
        world.happened["recovered"] += 1

    def _through_the_door(self, world: "World", laptop: Laptop, guest: Laptop, way: Way) -> bool:
        """Do what the door leads a new laptop to; tell whether it is in.

        The process may end amid it, and the others go on before the next one starts.
        """
        if guest.workspace.read(joining_state) == "recovering":
            guest.attempt(was_let_in(guest.clock), self._commands())
        if guest.workspace.read(joining_state) != "joined":
            assert guest.workspace.read(arrival) == "joining"
            keys = _keys(world, laptop)
            if keys is None:
                guest.problems.add("too few shares")
                return False
            self._tried |= {key.id for one in world.laptops if (key := roster_of(one).recovery)}
            guest.attempt(recover_here(guest.clock, way, keys), self._commands())
            guest.kill()
            self._go_on(world, laptop)
        if guest.workspace.read(joining_state) != "joined":
            world.happened["recovery cut off"] += 1
            return False
        assert guest.workspace.read(arrival) == "receiving"
        return True

    def _go_on(self, world: "World", laptop: Laptop) -> None:
        """Let somebody save and somebody change the roster, now and then by a new key."""
        self._chance.choice(world.laptops).act(self._chance)
        other = self._chance.choice(world.laptops)
        laptop.attempt(change_role(laptop.clock, other.device, "admin"))
        if self._chance.randrange(4) == 0:
            self._make(world, laptop)
        for one in world.laptops:
            world.sync_calmly(one)
            world.note(one)
        laptop.wire.faults = CALM

    def _cut(self, world: "World", laptop: Laptop, script: Script[T]) -> T | None:
        """Carry a script out; where the process ends amid it, start anew and sync."""
        done = laptop.attempt(script, self._commands())
        if done is None:
            laptop.kill()
            world.sync_calmly(laptop)
        return done

    def _commands(self) -> int:
        return self._chance.randrange(1, _CUT_OFF) if self._chance.randrange(2) else 10_000


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
