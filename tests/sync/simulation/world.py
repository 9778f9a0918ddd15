"""A program of a few laptops and its server, in virtual time and over a wire with faults."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random  # noqa: TID251 - a schedule repeats by its seed
from typing import Protocol

from starlette.applications import Starlette

from sync.client.round import Outcome
from tests.conftest import FixedClock
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.state import changesets, fingerprint, state_of
from tests.sync.simulation.wire import CALM, ROUGH, InProcess

_ROUNDS = 40


class Site(Protocol):
    """Where the server's files are."""

    def back_up(self) -> None:
        """Copy the server's database."""

    def forget(self) -> None:
        """Have no copy."""

    def restored(self) -> Starlette:
        """Return the server as its operator brings it back from the last copy, if there is one."""


class LaptopClock:
    """A laptop's own clock: the world's, some hours off."""

    def __init__(self, world: FixedClock, off: timedelta) -> None:
        self._world, self._off = world, off

    def now(self) -> datetime:
        """Return what the laptop believes the moment to be."""
        return self._world.now() + self._off


class World:
    """Everything of one history; ``chance`` decides what happens next."""

    def __init__(
        self, clock: FixedClock, server: InProcess, site: Site, laptops: Sequence[Laptop],
        chance: Random,
    ) -> None:  # fmt: skip
        self.clock, self.server, self.site = clock, server, site
        self.laptops, self.chance = laptops, chance
        self.saved: set[tuple[bytes, int, int]] = set()

    def live(self, events: int) -> None:
        """Let people work, scripts run a few commands, processes die, time pass."""
        for laptop in self.laptops:
            laptop.wire.faults = ROUGH
        for _ in range(events):
            laptop = self.chance.choice(self.laptops)
            match self.chance.randrange(10):
                case 0 | 1 | 2:
                    laptop.act(self.chance)
                    self.saved |= laptop.workspace.read(changesets)
                case 3:
                    self._misfortune(laptop)
                case 4:
                    self.clock.pass_time(minutes=self.chance.randrange(1, 600))
                case _:
                    for _ in range(self.chance.randrange(1, 12)):
                        laptop.step()

    def _misfortune(self, laptop: Laptop) -> None:
        match self.chance.randrange(12):
            case 0:
                laptop.back_up()
            case 1:
                # Only what was not on the server may be lost with a disk.
                laptop.wire.faults = CALM
                laptop.round()
                if _idle(laptop.round()):
                    laptop.restore()
                    # A disk and the server's newer days lost together are more than sync repairs.
                    self.site.forget()
                laptop.wire.faults = ROUGH
            case 2:
                self.site.back_up()
            case 3:
                self.server.replace(self.site.restored())
            case _:
                laptop.kill()

    def settle(self) -> None:
        """Let every laptop sync over a calm wire until nothing is left to exchange."""
        for laptop in self.laptops:
            laptop.wire.faults = CALM
            laptop.round()  # whatever was under way came from the rough time
        for _ in range(_ROUNDS):
            outcomes = [laptop.round() for laptop in self.laptops]
            assert [outcome.problem for outcome in outcomes] == [None] * len(outcomes), outcomes
            if all(_idle(outcome) for outcome in outcomes):
                return
        raise AssertionError("the laptops never come to rest")

    def check(self) -> None:
        """Hold that all laptops show the same, and that nothing anybody saved is missing."""
        states = [laptop.workspace.read(state_of) for laptop in self.laptops]
        for one, other in pairwise(states):
            differing = [name for name in one if one[name] != other[name]]
            assert not differing, (differing, fingerprint(one), fingerprint(other))
        for laptop in self.laptops:
            missing = self.saved - laptop.workspace.read(changesets)
            assert not missing

    def close(self) -> None:
        """Put everything away."""
        for laptop in self.laptops:
            laptop.close()
        self.server.close()


def wires_carry(world: World, words: Sequence[bytes]) -> list[bytes]:
    """Return those of ``words`` that crossed the wire readably."""
    return [word for word in words if any(word in seen for seen in world.server.seen)]


def files_hold(folder: Path, words: Sequence[bytes]) -> list[tuple[str, bytes]]:
    """Return which of ``words`` stand readably in which file under ``folder``."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    contents = [(path.name, path.read_bytes()) for path in files]
    return [(name, word) for name, content in contents for word in words if word in content]


def _idle(outcome: Outcome) -> bool:
    return not (outcome.sent or outcome.received or outcome.waiting)
