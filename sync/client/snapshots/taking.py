"""Take in what was fetched of a snapshot: each segment proven first, then applied like any other.

A segment is held against the digest that the snapshot names, and that its attesters computed from
their own journals, before anything of it is applied.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, IntegrityError

from storage.errors import DamagedError, NewerVersionError
from storage.usecases.changes import Changes
from storage.usecases.syncing import envelopes, segments, snapshots
from storage.usecases.syncing.applying import Incoming, IncomingPart, apply
from storage.usecases.syncing.envelopes import ChainEnd, Cursor, Link
from storage.usecases.syncing.keys import CaseKeys, vault_key
from storage.usecases.syncing.snapshots import Known, Wanted
from storage.usecases.transaction import Transaction
from sync.client.closing import LOCKED
from sync.client.membership import identity, membership
from sync.client.snapshots.blobs import WithheldError
from sync.protocol.envelope import digest_of, header_of, parse, verify
from sync.protocol.errors import NewerProtocolError, ProtocolError
from sync.protocol.segments import (
    Aside,
    OpenedSegment,
    keys_digest,
    open_front,
    open_segment,
    segment_digest,
)
from sync.protocol.snapshot import End, Snapshot, read_snapshot

_AT_WORK = 200
"""Changesets in one transaction while somebody works."""


class FalseSnapshotError(Exception):
    """A segment of a snapshot is not what the snapshot says."""


class Took(NamedTuple):
    """How many changesets were taken in, and how many versions came to stand side by side."""

    changesets: int
    versions: int


def begin(transaction: Transaction, log: bytes, known: Known) -> tuple[None, Changes]:
    """Begin to fetch a snapshot."""
    body = read_snapshot(known.body)
    wanted = [Wanted(0, body.front, body.keys, 0, True, None, 0)]
    listed = [segment for layer in body.layers for segment in layer.segments]
    wanted += [
        Wanted(number, one.blob, one.digest, one.changesets, one.first, None, 0)
        for number, one in enumerate(listed, start=1)
    ]
    snapshots.begin_receiving(transaction.connection, log, known.digest, wanted)
    return None, Changes()


def take_front(transaction: Transaction, log: bytes) -> tuple[None, Changes]:
    """Keep the case keys, and what stands aside, of the snapshot that is being fetched.

    Raises FalseSnapshotError when they are not the ones that it names.
    """
    connection = transaction.connection
    body = receiving(connection, log)
    try:
        content = snapshots.content_of(connection, log, 0)
        front = open_front(log, content, lambda epoch: vault_key(connection, log, epoch))
        aside = tuple(sorted(digest_of(_signed(one)) for one in front.aside))
        if keys_digest(front.keys) != body.keys or aside != body.aside:
            raise FalseSnapshotError
        known, gone = CaseKeys(connection), _gone(connection, log)
        kept = [one for one in front.keys if one.scope not in gone]
        for number in range(max((len(one.keys) for one in kept), default=0)):
            known.adopt(log, {o.scope: o.keys[number] for o in kept if number < len(o.keys)})
        _set_aside(connection, log, front.aside)
    except NewerProtocolError as error:
        raise WithheldError from error
    except (ProtocolError, DamagedError) as error:
        raise FalseSnapshotError from error
    envelopes.mark_carried(connection, [one.scope for one in front.keys if len(one.keys) == 1])
    _finish_segment(connection, log, 0, 1)
    return None, Changes()


def take_segment(
    transaction: Transaction,
    log: bytes,
    wanted: Wanted,
    at_work: bool,  # noqa: FBT001 - commands pass arguments by place
) -> tuple[Took, Changes]:
    """Prove a segment that is here and apply it, or the next slice of it.

    Raises FalseSnapshotError when it is not what the snapshot names, WithheldError when a newer
    version packed it or it cannot be proven any more; nothing is kept of it then.
    """
    connection = transaction.connection
    body = receiving(connection, log)
    try:
        opened = _opened(connection, log, wanted.number)
        incoming = _incoming(log, opened)
        gone = _gone(connection, log)
        _prove(incoming, wanted, body.expunged, gone)
        end = wanted.applied + _AT_WORK if at_work else len(incoming)
        some = _without(incoming[wanted.applied : end], gone)
        done = apply(transaction, some)
    except NewerProtocolError as error:
        raise WithheldError from error
    except (*_MALFORMED, ProtocolError, DamagedError, NewerVersionError) as error:
        raise FalseSnapshotError from error
    bare = [(one.device, one.incarnation, one.counter) for one in some if not one.parts]
    snapshots.note_emptied(connection, log, bare)
    _finish_segment(connection, log, wanted.number, min(end, len(incoming)), len(incoming))
    return Took(len(some), done.versions), done.changes


def finish(transaction: Transaction, log: bytes, generation: int) -> tuple[None, Changes]:
    """Stand where the snapshot stands: what comes after it is received as any other."""
    connection = transaction.connection
    known = receiving_known(connection, log)
    body, who = read_snapshot(known.body), identity(connection)
    head = body.head
    for end in body.ends:
        if end.device != who.device or _is_lost(connection, log, end, who.incarnation):
            to = ChainEnd(end.number, end.digest)
            envelopes.move_chain_end(connection, log, end.device, end.incarnation, to)
    reached = [(one.device, one.incarnation, one.counter) for one in body.layers[-1].reach]
    snapshots.note_reached(connection, log, head.sequence, reached)
    link = Link(head.sequence, head.generation, head.link, bytes(8), 0, 0)
    envelopes.add_links(connection, log, [link])
    envelopes.move_cursor(connection, log, "vault", Cursor(generation, head.sequence, head.link))
    snapshots.end_receiving(connection, log)
    snapshots.mark(connection, known.digest, "taken")
    return None, Changes()


def _is_lost(connection: Connection, log: bytes, end: End, incarnation: int) -> bool:
    """Tell whether an own chain is of before a restore, and goes beyond what the backup had of it.

    That comes as others' do. What this laptop seals now it counts itself.
    """
    kept = envelopes.last_own(connection, log, end.incarnation)
    return end.incarnation != incarnation and (kept is None or kept.number < end.number)


def give_up(transaction: Transaction, log: bytes) -> tuple[None, Changes]:
    """Go on without the snapshot that was being fetched, and never begin with it again."""
    connection = transaction.connection
    snapshots.mark(connection, receiving_known(connection, log).digest, "refused")
    snapshots.end_receiving(connection, log)
    return None, Changes()


def receiving(connection: Connection, log: bytes) -> Snapshot:
    """Return the snapshot of ``log`` that is being fetched."""
    return read_snapshot(receiving_known(connection, log).body)


def receiving_known(connection: Connection, log: bytes) -> Known:
    """Return the snapshot of ``log`` that is being fetched, as it is kept."""
    return next(k for k in snapshots.snapshots(connection, log) if k.state == "receiving")


def _opened(connection: Connection, log: bytes, number: int) -> OpenedSegment:
    content, known = snapshots.content_of(connection, log, number), CaseKeys(connection)

    def keys_of(scopes: Collection[bytes]) -> dict[bytes, Sequence[bytes]]:
        known.look_up(scopes)
        return {scope: known.of(scope) for scope in scopes}

    return open_segment(log, content, lambda epoch: vault_key(connection, log, epoch), keys_of)


def _incoming(log: bytes, opened: OpenedSegment) -> list[Incoming]:
    parts: dict[int, list[IncomingPart]] = {}
    for scope, pieces in opened.pieces.items():
        for piece in pieces:
            part = IncomingPart(piece.position, log, scope, piece.content)
            parts.setdefault(piece.changeset, []).append(part)
    return [
        Incoming(
            one.device,
            one.header.incarnation,
            one.header.counter,
            one.header.stamp,
            one.header.author,
            one.header.act,
            one.header.batch,
            one.header.seen,
            one.header.digests,
            tuple(sorted(parts.get(number, ()), key=lambda part: part.position)),
        )
        for number, one in enumerate(opened.changesets)
    ]


def _prove(
    incoming: Sequence[Incoming],
    wanted: Wanted,
    expunged: Sequence[bytes],
    gone: Collection[bytes],
) -> None:
    left_out = frozenset(expunged)
    rows = [
        (
            segments.digest_of(one),
            tuple((p.position, p.scope) for p in one.parts if p.scope not in left_out),
        )
        for one in incoming
    ]
    if len(rows) != wanted.changesets or segment_digest(rows) != wanted.digest:
        # What was destroyed since it was made does not open here any more: nobody is accused.
        raise FalseSnapshotError if left_out.issuperset(gone) else WithheldError


def _without(some: Sequence[Incoming], gone: Collection[bytes]) -> list[Incoming]:
    """Return the changesets without what was expunged since the snapshot was made."""
    if not gone:
        return [*some]
    return [
        Incoming(*one.header, one.digests, tuple(p for p in one.parts if p.scope not in gone))
        for one in some
    ]


def _gone(connection: Connection, log: bytes) -> frozenset[bytes]:
    return frozenset(snapshots.expunged_scopes(connection, log))


def _set_aside(connection: Connection, log: bytes, aside: Sequence[Aside]) -> None:
    """Let what its author could not take in wait here; what is not by a member is left away."""
    envelopes.store_received(connection, log, [(one.sequence, one.envelope) for one in aside])
    for one in aside:
        if one.placed:
            _verify(connection, one)
            envelopes.park_received(connection, log, one.sequence, LOCKED)
    if any(one.placed for one in aside):
        envelopes.take_up(connection, LOCKED)


def _verify(connection: Connection, one: Aside) -> None:
    """Raise ProtocolError for an envelope that is passed for verified and is not."""
    envelope, member = parse(one.envelope), membership(connection)
    author = member.roster.author(envelope.header.device) if member else None
    if author is None:
        raise ProtocolError("An envelope in a snapshot is by nobody of the program.")
    verify(envelope, author.signing)


def _signed(one: Aside) -> bytes:
    try:
        return header_of(one.envelope)[0]
    except ProtocolError:
        return one.envelope


def _finish_segment(
    connection: Connection, log: bytes, number: int, applied: int, of: int = 1
) -> None:
    snapshots.note_applied(connection, log, number, applied)
    if applied >= of:
        snapshots.drop_chunks(connection, log, number)


_MALFORMED = (
    ArithmeticError, AttributeError, DataError, IntegrityError, LookupError, RecursionError,
    TypeError, ValueError,
)  # fmt: skip
