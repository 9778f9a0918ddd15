"""Apply what came: verify who wrote it, open it, hand it to the journal; park what will not go."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, IntegrityError

from storage.domain.ids import RecordId
from storage.errors import DamagedError, NewerVersionError
from storage.usecases.changes import Changes
from storage.usecases.collecting import uncollected
from storage.usecases.syncing import envelopes, snapshots
from storage.usecases.syncing.applying import Applied, Incoming, IncomingPart, apply
from storage.usecases.syncing.envelopes import ChainEnd, Received
from storage.usecases.syncing.keys import CaseKeys, vault_key
from storage.usecases.transaction import Transaction
from sync.client.cleared import note_arrivals
from sync.client.closing import LOCKED, Homes, without_closed
from sync.client.forks import note_forks
from sync.client.membership import Membership, membership
from sync.client.proofs import keep_proof
from sync.client.snapshots.believing import note
from sync.protocol.changes import Opened, open_changes
from sync.protocol.envelope import BEGINNING, Envelope, Kind, parse, verify
from sync.protocol.errors import NewerProtocolError, ProtocolError

_AT_WORK, _IN_BULK = 1, 64
"""Envelopes in one transaction: a slice while somebody works, many for a first pull."""
_MOST_BYTES = 12 * 1024 * 1024
"""Of envelopes in one transaction."""
_OPENED_AT_ONCE = 768 * 1024
"""Bytes of envelopes: what they open to is thirty times as much in memory."""
GAP = "Something that its author wrote before is missing."
"""A restored server may get envelopes back in another order than they were written in."""
STRANGER = "It is by somebody who is no member of this vault."
LATE = "Its author had left when it came. An admin decides whether it is taken in."
"""A member may have been admitted after this laptop last read the roster."""
NEWER = "It was made with a newer version of Satchel and is read after an update."
NEWER_CONTENT = (
    "What is in it was written by a newer version of Satchel; it is read after an update."
)
_UNREADABLE = "What is in it is of no form that Satchel writes."
KEYLESS = "The key that it was sealed with is not on this laptop."
WITHHELD = "The server left something out of it that was not destroyed. The rest was taken in."
_PLACED = frozenset((LOCKED, NEWER_CONTENT, KEYLESS, WITHHELD))
"""Why an envelope waits whose author's chain goes on behind it already."""
_MALFORMED = (
    ArithmeticError, AttributeError, DataError, IntegrityError, LookupError, RecursionError,
    TypeError, ValueError,
)  # fmt: skip
"""What content that no check foresaw makes of the code that reads it: a fault of one envelope."""


@dataclass(frozen=True, slots=True)
class Done:
    """What one step of applying did, and how many envelopes still wait."""

    envelopes: int
    changesets: int
    versions: int
    parked: int
    left: int


@dataclass(frozen=True, slots=True)
class _Read:
    received: Received
    envelope: Envelope
    opened: Opened
    unlocks: bool
    """Whether it brought the key of a case that was not here."""
    homes: Homes
    is_withheld: bool


@dataclass(frozen=True, slots=True)
class _Step:
    applied: Applied
    changesets: int
    unlocks: bool


def apply_waiting(transaction: Transaction, *, at_work: bool) -> tuple[Done, Changes]:
    """Apply the oldest envelopes that wait: one while somebody works, else many at once."""
    connection = transaction.connection
    member = membership(connection)
    if member is None:
        return Done(0, 0, 0, 0, 0), Changes()
    most = _AT_WORK if at_work else _IN_BULK
    batch = envelopes.received(connection, most, _MOST_BYTES)
    before, keys = envelopes.parked_count(connection), CaseKeys(connection)
    note_arrivals(transaction, member, [one for one in batch if one.reason in {"", KEYLESS}])
    with uncollected():
        steps = [_step(transaction, member, keys, some) for some in _slices(batch)]
    parked = envelopes.parked_count(connection) - before
    if any(step.unlocks for step in steps):
        envelopes.take_up(connection, LOCKED)
    if any(step.changesets for step in steps):
        envelopes.take_up_next(connection, GAP)
    left = envelopes.received_count(connection)
    done, count = _sum([step.applied for step in steps]), sum(step.changesets for step in steps)
    return Done(len(batch), count, done.versions, done.parked + parked, left), done.changes


