"""Make a snapshot of a log: describe, pack what no snapshot holds yet, send, and say so."""

from dataclasses import dataclass

from sqlalchemy import Connection

from storage.usecases.changes import Changes
from storage.usecases.syncing import envelopes, segments, snapshots
from storage.usecases.syncing.keys import newest_epoch, vault_key
from storage.usecases.syncing.snapshots import Known
from storage.usecases.transaction import Transaction
from sync.client.commands import Do, Look, Script
from sync.client.membership import identity
from sync.client.session import Session
from sync.client.snapshots import packing
from sync.client.snapshots.believing import last_known
from sync.client.snapshots.blobs import is_there, send_blob
from sync.client.snapshots.order import (
    Bounds,
    Entries,
    Sorted,
    bounds_of,
    cut,
    merged,
    reach_in,
    sorted_into,
)
from sync.client.snapshots.packing import Run
from sync.protocol.chains import Head
from sync.protocol.encoding import encode
from sync.protocol.envelope import BEGINNING, Address, Kind, to_bytes
from sync.protocol.errors import ProtocolError
from sync.protocol.segments import keys_digest
from sync.protocol.snapshot import End, Layer, Segment, Snapshot, seal_snapshot, snapshot_of


@dataclass(frozen=True, slots=True)
class _Pile:
    """One layer to be: its bounds, its entries, and the segments of it that were made before."""

    bounds: Bounds
    runs: tuple[tuple[Entries, Segment], ...]
    fresh: tuple[tuple[Entries, bool], ...]
    """What is not cut into segments yet, and whether it comes early."""


@dataclass(frozen=True, slots=True)
class _Plan:
    head: Head
    ends: tuple[End, ...]
    expunged: tuple[bytes, ...]
    aside: tuple[bytes, ...]
    piles: tuple[_Pile, ...]


@dataclass(slots=True)
class _Made:
    """What was described and sent so far."""

    layers: list[Layer]
    scopes: set[bytes]


def make_snapshot(session: Session, log: bytes, made_ms: int) -> Script[bool]:
    """Make a snapshot of ``log`` as it is here; False where it cannot be made just now.

    What was sent is known by its digest, so that after an interruption little is sent again.
    """
    plan: _Plan | None = yield Look(_plan, (log,))
    if plan is None:
        return False
    made = _Made([], set())
    for pile in plan.piles:
        if not (yield from _pile(session, log, plan, pile, made)):
            return False
    try:
        front: bytes = yield Look(packing.pack_front, (log, made.scopes))
    except ProtocolError:  # too much stands aside
        return False
    blob = yield from send_blob(session, log, front)
    keys = yield Look(packing.keys_of, (made.scopes,))
    body = snapshot_of(
        made=made_ms,
        head=plan.head,
        ends=plan.ends,
        expunged=plan.expunged,
        front=blob,
        keys=keys_digest(keys),
        aside=plan.aside,
        layers=made.layers,
    )
    stored: bool = yield Do(store_snapshot, (log, body))
    return stored


def store_snapshot(transaction: Transaction, log: bytes, body: Snapshot) -> tuple[bool, Changes]:
    """Let the envelope of a snapshot wait to be sent; False when a case was expunged meanwhile."""
    connection = transaction.connection
    if tuple(snapshots.expunged_scopes(connection, log)) != body.expunged:
        return False, Changes()
    where = next_address(connection, log, Kind.SNAPSHOT)
    under = vault_key(connection, log, where.epoch)
    envelope = seal_snapshot(where, identity(connection).signing, under, body)
    own = envelopes.Own(where.incarnation, where.number, envelope.digest, to_bytes(envelope))
    envelopes.store_own(connection, log, own)
    known = Known(envelope.digest, body.head.sequence, where.device, encode(body), "known")
    snapshots.add_snapshot(connection, log, known)
    return True, Changes()


def next_address(connection: Connection, log: bytes, kind: Kind) -> Address:
    """Return the place of this device's next envelope in ``log``."""
    who = identity(connection)
    end = envelopes.last_own(connection, log, who.incarnation)
    number, previous = (end.number + 1, end.digest) if end else (1, BEGINNING)
    epoch = newest_epoch(connection, log)
    return Address(kind, log, who.device, who.incarnation, number, previous, epoch)


