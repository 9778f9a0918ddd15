"""What else comes about in a world: each subject has events of its own, and what must hold then."""

from typing import TYPE_CHECKING, Protocol

from tests.sync.simulation.laptop import Laptop

if TYPE_CHECKING:
    from tests.sync.simulation.world import World


class Subject(Protocol):
    """Something that happens beside the events of a world, by chances of its own.

    Drawn apart, seeds that once found a fault play without it what they played.
    """

    def happen(self, world: "World", laptop: Laptop, /) -> None:
        """Let something come about now and then; asked after every event."""

    def before_rest(self, world: "World") -> None:
        """End what would keep laptops from coming to rest."""

    def hold(self, world: "World") -> None:
        """Hold what must hold of it once everybody rests."""
