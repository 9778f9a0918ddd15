"""Leads who destroy a case in the simulation, and are cut off wherever that is."""

from random import Random  # noqa: TID251 - a schedule repeats by its seed
from typing import TYPE_CHECKING

from storage.errors import RejectedError
from storage.usecases.retention.holds import is_held
from sync.client.governing.expunging import expunge
from tests.sync.simulation.governing import roster_of
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.state import rows
from tests.sync.simulation.wire import CALM, ROUGH

if TYPE_CHECKING:
    from tests.sync.simulation.world import World

_DESTROYED = 8
"""One in so many events of a lead's laptop destroys a case."""
_CUT_OFF = range(20, 100)
"""Commands after which the laptop is switched off: some before the entry, most behind it."""
_CASES = 'SELECT k.vault, k.scope FROM case_key k JOIN "case" c ON c.id = k.scope ORDER BY k.scope'


class Destroying:
    """Cases that leads destroy, whatever comes between; what is left of them ``resting`` holds."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def happen(self, world: "World", laptop: Laptop) -> None:
        """Let a lead's laptop destroy one of the cases that it has, or begin to."""
        if world.is_restored or self._chance.randrange(_DESTROYED):
            return
        own = roster_of(laptop).members.get(laptop.device)
        cases = laptop.workspace.read(rows, _CASES)
        if not cases or own is None or own.role != "admin":
            return
        place, commands = tuple(self._chance.choice(cases)), self._chance.choice(_CUT_OFF)
        laptop.wire.faults, laptop.wire.lie = CALM, None
        try:
            laptop.attempt(expunge(laptop.clock, (place,), "retention"), commands)
        except RejectedError:
            assert laptop.workspace.read(is_held, place[1]), laptop.folder.name
        laptop.wire.faults = ROUGH
        world.happened["begun to destroy"] += 1
        world.note(laptop)

    def before_rest(self, world: "World") -> None:
        """Nothing is under way between two events."""

    def hold(self, world: "World") -> None:
        """What must hold is held of every world."""
