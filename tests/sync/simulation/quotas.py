"""A full server in the simulation: it takes nothing in until its operator makes room."""

from random import Random  # noqa: TID251 - a schedule repeats by its seed
from typing import TYPE_CHECKING

from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.state import rows, waits_inside

if TYPE_CHECKING:
    from tests.sync.simulation.world import World

_FULL, _ROOM = 60, 30
"""Once in so many events the server is full, or there is room again."""
_LEFT = (0, 0, 0, 2_000)
"""Bytes that are left when the operator allows no more."""
_WAITING = "SELECT digest FROM envelope_out WHERE state = 'waiting'"


class Quotas:
    """What the operator allows a program to keep, and what had to wait for that."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._is_tight = self._was_tight = False

    def happen(self, world: "World", _laptop: Laptop) -> None:
        """Let the operator allow no more, or make room."""
        if self._is_tight and self._chance.randrange(_ROOM) == 0:
            self._is_tight = False
            world.site.allow(None)
        elif not self._is_tight and self._chance.randrange(_FULL) == 0:
            self._is_tight = self._was_tight = True
            world.site.allow(self._chance.choice(_LEFT))
            world.happened["full"] += 1

    def before_rest(self, world: "World") -> None:
        """Count what waits for room on laptops that were told so, then make room for it."""
        if not self._was_tight:
            return
        for laptop in world.laptops:
            if "full" in laptop.problems:
                laptop.problems.discard("full")
                world.happened["told full"] += 1
                world.happened["kept out"] += len(laptop.workspace.read(rows, _WAITING))
        # A server that was restored allows what it did when it was copied.
        world.site.allow(None)
        self._is_tight = False

    def hold(self, world: "World") -> None:
        """Hold that nothing waits any more that a full server refused."""
        waiting = [one.folder.name for one in world.laptops if one.workspace.read(waits_inside)]
        assert not waiting, waiting
