"""Compute what a colleague's snapshot says from this laptop's own journal, and attest it.

Only what is all the same is attested. A snapshot that leaves out what had come by then, or says
something else, is written down as found out; one that this laptop cannot check is passed over.
"""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import Connection

from storage.usecases.changes import Changes
from storage.usecases.settings import set_settings, setting
from storage.usecases.syncing import envelopes, snapshots
from storage.usecases.syncing.expunging import has_taken_in_cases
from storage.usecases.syncing.keys import vault_key
from storage.usecases.syncing.segments import Stood
from storage.usecases.syncing.snapshots import Known
from storage.usecases.transaction import Transaction
from sync.client.commands import Do, Look, Script
from sync.client.membership import identity, load_roster
from sync.client.snapshots import packing
from sync.client.snapshots.making import ends_of, next_address
from sync.client.snapshots.order import Entries, bounds_of, cut, sorted_into
from sync.client.snapshots.packing import Run
from sync.protocol.chains import next_link
from sync.protocol.envelope import Kind, to_bytes
from sync.protocol.segments import keys_digest
from sync.protocol.snapshot import End, Snapshot, attest, read_snapshot, total_of

_FOUND = "sync.false_snapshot"
Checked = Literal["same", "other", "unknown"]


def attest_snapshot(log: bytes, known: Known) -> Script[Checked]:
    """Check a snapshot of ``log`` against the journal; where all is the same, attest it."""
    body = read_snapshot(known.body)
    checked = yield from _check(log, body)
    if checked == "other" and (yield Look(has_taken_in_cases, (log,))):
        # Who came to the log later has nothing of what such a case was before it moved here.
        checked = "unknown"
    if checked == "same":
        yield Do(_store, (log, known, total_of(body)))
    elif checked == "other":
        yield Do(find_out, (known.digest,))
    return checked


def find_out(transaction: Transaction, snapshot: bytes) -> tuple[None, Changes]:
    """Write down that a snapshot is not what it says; nothing is built on it any more."""
    snapshots.mark(transaction.connection, snapshot, "refused")
    set_settings(transaction, {_FOUND: True})
    return None, Changes()


def false_snapshot_seen(connection: Connection) -> bool:
    """Tell whether a member's laptop has made a snapshot that is not what this laptop has."""
    return bool(setting(connection, _FOUND))


def _check(log: bytes, body: Snapshot) -> Script[Checked]:
    standing: tuple[Checked, list[list[Entries]]] = yield Look(_standing, (log, body))
    checked, layers = standing
    if checked != "same":
        return checked
    scopes: set[bytes] = set()
    for layer, runs in zip(body.layers, layers, strict=True):
        for segment, entries in zip(layer.segments, runs, strict=True):
            run: Run = yield Look(packing.describe, (log, entries, body.expunged))
            if run.digest != segment.digest:
                return "other"
            scopes |= run.scopes
    keys = yield Look(packing.keys_of, (scopes,))
    # A colleague may have entered one of the cases too since then, and made a key of it.
    return "same" if keys_digest(keys) == body.keys else "unknown"


def _standing(
    connection: Connection, log: bytes, body: Snapshot
) -> tuple[Checked, list[list[Entries]]]:
    """Compare all but the segments; return the journal's entries for each segment."""
    checked = _compare_head(connection, log, body)
    if checked == "same":
        checked = _compare_ends(connection, log, body)
    if checked != "same":
        return checked, []
    found = sorted_into(connection, log, [*map(bounds_of, body.layers)], body.expunged)
    runs = [cut(stack, layer) for stack, layer in zip(found.stacks, body.layers, strict=True)]
    fitting = [each for each in runs if each is not None]
    left_out = _left_out(connection, log, found.beyond, body.head.sequence)
    return ("other" if left_out or len(fitting) < len(runs) else "same"), fitting


def _compare_head(connection: Connection, log: bytes, body: Snapshot) -> Checked:
    """Compare what stands in the log and beside it."""
    at = envelopes.cursor(connection, log)
    link = envelopes.link_at(connection, log, body.head.sequence)
    if at is None or at.sequence < body.head.sequence or link is None:
        return "unknown"
    if link[1] != body.head.link:
        return "other"
    expunged = set(snapshots.expunged_scopes(connection, log))
    aside = tuple(packing.aside_digests(connection, log, body.head.sequence))
    # Of a case that is gone since it was made, this laptop has nothing to compare any more.
    return "same" if expunged == set(body.expunged) and aside == body.aside else "unknown"


def _left_out(connection: Connection, log: bytes, beyond: Sequence[Stood], most: int) -> bool:
    """Tell whether one of these changesets had come by place ``most`` of the log."""
    places = (
        snapshots.came_at(connection, log, one.device, one.incarnation, one.counter)
        for one in beyond
    )
    return any(place is not None and place <= most for place in places)


def _compare_ends(connection: Connection, log: bytes, body: Snapshot) -> Checked:
    """Compare where the chains end, as far as this laptop knows the places of the log."""
    named = {(end.device, end.incarnation): end for end in body.ends}
    for mine in ends_of(connection, log):
        theirs = named.pop((mine.device, mine.incarnation), None)
        checked = _compare_end(connection, log, mine, theirs, body.head.sequence)
        if checked == "other" and _is_late(connection, log, mine):
            # A restored server took it as a member's, and who came by it then keeps it: a colleague
            # who heard first has put it aside, and says nothing false.
            return "unknown"
        if checked != "same":
            return checked
    return "unknown" if named else "same"


def _is_late(connection: Connection, log: bytes, end: End) -> bool:
    roster = load_roster(connection)
    chain = log, end.device, end.incarnation
    return roster is not None and roster.standing(chain, end.number) == "late"


def _compare_end(
    connection: Connection, log: bytes, mine: End, theirs: End | None, most: int
) -> Checked:
    if mine == theirs:
        return "same"
    chain = mine.device, mine.incarnation
    place = snapshots.author_at(connection, log, chain, mine.number, most)
    if theirs is None:
        return "other" if place else "same"
    if place is None:
        return "unknown"
    sequence, number = place
    if number != theirs.number:  # what came on a stick is further than the log
        return "unknown" if theirs.number > number else "other"
    before = envelopes.link_at(connection, log, sequence - 1)
    link = envelopes.link_at(connection, log, sequence)
    if before is None or link is None:
        return "unknown"
    expected = next_link(before[1], link[0], sequence, theirs.digest)
    return "same" if expected == link[1] else "other"


def _store(
    transaction: Transaction, log: bytes, known: Known, total: bytes
) -> tuple[None, Changes]:
    """Let the envelope of an attestation wait to be sent."""
    connection = transaction.connection
    where = next_address(connection, log, Kind.ATTESTATION)
    under = vault_key(connection, log, where.epoch)
    envelope = attest(where, identity(connection).signing, under, known.digest, total)
    own = envelopes.Own(where.incarnation, where.number, envelope.digest, to_bytes(envelope))
    envelopes.store_own(connection, log, own)
    snapshots.add_attestation(connection, known.digest, where.device, total)
    false = [one.sequence for one in snapshots.snapshots(connection, log) if one.state == "refused"]
    if false_snapshot_seen(connection) and known.sequence > max(false, default=-1):
        set_settings(transaction, {_FOUND: False})  # one that holds has taken its place
    return None, Changes()
