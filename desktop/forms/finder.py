"""How an editor finds the records a reference may point to, without knowing any query."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from storage.domain.ids import RecordId


@dataclass(frozen=True, slots=True)
class Choice:
    """A record one may point to, in words."""

    id: RecordId
    label: str
    detail: str = ""

    @property
    def line(self) -> str:
        """Return label and detail on one line."""
        return f"{self.label} · {self.detail}" if self.detail else self.label


class Finder(Protocol):
    """Looks records up on the reader lane and delivers on the window's thread."""

    def find(self, kind: str, typed: str, deliver: Callable[[Sequence[Choice]], object]) -> None:
        """Deliver the records of ``kind`` that fit what is ``typed``, the likeliest first."""

    def label(self, kind: str, record: RecordId, deliver: Callable[[str], object]) -> None:
        """Deliver the words for one record."""


class NoFinder:
    """Finds nothing: for forms without references."""

    def find(self, kind: str, typed: str, deliver: Callable[[Sequence[Choice]], object]) -> None:
        """Deliver no choice."""
        del kind, typed
        deliver(())

    def label(self, kind: str, record: RecordId, deliver: Callable[[str], object]) -> None:
        """Deliver no words."""
        del kind, record
        deliver("")
