"""Passphrases that are forgotten in the simulation, and supervisors who open together or cannot."""

from random import Random  # noqa: TID251 - a schedule repeats by its seed
from typing import TYPE_CHECKING

from storage.errors import RejectedError
from storage.usecases.sharing import Released
from sync.client.recovery.asking import Asking, ask_supervisors, can_ask
from sync.client.recovery.helping import answer_plea
from sync.client.recovery.openings import note_opening
from sync.client.recovery.sharing import supervisors_of
from tests.sync.simulation.governing import roster_of
from tests.sync.simulation.laptop import Laptop

if TYPE_CHECKING:
    from tests.sync.simulation.world import World

_FORGOTTEN = 30
"""Once in so many events somebody forgets their passphrase."""
_NEEDED = 2


class Forgetting:
    """Requests for help, of laptops whose shares may be of supervisors who have left since."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def happen(self, world: "World", laptop: Laptop) -> None:
        """Let somebody ask whoever holds a share: what opens is their workspace or nothing."""
        if self._chance.randrange(_FORGOTTEN) or not can_ask(laptop.folder):
            return
        asking = _asked(world, laptop)
        world.happened["forgotten"] += 1
        if asking.here < asking.needed:
            return
        assert asking.open(world.clock) == laptop.key, laptop.folder.name
        laptop.workspace.write(note_opening, asking.helpers)
        world.happened["opened by supervisors"] += 1
        world.note(laptop)

    def before_rest(self, world: "World") -> None:
        """Nothing is under way between two events."""

    def hold(self, world: "World") -> None:
        """Hold that the leads of today open every laptop, and nobody else any."""
        for laptop in world.laptops:
            people = supervisors_of(roster_of(laptop), laptop.device)
            devices = {device.id for person in people for device in person}
            assert can_ask(laptop.folder) == (len(people) >= _NEEDED), laptop.folder.name
            if not can_ask(laptop.folder):
                continue
            asking = _asked(world, laptop)
            assert devices.issuperset(asking.helpers), laptop.folder.name
            if asking.here >= asking.needed:
                assert asking.open(world.clock) == laptop.key, laptop.folder.name
                world.happened["would open"] += 1


def _asked(world: "World", laptop: Laptop) -> Asking:
    """Return a request with the answer of every laptop that can give one.

    One whose clock is days off takes it for an old one, or for one of tomorrow.
    """
    asking = ask_supervisors(laptop.folder, world.clock)
    for other in world.laptops:
        try:
            words = " ".join(asking.words)
            released: Released = other.workspace.write(answer_plea, asking.file, words, "by phone")
        except RejectedError:
            continue
        (content,) = released.files.values()
        asking.take(content, world.clock)
        world.note(other)
    return asking
