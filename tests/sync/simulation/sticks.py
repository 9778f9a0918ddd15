"""Bundles that go from laptop to laptop by hand, taken in once, twice or never."""

from pathlib import Path
from random import Random  # noqa: TID251 - a schedule repeats by its seed

from storage.domain.clocks import milliseconds
from storage.errors import DamagedError, RejectedError
from sync.client.bundles.making import make_bundle
from sync.client.bundles.taking import take_bundle
from tests.sync.simulation.laptop import Laptop

_MINUTE_MS, _LATELY = 60_000, 600


class Sticks:
    """The sticks of a program, with whatever bundles are on them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bundles: list[Path] = []

    def use(self, laptop: Laptop, chance: Random) -> None:
        """Make a bundle, or take one in that somebody made."""
        if not self._bundles or chance.randrange(3) == 0:
            self._make(laptop, chance)
            return
        commands = chance.randrange(1, 30) if chance.randrange(3) == 0 else 10_000
        try:
            laptop.attempt(take_bundle(laptop.clock, chance.choice(self._bundles)), commands)
        except (DamagedError, RejectedError):
            return  # it was made before this laptop joined: not for it

    def _make(self, laptop: Laptop, chance: Random) -> None:
        """Make one of everything, or of what was saved lately: something is missing before that."""
        lately = milliseconds(laptop.clock.now()) - _MINUTE_MS * chance.randrange(1, _LATELY)
        since = max(0, lately) if chance.randrange(2) else 0
        target = self._folder / f"{len(self._bundles)}.bundle"
        try:
            made = laptop.attempt(make_bundle(laptop.clock, target, since=since))
        except RejectedError:
            return  # this laptop was taken out, and knows it
        if made is not None:
            self._bundles.append(target)
