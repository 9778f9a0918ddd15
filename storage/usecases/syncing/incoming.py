"""Changesets of other laptops as they arrive, and the proof that they are whole."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection

from storage.domain.changeset import Dot, Operation, Part
from storage.domain.ids import LENGTH
from storage.errors import DamagedError, NewerVersionError
from storage.tables.encoding import Header, header_digest, parse_part, parse_seen

_DEVICE_LENGTH = 8
_MOST_NUMBER = 2**32 - 1
_MOST_STAMP = 2**63 - 1
_NAMES = {str}
Stood = Mapping[bytes, Collection[bytes]]
"""By scope: the vaults in which a case stood that it has been moved out of."""


@dataclass(frozen=True, slots=True)
class IncomingPart:
    """One part in its canonical bytes, at its place in the changeset."""

    position: int
    vault: bytes
    scope: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """One changeset with those parts that arrived; ``digests`` are of all its parts, in order."""

    device: bytes
    incarnation: int
    counter: int
    stamp: int
    author: str
    act: str
    batch: bytes | None
    seen: bytes
    digests: tuple[bytes, ...]
    parts: tuple[IncomingPart, ...]

    @property
    def header(self) -> Header:
        """What the changeset says of itself, as the journal keeps it."""
        return Header(
            self.device,
            self.incarnation,
            self.counter,
            self.stamp,
            self.author,
            self.act,
            self.batch,
            self.seen,
        )

    def dot(self, position: int) -> Dot:
        """Return the version that the operation at ``position`` wrote."""
        return Dot(self.device, self.incarnation, self.counter, position)


@dataclass(frozen=True, slots=True)
class Read:
    """A changeset that is whole, with its parts read; None for one in a newer form."""

    incoming: Incoming
    digest: bytes
    parts: Mapping[int, Part | None]


def read(changesets: Sequence[Incoming], stood: Stood | None = None) -> list[Read]:
    """Return the changesets with their parts read.

    A part says for which vault it was written; ``stood`` tells where cases stood that moved since.

    Raises DamagedError naming the author's device and number for the first one that is not what
    its author wrote.
    """
    return [_read(incoming, stood or {}) for incoming in changesets]


def known_digests(
    connection: Connection, changesets: Sequence[Incoming]
) -> dict[Dot, tuple[int, bytes]]:
    """Return the journal's entry number and digest of those of the changesets that are here."""
    found: dict[Dot, tuple[int, bytes]] = {}
    for start in range(0, len(changesets), _LOOKED_UP):
        some = changesets[start : start + _LOOKED_UP]
        names = [n for one in some for n in (one.device, one.incarnation, one.counter)]
        query = _KNOWN.format(marks=", ".join(("(?, ?, ?)",) * len(some)))
        for device, incarnation, counter, sequence, digest in connection.exec_driver_sql(
            query, tuple(names)
        ):
            found[Dot(device, incarnation, counter, 0)] = sequence, digest
    return found


def refuse_other(found: Read) -> DamagedError:
    """Return the refusal of a changeset under whose name another one is here."""
    return _damaged(found.incoming, "another one has the same number")


def _read(incoming: Incoming, stood: Stood) -> Read:
    _check_header(incoming)
    if len({part.position for part in incoming.parts}) < len(incoming.parts):
        raise _damaged(incoming, "a part stands twice")
    parts: dict[int, Part | None] = {}
    positions: set[int] = set()
    for one in incoming.parts:
        part = parts[one.position] = _read_part(incoming, one, stood)
        for operation in part.operations if part else ():
            if not is_sound(operation) or operation.index in positions:
                raise _damaged(incoming, "a change is of no form that Satchel writes")
            positions.add(operation.index)
    return Read(incoming, header_digest(incoming.header, incoming.digests), parts)


def _read_part(incoming: Incoming, one: IncomingPart, stood: Stood) -> Part | None:
    fits = 0 <= one.position < len(incoming.digests)
    if not fits or sha256(one.content).digest() != incoming.digests[one.position]:
        raise _damaged(incoming, "a part is not what was written")
    try:
        part = parse_part(one.content)
    except NewerVersionError:
        return None
    except DamagedError as error:
        raise _damaged(incoming, "a part cannot be read") from error
    may_be_of = {one.vault, *stood.get(one.scope, ())}
    if part.scope != one.scope or part.vault not in may_be_of:
        raise _damaged(incoming, "a part belongs elsewhere")
    return part


def _check_header(incoming: Incoming) -> None:
    numbers = (incoming.incarnation, incoming.counter)
    try:
        heads = parse_seen(incoming.seen)
        is_sound = (
            len(incoming.device) == _DEVICE_LENGTH
            and all(type(n) is int and 0 <= n <= _MOST_NUMBER for n in numbers)
            and type(incoming.stamp) is int
            and 0 <= incoming.stamp <= _MOST_STAMP
            and all(type(head.vault) is bytes for head in heads)
        )
    except (TypeError, DamagedError) as error:
        raise _damaged(incoming, "it is of no form that Satchel writes") from error
    if not is_sound:
        raise _damaged(incoming, "it is of no form that Satchel writes")


def is_sound(operation: Operation) -> bool:
    """Tell whether an operation has the form that every operation has."""
    return (
        type(operation.index) is int
        and 0 <= operation.index <= _MOST_NUMBER
        and type(operation.record) is bytes
        and len(operation.record) == LENGTH
        and type(operation.kind) is str
        and {*map(type, operation.values)} <= _NAMES
    )


def _damaged(incoming: Incoming, what: str) -> DamagedError:
    return DamagedError(
        f"Change {incoming.counter} of device {incoming.device.hex()} was not taken in: {what}. "
        "Ask its author to send it again."
    )


_LOOKED_UP = 500
_KNOWN = (
    "SELECT device, incarnation, counter, sequence, digest FROM journal "
    "WHERE (device, incarnation, counter) IN (VALUES {marks})"
)