def _step(
    transaction: Transaction, member: Membership, keys: CaseKeys, some: Sequence[Received]
) -> _Step:
    """Open and apply some envelopes; what they opened to is forgotten before the next ones."""
    found = (_read(transaction.connection, member, keys, received) for received in some)
    read = [one for one in found if one is not None]
    applied = _apply(transaction, read)
    for one in read:
        differs = note_forks(transaction, one.opened, one.envelope.header.device)
        if differs is not None:
            keep_proof(transaction, one.envelope, differs)
    count = sum(len(one.opened.changesets) for one in read)
    return _Step(applied, count, unlocks=any(one.unlocks for one in read))


def _slices(waiting: Iterable[Received]) -> Iterator[list[Received]]:
    """Yield what is opened at once: some small envelopes, or one large one."""
    some: list[Received] = []
    size = 0
    for received in waiting:
        size += len(received.body)
        if some and size > _OPENED_AT_ONCE:
            yield some
            some, size = [], len(received.body)
        some.append(received)
    if some:
        yield some


def retry_parked(transaction: Transaction) -> tuple[None, Changes]:
    """Let the envelopes wait again that an update or a longer roster may have made readable."""
    connection = transaction.connection
    for reason in (NEWER, NEWER_CONTENT, KEYLESS, LATE, WITHHELD):
        envelopes.take_up(connection, reason)
    envelopes.take_up_of_members(connection, STRANGER)
    return None, Changes()


def _read(
    connection: Connection, member: Membership, keys: CaseKeys, received: Received
) -> _Read | None:
    """Verify and open one envelope; what cannot be is parked with its reason.

    The chain of its author goes on behind one that cannot be opened: it stops no other.
    """
    is_placed = received.reason in _PLACED
    try:
        envelope = parse(received.body)
        if not is_placed:
            if not _comes_next(connection, member, received, envelope):
                envelopes.drop_received(connection, received.log, received.sequence)
                return None
            _move_end(connection, envelope)
            is_placed = True
        if envelope.header.kind != Kind.CHANGES:
            _note(connection, received, envelope)
            return None
        return _Read(received, envelope, *_open(connection, keys, envelope))
    except (NewerProtocolError, NewerVersionError):
        reason = NEWER_CONTENT if is_placed else NEWER
    except (ProtocolError, DamagedError) as error:
        reason = str(error)
    envelopes.park_received(connection, received.log, received.sequence, reason)
    if is_placed:
        envelopes.take_up_next(connection, GAP)
    return None


def _note(connection: Connection, received: Received, envelope: Envelope) -> None:
    """Keep what an envelope says of snapshots; ProtocolError where it cannot be read."""
    try:
        note(connection, envelope)
    except DamagedError as error:
        raise ProtocolError(KEYLESS) from error
    envelopes.drop_received(connection, received.log, received.sequence)
    envelopes.take_up_next(connection, GAP)


def _open(
    connection: Connection, known: CaseKeys, envelope: Envelope
) -> tuple[Opened, bool, Homes, bool]:
    """Open an envelope and keep the case keys that it carries, all of them or none.

    Tells whether one of the keys is new here, where cases in it stand now that moved, and whether
    something was left out of it. Raises ProtocolError or DamagedError.
    """
    header = envelope.header
    try:
        key = vault_key(connection, header.log, header.epoch)
    except DamagedError as error:
        raise ProtocolError(KEYLESS) from error
    found = open_changes(envelope, key, known.of)
    opened, homes, is_withheld = without_closed(connection, header.log, found)
    known.look_up(opened.keys)
    unlocks = any(new not in known.of(scope) for scope, new in opened.keys.items())
    if opened.keys:
        known.adopt(header.log, opened.keys)
        # A key that this laptop made itself for the same case has yet to travel.
        same = [scope for scope, new in opened.keys.items() if known.of(scope)[0] == new]
        envelopes.mark_carried(connection, sorted(same))
    return opened, unlocks, homes, is_withheld


