"""Describe changesets as a segment's digest does, and seal them as a segment."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from sqlalchemy import Connection

from storage.usecases.syncing import segments, snapshots
from storage.usecases.syncing.keys import CaseKeys, newest_epoch, vault_key
from storage.usecases.syncing.segments import Described
from sync.client.opening import GAP, LATE, NEWER, STRANGER
from sync.client.snapshots.order import Entries
from sync.protocol import segments as wire
from sync.protocol.changes import ChangesetHeader, Piece
from sync.protocol.envelope import digest_of, header_of
from sync.protocol.errors import ProtocolError
from sync.protocol.segments import Aside, Authored, CaseKeysOf

CHANGESETS = 2_000
"""In one segment."""
_MOST_BYTES = 1_500_000
"""Of one segment as the journal keeps it."""
_UNPLACED = frozenset((GAP, LATE, NEWER, STRANGER))


@dataclass(frozen=True, slots=True)
class Run:
    """The changesets of one segment: their digest, how many, and the scopes in them."""

    digest: bytes
    count: int
    scopes: frozenset[bytes]


def describe(
    connection: Connection, log: bytes, sequences: Sequence[int], expunged: Collection[bytes]
) -> Run:
    """Return what these journal entries come to as one segment."""
    return _run(segments.described(connection, log, sequences, expunged))


def describe_next(
    connection: Connection, log: bytes, sequences: Sequence[int], expunged: Collection[bytes]
) -> Run:
    """Return the segment that the first of these journal entries make, at least one of them."""
    some = segments.described(connection, log, sequences[:CHANGESETS], expunged)
    size = 0

    def fits(one: Described) -> bool:
        nonlocal size
        size += one.size
        return size <= _MOST_BYTES

    return _run([*takewhile(fits, some)] or some[:1])


def pack(
    connection: Connection, log: bytes, sequences: Entries, expunged: Collection[bytes]
) -> bytes | None:
    """Return the sealed segment of these entries; None when a key of it is not here."""
    epoch = newest_epoch(connection, log)
    found = segments.packed(connection, log, sequences, expunged)
    pieces: dict[bytes, list[Piece]] = {}
    for number, one in enumerate(found):
        for position, scope, content in one.parts:
            pieces.setdefault(scope, []).append(Piece(number, position, content))
    known = CaseKeys(connection)
    known.look_up(pieces)
    keys = {scope: known.of(scope)[0] for scope in pieces if known.of(scope)}
    if len(keys) < len(pieces):
        return None
    changesets = [
        Authored(one.header.device, ChangesetHeader(*one.header[1:], one.digests)) for one in found
    ]
    under = vault_key(connection, log, epoch)
    return wire.seal_segment(log, epoch, under, changesets, pieces, keys)


def keys_of(connection: Connection, scopes: Iterable[bytes]) -> tuple[CaseKeysOf, ...]:
    """Return every key of these scopes, in order."""
    known = CaseKeys(connection)
    wanted = sorted(scopes)
    known.look_up(wanted)
    return tuple(CaseKeysOf(scope, tuple(sorted(known.of(scope)))) for scope in wanted)


def pack_front(connection: Connection, log: bytes, scopes: Iterable[bytes]) -> bytes:
    """Return the sealed front of a snapshot."""
    epoch = newest_epoch(connection, log)
    aside = [
        Aside(sequence, body, reason not in _UNPLACED)
        for sequence, body, reason in snapshots.aside(connection, log)
    ]
    keys = keys_of(connection, scopes)
    return wire.seal_front(log, epoch, vault_key(connection, log, epoch), keys, aside)


def aside_digests(connection: Connection, log: bytes, most: int) -> list[bytes]:
    """Return the digests of the envelopes up to a place of ``log`` that stand aside."""
    found = snapshots.aside(connection, log)
    return sorted(_digest(body) for sequence, body, _ in found if sequence <= most)


def _digest(body: bytes) -> bytes:
    try:
        return digest_of(header_of(body)[0])
    except ProtocolError:
        return digest_of(body)


def _run(rows: Sequence[Described]) -> Run:
    digest = wire.segment_digest((row.digest, row.parts) for row in rows)
    scopes = frozenset(scope for row in rows for _, scope in row.parts)
    return Run(digest, len(rows), scopes)
