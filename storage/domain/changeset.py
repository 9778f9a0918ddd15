"""What one Save did, as plain data.

A changeset is cut into parts, one for each case key it needs, so that the part of one case can be
destroyed without touching the rest. Operations carry their index, so a lost part never renumbers
the versions of another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from storage.domain.ids import RecordId
from storage.spec.plain import Plain

Verb = Literal["add", "edit", "retire", "restore"]
RETIRED = "~retired"
"""The register in which a record is retired or restored."""
MOST_PARTS, MOST_OPERATIONS, MOST_REPLACED = 5_000, 20_000, 20_000
"""Of one Save: parts, operations, and versions they replace. Other laptops refuse an envelope
with several times as many, so that nobody's laptop is filled by one message."""


class Dot(NamedTuple):
    """The name of one version: who wrote it, in which changeset, as which operation."""

    device: bytes
    incarnation: int
    counter: int
    position: int


class SetEdit(NamedTuple):
    """The change of an add-wins set: members put in, members taken out."""

    added: tuple[str | bytes, ...]
    removed: tuple[str | bytes, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of one record.

    ``values`` holds the new plain value of every field written, or the ``SetEdit`` of a set.
    ``replaces`` holds, for every register written, the versions the author had on screen.
    """

    index: int
    verb: Verb
    kind: str
    record: RecordId
    values: Mapping[str, Plain | SetEdit]
    replaces: Mapping[str, tuple[Dot, ...]]


@dataclass(frozen=True, slots=True)
class Part:
    """The operations that one case key seals; ``scope`` is the id of that key."""

    vault: bytes
    scope: bytes
    operations: tuple[Operation, ...]


class SeenHead(NamedTuple):
    """The head of a vault's log that the author had verified."""

    vault: bytes
    generation: int
    sequence: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Changeset:
    """One Save: atomic on every laptop, named by (device, incarnation, counter)."""

    device: bytes
    incarnation: int
    counter: int
    stamp: int
    author: str
    act: str
    parts: tuple[Part, ...]
    batch: bytes | None = None
    seen: tuple[SeenHead, ...] = ()

    def dot(self, index: int) -> Dot:
        """Return the version that operation ``index`` wrote."""
        return Dot(self.device, self.incarnation, self.counter, index)
