"""How far the server's logs were cleared of destroyed cases from here, and what is owed yet.

Nothing has to be noted when a case is destroyed, or a server restored: what the roster says now,
against what was cleared and in which generation, is what is owed. So it outlives every stop, and
whoever is let in or made an admin later owes it too.
"""

from collections.abc import Collection, Sequence
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection

from storage.errors import DamagedError
from storage.usecases.changes import Changes
from storage.usecases.documents import travelling
from storage.usecases.settings import set_settings, setting
from storage.usecases.syncing.envelopes import Received
from storage.usecases.syncing.keys import vault_key
from storage.usecases.transaction import Transaction
from sync.client.closing import stands_in
from sync.client.membership import Membership, membership
from sync.client.receiving import cursor_of
from sync.protocol.changes import parts_of_scopes
from sync.protocol.entries import NOWHERE
from sync.protocol.envelope import Kind, parse
from sync.protocol.errors import ProtocolError

_KEPT = "sync.cleared"


class Reach(NamedTuple):
    """How far a log was cleared, of which cases; ``whole`` where nothing of them is left."""

    generation: int
    gone: str
    """What the cases were that it was cleared of: another roster gives another word."""
    after: int
    whole: bool


def gone_from(member: Membership, vault: bytes) -> frozenset[bytes]:
    """Return the cases that are destroyed of which ``vault``'s log may hold something."""
    gone = member.roster.expunged
    return frozenset(
        scope for (log, scope) in gone if log == vault and stands_in(gone, log, scope) == NOWHERE
    )


def owed(connection: Connection) -> tuple[bytes, ...]:
    """Return the vaults that this laptop, an admin's, is to have the server clear."""
    member = membership(connection)
    own = member.roster.members.get(member.identity.device) if member else None
    if member is None or own is None or own.role != "admin":
        return ()
    return tuple(
        vault
        for vault in own.vaults
        if gone_from(member, vault) and not reach_of(connection, member, vault).whole
    )


def is_owed(connection: Connection) -> bool:
    """Tell whether this laptop is yet to have destroyed cases removed at the server."""
    return bool(owed(connection))


def reach_of(connection: Connection, member: Membership, vault: bytes) -> Reach:
    """Return how far ``vault``'s log was cleared of all that is destroyed by now."""
    word = sha256(b"".join(sorted(gone_from(member, vault)))).hexdigest()
    generation = cursor_of(connection, vault).generation
    kept = _kept(connection, vault)
    if kept is None or (kept.generation, kept.gone) != (generation, word):
        return Reach(generation, word, after=0, whole=False)
    return kept


def move_on(
    transaction: Transaction, vault: bytes, known: Reach, reached: Reach
) -> tuple[None, Changes]:
    """Note that the log was cleared up to a place; not where ``known`` does not hold any more.

    A server that was restored, or never asked from here, is asked once more for the files too.
    """
    member = membership(transaction.connection)
    if member is None or reach_of(transaction.connection, member, vault) != known:
        return None, Changes()
    before = _kept(transaction.connection, vault)
    if before is None or before.generation != reached.generation:
        travelling.delete_again(transaction, vault)
    _keep(transaction, vault, reached)
    return None, Changes(act="sync")


def note_arrivals(transaction: Transaction, member: Membership, came: Sequence[Received]) -> None:
    """Owe the clearing of what ``came``, for the first time, with something of a destroyed case.

    Its author had not heard of it, or somebody carried it, or a restored server got it back.
    """
    connection = transaction.connection
    for vault in {one.log for one in came}:
        kept, gone = _kept(connection, vault), gone_from(member, vault)
        if kept is None or not gone:
            continue  # all of it is owed, or nothing
        servers = [one for one in came if one.log == vault and one.sequence > 0]
        places = [one.sequence for one in servers if parts_left(connection, vault, one.body, gone)]
        if places:
            after = min(kept.after, min(places) - 1)
            _keep(transaction, vault, kept._replace(after=after, whole=False))


def parts_left(
    connection: Connection, vault: bytes, body: bytes | None, gone: Collection[bytes]
) -> tuple[int, ...]:
    """Return the parts of an envelope of ``vault`` that hold something of these cases.

    None of one that cannot be read here: nothing of it is known to be of a case.
    """
    try:
        envelope = parse(body or b"")
        if (envelope.header.kind, envelope.header.log) != (Kind.CHANGES, vault):
            return ()
        return parts_of_scopes(envelope, vault_key(connection, vault, envelope.header.epoch), gone)
    except (ProtocolError, DamagedError):
        return ()


def _kept(connection: Connection, vault: bytes) -> Reach | None:
    found = setting(connection, _KEPT).get(vault.hex())
    return None if found is None else Reach(*found)


def _keep(transaction: Transaction, vault: bytes, reach: Reach) -> None:
    known = setting(transaction.connection, _KEPT)
    set_settings(transaction, {_KEPT: {**known, vault.hex(): list(reach)}})
