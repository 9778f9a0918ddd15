"""Let go of cases whose key the roster says is destroyed, or that moved to another vault."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.errors import DamagedError
from storage.reports.keeping import Counted, counted, keep
from storage.tables.search_index import forget_words
from storage.usecases.changes import Changes
from storage.usecases.retention.holds import is_held
from storage.usecases.syncing import envelopes
from storage.usecases.syncing import roster as kept
from storage.usecases.syncing.expunging import (
    Records,
    closed_in,
    destroy,
    hold_back,
    marks,
    move,
    records_of,
)
from storage.usecases.syncing.keys import case_key, newest_epoch, vault_key
from storage.usecases.transaction import Transaction
from sync.client.membership import identity
from sync.protocol.changes import Opened, parts_of_scopes
from sync.protocol.entries import NOWHERE, Expunging, Moved
from sync.protocol.envelope import Envelope, Kind, parse, to_bytes, without
from sync.protocol.errors import ProtocolError
from sync.protocol.roster import Roster, entry_of

LOCKED = "The key of a case in it has not arrived."
"""Why an envelope waits that holds something of a case that cannot be opened yet."""
Homes = Mapping[bytes, bytes]
"""By scope: the vault where a case stands now that this log is not of any more."""
Trims = defaultdict[tuple[bytes, bool], set[bytes]]
"""By log, and whether what was not sent yet counts too: the cases to leave out of what is kept."""


def close_cases(
    transaction: Transaction,
    roster: Roster,
    entries: Sequence[Envelope],
    joining: Collection[bytes] = (),
) -> Changes:
    """Do here what the verified ``entries`` say of cases; nothing before this laptop joined.

    ``joining`` are the vaults of one that is about to be listed as a member.
    """
    connection, touched = transaction.connection, defaultdict[str, set[RecordId]](set)
    if kept.program(connection) is None:
        return Changes()
    member = roster.members.get(identity(connection).device)
    own, is_less, is_any = member.vaults if member else joining, False, False
    for entry in entries:
        body = entry_of(entry)
        if isinstance(body, Expunging):
            is_any = True
            for done in _close_all(transaction, own, entry, body):
                is_less = is_less or (done.act == "expunge" and bool(done.ids_by_kind))
                for kind, ids in done.ids_by_kind.items():
                    touched[kind].update(ids)
    if is_less:
        forget_words(connection)
    if is_any:
        envelopes.take_up(connection, LOCKED)  # for a key that will never come
    return Changes({kind: frozenset(ids) for kind, ids in touched.items()}, "sync")


def _close_all(
    transaction: Transaction, own: Collection[bytes], entry: Envelope, body: Expunging
) -> Iterator[Changes]:
    """Close the cases of one entry, and keep what those of this device's own entry counted."""
    counts = _counts(transaction, entry, body, own)
    records = records_of(transaction.connection, [case.scope for case in body.cases])
    trims: Trims = defaultdict(set)
    for case in body.cases:
        yield _close(transaction, own, case, body.reason, records[case.scope], trims)
    for (log, all_of_it), scopes in trims.items():
        # Once for all of them: whatever this laptop ever sent is opened for it.
        _trim_own(transaction.connection, log, scopes, all_of_it=all_of_it)
    yield keep(transaction, counts)


def _close(
    transaction: Transaction,
    own: Collection[bytes],
    case: Moved,
    reason: str,
    records: Records,
    trims: Trims,
) -> Changes:
    """Close one case; note in ``trims`` what of it is to be left out of what was sent."""
    if case.to in own and case.vault in own:
        return move(transaction, case.vault, case.scope, reason, case.to)
    moved_to = b"" if case.to == NOWHERE else case.to
    if not moved_to and is_held(transaction.connection, case.scope):
        changes = hold_back(transaction, case.vault, case.scope, reason)
        trims[case.vault, True].add(case.scope)
        return changes
    changes = destroy(transaction, case.vault, case.scope, reason, moved_to, records)
    # Its key is in what was sent before it moved, too: a restored server would get that again.
    stood = {vault for vault, _ in marks(transaction.connection, [case.scope])}
    for log in {case.vault} if moved_to else stood:
        trims[log, not moved_to].add(case.scope)
    return changes


def _counts(
    transaction: Transaction, entry: Envelope, body: Expunging, own: Collection[bytes]
) -> list[Counted]:
    """Return what the cases of this device's own entry count, which it keeps for everybody.

    Where the entry takes its place in the roster every destruction before it is done, here as
    everywhere: two leads who destroy at the same time count nothing twice. One who was restored
    since has told the others already.
    """
    here = identity(transaction.connection)
    if (entry.header.device, entry.header.incarnation) != (here.device, here.incarnation):
        return []
    gone = [(case.vault, case.scope) for case in body.cases if case.to == NOWHERE]
    return counted(transaction, [one for one in gone if one[0] in own])


class Open(NamedTuple):
    """What came of an envelope, less what is of cases that are gone from its log."""

    opened: Opened
    homes: Homes
    """Where cases stand now that moved to another vault of this laptop: what somebody wrote of
    them who had not heard of it is theirs."""
    is_withheld: bool
    """Whether a part was left out of it though its case is not gone."""


def without_closed(connection: Connection, log: bytes, opened: Opened) -> Open:
    """Leave out of what came in ``log`` what is of cases that are gone from it."""
    gone = closed_in(connection, log)
    if not gone:
        return Open(opened, {}, bool(opened.left_out))
    moved = marks(connection, [scope for scope, to in gone.items() if to])
    stands = {scope: stands_in(moved, log, scope) for scope, to in gone.items() if to}
    homes = {scope: to for scope, to in stands.items() if to and newest_epoch(connection, to)}
    keyed = {scope for scope in homes if case_key(connection, scope) is not None}
    dropped = gone.keys() - homes.keys()
    kept = msgspec.structs.replace(
        opened,
        keys={s: key for s, key in opened.keys.items() if s not in gone or s in keyed},
        pieces={s: pieces for s, pieces in opened.pieces.items() if s not in dropped},
        locked=opened.locked - dropped,
        left_out=opened.left_out | (dropped & (opened.pieces.keys() | opened.locked)),
    )
    return Open(kept, homes, bool(opened.left_out - gone.keys()))


def stands_in(gone: Mapping[tuple[bytes, bytes], bytes], log: bytes, scope: bytes) -> bytes:
    """Return where a case stands that left ``log``, however often it moved on since.

    ``gone`` is by vault and scope where it went. NOWHERE, or nothing at all, where it is destroyed.
    """
    vault, passed = gone[log, scope], {log}
    while (vault, scope) in gone and vault not in passed:
        passed.add(vault)
        vault = gone[vault, scope]
    return vault


def _trim_own(
    connection: Connection, log: bytes, scopes: Collection[bytes], *, all_of_it: bool
) -> None:
    """Leave cases out of the envelopes that are kept here as they were sent.

    What the server has not got yet of a case that only moved goes there first, whole.
    """
    for own in envelopes.own_envelopes(connection, log, sent_only=not all_of_it):
        envelope = parse(own.body)
        if envelope.header.kind != Kind.CHANGES:
            continue
        try:
            key = vault_key(connection, log, envelope.header.epoch)
            parts = parts_of_scopes(envelope, key, scopes)
        except (ProtocolError, DamagedError):
            continue
        if parts:
            body = to_bytes(without(envelope, parts))
            envelopes.replace_own(connection, log, own.digest, body)
