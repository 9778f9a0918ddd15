"""Find out a server that shows two people two histories.

Every changeset carries, inside the seal, the heads its author had verified. Where such a head
names a place this laptop knows, both must be the same.
"""

from sqlalchemy import Connection

from storage.usecases.settings import set_settings, setting
from storage.usecases.syncing.envelopes import cursor, link_at
from storage.usecases.transaction import Transaction
from sync.protocol.changes import Opened
from sync.protocol.encoding import decode
from sync.protocol.errors import ProtocolError

_NOTED = "sync.fork_seen"


def note_forks(transaction: Transaction, opened: Opened) -> None:
    """Write down that the server's history is forked, when what was opened proves it."""
    for seen in {changeset.seen for changeset in opened.changesets}:
        for vault, generation, sequence, link in _heads(seen):
            if _differs(transaction.connection, vault, sequence, (generation, link)):
                set_settings(transaction, {_NOTED: True})
                return


def fork_seen(connection: Connection) -> bool:
    """Tell whether somebody was shown another history than this laptop."""
    return bool(setting(connection, _NOTED))


def _differs(connection: Connection, vault: bytes, sequence: int, seen: tuple[int, bytes]) -> bool:
    """Tell whether somebody saw another link where this laptop has verified one.

    A place that was given anew after a restore says nothing about the one before, and what lies
    ahead of the cursor is not verified: it may be from before the restore.
    """
    at, known = cursor(connection, vault), link_at(connection, vault, sequence)
    if at is None or known is None or sequence > at.sequence:
        return False
    return known[0] <= seen[0] and known[1] != seen[1]


def _heads(seen: bytes) -> list[tuple[bytes, int, int, bytes]]:
    try:
        return decode(seen, list[tuple[bytes, int, int, bytes]])
    except ProtocolError:
        return []
