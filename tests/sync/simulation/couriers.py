"""Locked laptops in the simulation: what was sealed travels while no key is at hand."""

from random import Random  # noqa: TID251 - a schedule repeats by its seed
from typing import TYPE_CHECKING

from sync.client.courier.carrying import Delivered, carry
from sync.client.courier.leaving import leave_courier
from sync.client.courier.letter import Letter, drop_letter, letter_in
from sync.client.courier.travelling import only_ask
from sync.client.problems import SyncError
from sync.client.round import seal_all
from sync.protocol.envelope import parse
from sync.protocol.errors import ProtocolError
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.state import rows

if TYPE_CHECKING:
    from tests.sync.simulation.world import World

_LOCKED, _FOUND = 35, 100
"""Once in so many events a laptop is locked, or a letter that was left lying is carried again."""
_OWN = "SELECT digest, body FROM envelope_out"


class Couriers:
    """The letters that locked laptops left, and what the server took of them."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._letters: list[tuple[Laptop, Letter]] = []
        self._delivered: set[bytes] = set()

    def happen(self, world: "World", laptop: Laptop) -> None:
        """Lock a laptop for a while, or let who finds an old letter carry it."""
        if self._chance.randrange(_LOCKED) == 0:
            self._lock(world, laptop)
        elif self._letters and self._chance.randrange(_FOUND) == 0:
            self._carry(world, *self._chance.choice(self._letters))

    def before_rest(self, world: "World") -> None:
        """Nothing is under way between two events."""

    def hold(self, world: "World") -> None:
        """Hold that what a courier delivered stays with the server, whatever came after."""
        lost = self._delivered - world.site.stored()
        assert not lost, [digest.hex()[:8] for digest in lost]

    def _lock(self, world: "World", laptop: Laptop) -> None:
        laptop.act(self._chance)
        world.note(laptop)
        laptop.kill(reopened=False)
        # Somebody who closes the lid at once leaves before everything is sealed.
        laptop.attempt(seal_all(), 1 + self._chance.randrange(3))
        laptop.workspace.write(leave_courier, laptop.folder, laptop.clock)
        letter = letter_in(laptop.folder)
        if letter is None:
            return
        _is_the_owners(laptop, letter)
        world.happened["locked"] += 1
        for _ in range(self._chance.randrange(1, 4)):
            self._carry(world, laptop, letter)
            self._meanwhile(world, laptop)
        drop_letter(laptop.folder)
        self._letters.append((laptop, letter))

    def _meanwhile(self, world: "World", laptop: Laptop) -> None:
        """Let others go on while ``laptop`` is locked."""
        world.clock.pass_time(minutes=self._chance.randrange(1, 300))
        other = self._chance.choice(world.laptops)
        if other is not laptop:
            for _ in range(self._chance.randrange(1, 14)):
                other.step()
            world.note(other)

    def _carry(self, world: "World", laptop: Laptop, letter: Letter) -> None:
        try:
            done: Delivered = only_ask(carry(letter, laptop.clock), laptop.wire)
        except (SyncError, ProtocolError):
            return
        world.happened["carried"] += len(done.digests)
        if done.standing != "member":
            world.happened["left by courier"] += len(done.digests)
        elif laptop.wire.lie is None:
            assert done.digests <= world.site.stored(), laptop.folder.name
            self._delivered |= done.digests


def _is_the_owners(laptop: Laptop, letter: Letter) -> None:
    """Hold that a letter has what its owner sealed, byte for byte, and nothing else."""
    own = dict(laptop.workspace.read(rows, _OWN))
    for one in letter.waiting:
        assert own.get(one.digest) == one.body, laptop.folder.name
        assert parse(one.body).digest == one.digest, laptop.folder.name