def _comes_next(
    connection: Connection, member: Membership, received: Received, envelope: Envelope
) -> bool:
    """Check who wrote an envelope and that nothing before it is missing.

    False when it was applied already: a restored server gives its log anew. Raises ProtocolError.
    """
    header = envelope.header
    author = member.roster.author(header.device)
    chain = header.log, header.device, header.incarnation
    standing = member.roster.standing(chain, header.number)
    if author is None or standing == "stranger":
        raise ProtocolError(STRANGER)
    verify(envelope, author.signing)
    if header.kind == Kind.ROSTER or header.log != received.log:
        raise ProtocolError("It belongs to another log.")
    end = envelopes.chain_end(connection, header.log, header.device, header.incarnation)
    if end is None and header.device == member.identity.device:
        # This laptop was restored from a backup; what it wrote after that comes from the server.
        end = envelopes.last_own(connection, header.log, header.incarnation)
    if end is not None and header.number <= end.number:
        if header.number == end.number and envelope.digest != end.digest:
            raise ProtocolError("Its author has written something else under the same number.")
        return False
    if standing == "late":
        raise ProtocolError(LATE)
    number, previous = (end.number + 1, end.digest) if end else (1, BEGINNING)
    if (header.number, header.previous) != (number, previous):
        raise ProtocolError(GAP)
    return True


def _move_end(connection: Connection, envelope: Envelope) -> None:
    header = envelope.header
    end = ChainEnd(header.number, envelope.digest)
    envelopes.move_chain_end(connection, header.log, header.device, header.incarnation, end)


def _apply(transaction: Transaction, read: Sequence[_Read]) -> Applied:
    """Apply all at once; where that is refused, one by one, so that one cannot stop another."""
    connection = transaction.connection
    if not read:
        return Applied(Changes(), 0, 0)
    try:
        with connection.begin_nested():
            done = apply(transaction, [each for one in read for each in _incoming(one)])
    except (DamagedError, NewerVersionError, *_MALFORMED) as error:
        if len(read) > 1:
            return _sum([_apply(transaction, [one]) for one in read])
        (one,) = read
        reason = _UNREADABLE if isinstance(error, _MALFORMED) else str(error)
        envelopes.park_received(connection, one.received.log, one.received.sequence, reason)
        return Applied(Changes(act="sync"), 0, 1)
    for one in read:
        log, sequence = one.received.log, one.received.sequence
        if one.opened.locked or one.is_withheld:
            reason = LOCKED if one.opened.locked else WITHHELD
            envelopes.park_received(connection, log, sequence, reason)
        else:
            envelopes.drop_received(connection, log, sequence)
        _note_places(transaction, one)
    return done


def _note_places(transaction: Transaction, one: _Read) -> None:
    """Keep how far its author's changesets go in the log, and of which nothing stands there."""
    connection, header = transaction.connection, one.envelope.header
    reached: dict[int, int] = {}
    for changeset in one.opened.changesets:
        reached[changeset.incarnation] = changeset.counter
    if header.device == transaction.identity.device:
        for incarnation, counter in reached.items():  # of a bare one no part here says so
            envelopes.note_sealed(connection, header.log, incarnation, counter)
    named = [(header.device, *author) for author in reached.items()]
    snapshots.note_reached(connection, header.log, one.received.sequence, named)
    # Its author may have sent one bare itself: a case destroyed before it was sealed.
    if not one.opened.locked:
        staying = one.opened.pieces.keys() - one.homes.keys()
        held = {piece.changeset for scope in staying for piece in one.opened.pieces[scope]}
        bare = [
            (header.device, changeset.incarnation, changeset.counter)
            for number, changeset in enumerate(one.opened.changesets)
            if number not in held
        ]
        snapshots.note_emptied(connection, header.log, bare)


def _sum(parts: Sequence[Applied]) -> Applied:
    touched: defaultdict[str, set[RecordId]] = defaultdict(set)
    for part in parts:
        for kind, records in part.changes.ids_by_kind.items():
            touched[kind].update(records)
    changes = Changes({kind: frozenset(ids) for kind, ids in touched.items()}, "sync")
    return Applied(changes, sum(p.versions for p in parts), sum(p.parked for p in parts))


def _incoming(one: _Read) -> Iterator[Incoming]:
    header = one.envelope.header
    parts: dict[int, list[IncomingPart]] = {}
    for scope, pieces in one.opened.pieces.items():
        for piece in pieces:
            home = one.homes.get(scope, header.log)
            part = IncomingPart(piece.position, home, scope, piece.content)
            parts.setdefault(piece.changeset, []).append(part)
    for number, changeset in enumerate(one.opened.changesets):
        yield Incoming(
            header.device,
            changeset.incarnation,
            changeset.counter,
            changeset.stamp,
            changeset.author,
            changeset.act,
            changeset.batch,
            changeset.seen,
            changeset.digests,
            tuple(sorted(parts.get(number, ()), key=lambda part: part.position)),
        )