def ends_of(connection: Connection, log: bytes) -> list[End]:
    """Return the ends of all chains of ``log``."""
    found: dict[tuple[bytes, int], End] = {}
    for row in snapshots.chain_ends(connection, log):
        end = End(*row)
        known = found.get((end.device, end.incarnation))
        if known is None or known.number < end.number:
            found[end.device, end.incarnation] = end
    return list(found.values())


def _plan(connection: Connection, log: bytes) -> _Plan | None:
    """Return what a snapshot of ``log`` is to hold; None while something of it is on its way."""
    at = envelopes.cursor(connection, log)
    if at is None or not at.sequence or not snapshots.at_rest(connection, log):
        return None
    expunged = tuple(snapshots.expunged_scopes(connection, log))
    base = last_known(connection, log)
    layers = base.layers if base is not None else ()
    now = Bounds(snapshots.reach(connection, log), segments.open_cases(connection))
    found = sorted_into(connection, log, [*map(bounds_of, layers), now], expunged)
    kept = merged([layer.changesets for layer in layers], len(found.stacks[-1]))
    if kept < len(layers):
        layers = layers[:kept]
        found = sorted_into(connection, log, [*map(bounds_of, layers), now], expunged)
    head, ends = Head(at.generation, at.sequence, at.link), tuple(ends_of(connection, log))
    aside = tuple(packing.aside_digests(connection, log, at.sequence))
    piles = _piles(layers, found, now)
    if piles is None:  # a layer does not fit any more: everything is packed anew
        found = sorted_into(connection, log, [now], expunged)
        piles = _piles((), found, now)
    return _Plan(head, ends, expunged, aside, tuple(piles)) if piles else None


def _piles(layers: tuple[Layer, ...], found: Sorted, now: Bounds) -> list[_Pile] | None:
    piles = []
    for layer, stack in zip(layers, found.stacks, strict=False):
        runs = cut(stack, layer)
        if runs is None:
            return None
        piles.append(_Pile(bounds_of(layer), tuple(zip(runs, layer.segments, strict=True)), ()))
    last = found.stacks[-1]
    if last:
        piles.append(_Pile(now, (), ((last.early, True), (last.late, False))))
    return piles


def _pile(session: Session, log: bytes, plan: _Plan, pile: _Pile, made: _Made) -> Script[bool]:
    found: list[Segment] = []
    scopes: set[bytes] = set()
    for entries, known in pile.runs:
        run: Run = yield Look(packing.describe, (log, entries, plan.expunged))
        segment = known
        if run.digest != known.digest:
            packed = yield from _packed(session, log, plan, run, entries)
            if packed is None:
                return False
            segment = _segment(run, packed, first=known.first)
        scopes |= run.scopes
        found.append(segment)
    for entries, first in pile.fresh:
        start = 0
        while start < len(entries):
            run = yield Look(
                packing.describe_next,
                (log, entries[start : start + packing.CHANGESETS], plan.expunged),
            )
            some = entries[start : start + run.count]
            packed = yield from _packed(session, log, plan, run, some)
            if packed is None:
                return False
            scopes |= run.scopes
            found.append(_segment(run, packed, first=first))
            start += run.count
    made.scopes |= scopes
    opens = tuple(sorted(scopes.intersection(pile.bounds.opens)))
    made.layers.append(Layer(reach_in(pile.bounds.reach), opens, tuple(found)))
    return True


def _packed(
    session: Session, log: bytes, plan: _Plan, run: Run, entries: Entries
) -> Script[tuple[bytes, int] | None]:
    """Return blob and size of ``run``, packed and sent unless this laptop did so before."""
    known: tuple[bytes, int] | None = yield Look(snapshots.packed_as, (log, run.digest))
    if known is not None and not (yield from is_there(session, log, known[0])):
        known = None
    if known is None:
        content: bytes | None = yield Look(packing.pack, (log, entries, plan.expunged))
        if content is None:
            return None
        blob = yield from send_blob(session, log, content)
        known = blob, len(content)
        yield Do(_note_packed, (log, run.digest, *known))
    return known


def _segment(run: Run, packed: tuple[bytes, int], *, first: bool) -> Segment:
    blob, size = packed
    return Segment(blob, run.digest, run.count, size, first)


def _note_packed(
    transaction: Transaction, log: bytes, digest: bytes, blob: bytes, size: int
) -> tuple[None, Changes]:
    snapshots.note_packed(transaction.connection, log, digest, blob, size)
    return None, Changes()
