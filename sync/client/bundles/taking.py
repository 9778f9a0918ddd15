"""Take a bundle in: read it whole before any of it is believed, then as if a server had sent it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from storage.domain.clocks import Clock, milliseconds
from storage.errors import DamagedError, RejectedError
from storage.usecases.changes import Changes
from storage.usecases.syncing import envelopes
from storage.usecases.syncing.bundles import BundleNote, note_bundle
from storage.usecases.transaction import Transaction
from sync.client import access
from sync.client.bundles.reading import Reading
from sync.client.bundles.storing import Kept, keep_carried
from sync.client.bundles.trouble import in_words
from sync.client.commands import Do, Look, Script, Tell
from sync.client.membership import Identity, Membership, membership
from sync.client.problems import SyncError
from sync.client.roster_log import followed, is_whole_story, take_entries
from sync.client.round import apply_all
from sync.protocol.bundle import Carried, Read

_READ_AT_ONCE, _TAKEN_AT_ONCE = 8 * 1024 * 1024, 1024 * 1024
"""Bytes between two moments at which somebody may stop it, and in one transaction."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a bundle brought: which device made it and when, how many of its envelopes were new."""

    device: bytes
    made: datetime
    new: int
    known: int
    left_out: int
    """Envelopes that were by nobody of the program, or that this version does not know."""
    versions: int
    """Fields that have two versions since."""
    parked: int
    """Envelopes here that wait for something that is missing."""
    is_first: bool
    """False when this very bundle was taken in before."""
    other_members: bool = False
    """Whether its list of members is another than this laptop's, so that it was left out."""


def take_bundle(clock: Clock, source: Path) -> Script[TakenIn]:
    """Take in what the bundle at ``source`` carries; the same once more changes nothing.

    RejectedError, DamagedError or NewerVersionError say in words why a file is refused, and
    nothing of it was taken in then; OSError when it cannot be read. What is stopped half-way goes
    on when it is called again.
    """
    member: Membership | None = yield Look(membership)
    if member is None:
        raise RejectedError("This workspace belongs to no program yet. Join yours first.")
    read, is_ours = yield from _believed(source, member.identity)
    kept = yield from _kept(source, member.identity, read)
    applied = yield from apply_all(at_work=True)
    yield from access.receive()
    now, head = milliseconds(clock.now()), read.head
    note = BundleNote(read.digest, False, now, head.device, head.since, kept.new)
    is_first: bool = yield Do(_note, (note,))
    parked: int = yield Look(envelopes.parked_count)
    made = datetime.fromtimestamp(head.made / 1000, UTC)
    versions, others = applied.versions, not is_ours
    return TakenIn(head.device, made, *kept, versions, parked, is_first, other_members=others)


def _believed(source: Path, who: Identity) -> Script[tuple[Read, bool]]:
    """Read the whole file and return what it says, once its maker is known and the roster is in.

    Beside it stands whether its list of members goes with this laptop's.
    """
    size, reading = source.stat().st_size, Reading(source, who)
    try:
        while (yield Look(_some, (reading, _READ_AT_ONCE))):
            yield Tell("receiving", reading.at // 2, size)
        read, entries = reading.whole, tuple(reading.entries)
    finally:
        reading.close()
    is_ours: bool = yield Look(_check_maker, (read, entries))
    if is_ours:
        yield Do(take_entries, (read.head.program, entries))
    return read, is_ours


def _kept(source: Path, who: Identity, read: Read) -> Script[Kept]:
    """Read the file once more, and keep its envelopes slice by slice."""
    size, reading, kept = source.stat().st_size, Reading(source, who), Kept()
    try:
        while some := (yield Look(_some, (reading, _TAKEN_AT_ONCE))):
            more: Kept = yield Do(keep_carried, (some,))
            kept = kept.plus(more)
            yield Tell("receiving", (size + reading.at) // 2, size)
        if reading.whole.digest != read.digest:
            raise DamagedError("The bundle was changed while it was read. Take it in once more.")
    finally:
        reading.close()
    return kept


def _some(_connection: Connection, reading: Reading, most: int) -> list[Carried]:
    """Read a slice, on the thread that may wait for a stick."""
    return reading.envelopes(most)


def _check_maker(connection: Connection, read: Read, entries: tuple[bytes, ...]) -> bool:
    """Return when the bundle is this program's, and signed by a device that is or was of it.

    Tells whether its list of members goes with this laptop's. Where another one was signed in
    its place, this laptop believes its own, and what it says about who wrote what.
    """
    member = membership(connection)
    program = read.head.program
    if member is None or program != member.roster.program:
        raise RejectedError("This bundle belongs to another program. Nothing was taken in.")
    roster, is_ours = member.roster, True
    with in_words():
        try:
            roster, _new = followed(connection, program, entries)
        except SyncError as error:
            if error.problem != "roster-differs" or not is_whole_story(program, entries):
                raise
            is_ours = False
    maker = roster.author(read.head.device)
    if maker is None:
        raise RejectedError("This bundle was made by nobody of the program. Nothing was taken in.")
    with in_words():
        read.verify(maker.signing)
    return is_ours


def _note(transaction: Transaction, note: BundleNote) -> tuple[bool, Changes]:
    return note_bundle(transaction.connection, note), Changes()
