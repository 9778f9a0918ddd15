"""Begin with a snapshot: a laptop that has nothing of a log fetches it packed, then its end.

Every chunk that came is kept before the next one is asked for, and nothing is asked for twice.
Where a snapshot cannot be believed, is not what it says or is not all there, the log is received
from its beginning, as without one.
"""

from typing import Literal

from sqlalchemy import Connection

from storage.errors import DamagedError
from storage.usecases.changes import Changes
from storage.usecases.syncing import envelopes, snapshots
from storage.usecases.syncing.snapshots import Known, Wanted
from storage.usecases.transaction import Transaction
from sync.client.commands import Do, Look, Script, Tell
from sync.client.membership import Membership
from sync.client.session import Session, ask, refusal_of, refuse
from sync.client.snapshots import taking
from sync.client.snapshots.attesting import find_out
from sync.client.snapshots.awaiting import expect_no_more, is_expected
from sync.client.snapshots.believing import is_vouched_for, note, of_generation
from sync.client.snapshots.blobs import WithheldError, fetch_chunk, fetch_manifest
from sync.client.snapshots.schedule import Manner
from sync.client.snapshots.taking import FalseSnapshotError, Took
from sync.protocol.blobs import chunks_of
from sync.protocol.chains import Head
from sync.protocol.encoding import decode
from sync.protocol.envelope import Kind, parse, verify
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Snapshots
from sync.protocol.requests import Request
from sync.protocol.snapshot import read_snapshot

Begun = Literal["without", "usable", "whole"]
"""``without``: there is no snapshot to begin with; ``usable``: what comes early is here, the rest
is left for the next round; ``whole``: all of it is here."""


def begin_with_snapshot(
    session: Session, member: Membership, log: bytes, head: Head, manner: Manner
) -> Script[Begun]:
    """Fetch and take in a snapshot of ``log`` where this laptop has nothing of it yet.

    One that was let into the vault does so wherever it stands in the log. Where ``manner`` says
    early it ends as soon as what comes early is here.
    """
    if (yield Look(is_receiving, (log,))):
        if (yield Look(_still_fits, (member, log, head))):
            begun: Begun = yield from _tried(session, log, head, manner)
            if begun != "without":
                return begun
        else:
            yield Do(taking.give_up, (log,))
    elif (yield Look(is_expected, (log,))) or (
        (yield Look(_is_new, (log,))) and head.sequence >= manner.schedule.least
    ):
        yield from _ask(session, member, log)
    else:
        return "without"
    while True:
        chosen: Known | None = yield Look(_chosen, (member, log, head))
        if chosen is None:
            yield Do(expect_no_more, (log,))
            return "without"
        yield Do(taking.begin, (log, chosen))
        begun = yield from _tried(session, log, head, manner)
        if begun != "without":
            return begun


def is_receiving(connection: Connection, log: bytes) -> bool:
    """Tell whether a snapshot of ``log`` is being fetched."""
    return any(known.state == "receiving" for known in snapshots.snapshots(connection, log))


def _tried(session: Session, log: bytes, head: Head, manner: Manner) -> Script[Begun]:
    """Go on with the snapshot that is being fetched; give it up when it is not what it says."""
    try:
        return (yield from _fetch(session, log, head, manner))
    except WithheldError:
        yield Do(taking.give_up, (log,))
    except FalseSnapshotError:
        yield Do(_found_out, (log,))
    return "without"


def _fetch(session: Session, log: bytes, head: Head, manner: Manner) -> Script[Begun]:
    while True:
        waiting: list[Wanted] = yield Look(snapshots.wanted, (log,))
        if not waiting:
            yield Do(taking.finish, (log, head.generation))
            yield Do(expect_no_more, (log,))
            return "whole"
        wanted = waiting[0]
        if manner.early and not wanted.first:
            return "usable"
        yield from _fetch_one(session, log, wanted)
        if wanted.number == 0:
            yield Do(taking.take_front, (log,))
            continue
        took: Took = yield Do(taking.take_segment, (log, wanted, manner.at_work))
        done, total = yield Look(snapshots.progress, (log,))
        if took.changesets:
            yield Tell("receiving", done, total)


