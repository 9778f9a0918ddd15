"""The way to a server, and what was asked on it."""

from sync.client.commands import Answer, Ask, Unreachable
from tests.sync.enrolment.laptops import Laptop


class Watched:
    """A laptop's way to the server, which counts what is asked."""

    def __init__(self, laptop: Laptop) -> None:
        self._wire = laptop.wire
        self.asked: list[tuple[str, str]] = []

    def ask(self, ask: Ask) -> Answer | Unreachable:
        """Pass a request on."""
        self.asked.append((ask.method, ask.path))
        return self._wire.ask(ask)

    def count(self, method: str, words: str = "") -> int:
        """Return how many requests had this method, and ``words`` in their path."""
        return sum(method == asked and words in path for asked, path in self.asked)
