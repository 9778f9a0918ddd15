"""The changesets of a log sorted into the layers of a snapshot, as every laptop sorts them."""

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from sqlalchemy import Connection

from storage.usecases.syncing import segments
from storage.usecases.syncing.segments import Stood
from storage.usecases.syncing.snapshots import Author
from sync.protocol.snapshot import Layer, Reach

Entries: TypeAlias = "array[int]"
"""Numbers of journal entries."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a layer goes to, and which cases come early in it."""

    reach: Mapping[Author, int]
    opens: Collection[bytes]


@dataclass(frozen=True, slots=True)
class Stack:
    """The journal entries of one layer in order: what comes early, and the rest."""

    early: Entries = field(default_factory=lambda: array("q"))
    late: Entries = field(default_factory=lambda: array("q"))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.early) + len(self.late)


@dataclass(frozen=True, slots=True)
class Sorted:
    """The layers, and the changesets of the log that are in none of them."""

    stacks: tuple[Stack, ...]
    beyond: tuple[Stood, ...]


def sorted_into(
    connection: Connection, log: bytes, layers: Sequence[Bounds], expunged: Collection[bytes]
) -> Sorted:
    """Return the changesets of ``log`` that are here, each in the first layer that goes to it."""
    stacks = tuple(Stack() for _ in layers)
    beyond = []
    always = {log, b""}
    for stood in segments.in_order(connection, log, expunged):
        author = stood.device, stood.incarnation
        for bounds, stack in zip(layers, stacks, strict=True):
            if stood.counter <= bounds.reach.get(author, -1):
                is_early = stood.scope in always or stood.scope in bounds.opens
                (stack.early if is_early else stack.late).append(stood.sequence)
                break
        else:
            beyond.append(stood)
    return Sorted(stacks, tuple(beyond))


def bounds_of(layer: Layer) -> Bounds:
    """Return how far ``layer`` goes."""
    reach = {(one.device, one.incarnation): one.counter for one in layer.reach}
    return Bounds(reach, frozenset(layer.opens))


def reach_in(reach: Mapping[Author, int]) -> tuple[Reach, ...]:
    """Return ``reach`` as a layer lists it."""
    return tuple(Reach(*author, counter) for author, counter in sorted(reach.items()))


def cut(stack: Stack, layer: Layer) -> list[Entries] | None:
    """Return the entries of ``stack`` by the segments of ``layer``; None when they do not fit."""
    for entries, first in ((stack.early, True), (stack.late, False)):
        if len(entries) != sum(s.changesets for s in layer.segments if s.first == first):
            return None
    runs, taken = [], {True: 0, False: 0}
    for segment in layer.segments:
        entries, start = (stack.early if segment.first else stack.late), taken[segment.first]
        taken[segment.first] += segment.changesets
        runs.append(entries[start : taken[segment.first]])
    return runs


def merged(layers: Iterable[int], newest: int) -> int:
    """Return how many of the layers with so many changesets stay as they are.

    A layer that is no more than twice as large as what came after it is packed anew with it, so
    that a snapshot has few layers and no changeset is packed often.
    """
    sizes = list(layers)
    while sizes and sizes[-1] <= 2 * newest:
        newest += sizes.pop()
    return len(sizes)