def _fetch_one(session: Session, log: bytes, wanted: Wanted) -> Script[None]:
    """Fetch what of one segment is not here."""
    manifest = wanted.manifest
    if manifest is None:
        manifest = yield from fetch_manifest(session, log, wanted.blob)
        yield Do(_keep_manifest, (log, wanted.number, manifest))
    here: set[int] = yield Look(snapshots.chunks_here, (log, wanted.number))
    for number, chunk in enumerate(chunks_of(manifest)):
        if number not in here:
            content = yield from fetch_chunk(session, log, wanted.blob, number, chunk)
            yield Do(_keep_chunk, (log, wanted.number, number, content))


def _ask(session: Session, member: Membership, log: bytes) -> Script[None]:
    """Ask for the newest snapshots and their attestations; a server may know of none."""
    path, query = f"/v1/programs/{session.program.hex()}/snapshots", f"log={log.hex()}"
    answer = yield from ask(session, Request("GET", path, query))
    refusal = refusal_of(answer)
    if refusal is not None and refusal.reason == "not-found":
        return
    refuse(answer)
    found = decode(answer.body, Snapshots).snapshots
    yield Do(_note_all, (member, log, [one.envelope for one in found]))


def _note_all(
    transaction: Transaction, member: Membership, log: bytes, bodies: list[bytes]
) -> tuple[None, Changes]:
    """Keep what members say of snapshots; what is not theirs, or cannot be read, says nothing."""
    for body in bodies:
        try:
            envelope = parse(body)
            header = envelope.header
            author = member.roster.members.get(header.device)
            if author is None or header.log != log or log not in author.vaults:
                continue
            if header.kind in {Kind.SNAPSHOT, Kind.ATTESTATION}:
                verify(envelope, author.device.signing)
                note(transaction.connection, envelope)
        except (ProtocolError, DamagedError):
            continue
    return None, Changes()


def _chosen(connection: Connection, member: Membership, log: bytes, head: Head) -> Known | None:
    """Return the snapshot that goes furthest of those that this laptop may begin with."""
    expunged = set(snapshots.expunged_scopes(connection, log))
    at = envelopes.cursor(connection, log)
    for known, body in of_generation(connection, log):
        fits = body.head.generation == head.generation and body.head.sequence <= head.sequence
        fits = fits and expunged.issuperset(body.expunged)
        fits = fits and (at is None or at.sequence <= body.head.sequence)
        if fits and is_vouched_for(connection, member, log, known, body):
            return known
    return None


def _still_fits(connection: Connection, member: Membership, log: bytes, head: Head) -> bool:
    """Tell whether the snapshot that is being fetched is still one to begin with."""
    known = taking.receiving_known(connection, log)
    generation = read_snapshot(known.body).head.generation
    return generation == head.generation and known.device in member.roster.members_of(log)


def _is_new(connection: Connection, log: bytes) -> bool:
    """Tell whether nothing of ``log`` by others was ever received here."""
    at = envelopes.cursor(connection, log)
    ends = connection.exec_driver_sql("SELECT 1 FROM chain_end WHERE log = ? LIMIT 1", (log,))
    return (at is None or not at.sequence) and ends.first() is None


def _keep_manifest(
    transaction: Transaction, log: bytes, number: int, manifest: bytes
) -> tuple[None, Changes]:
    snapshots.keep_manifest(transaction.connection, log, number, manifest)
    return None, Changes()


def _keep_chunk(
    transaction: Transaction, log: bytes, number: int, chunk: int, content: bytes
) -> tuple[None, Changes]:
    snapshots.keep_chunk(transaction.connection, log, number, chunk, content)
    return None, Changes()


def _found_out(transaction: Transaction, log: bytes) -> tuple[None, Changes]:
    find_out(transaction, taking.receiving_known(transaction.connection, log).digest)
    snapshots.end_receiving(transaction.connection, log)
    return None, Changes()
