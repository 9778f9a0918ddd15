"""Find out a server that shows two people two histories.

Every changeset carries, inside the seal, the heads its author had verified. Where such a head
names a place this laptop knows, both must be the same.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from storage.domain.changeset import SeenHead
from storage.domain.clocks import milliseconds
from storage.usecases.changes import Changes
from storage.usecases.settings import set_settings, setting
from storage.usecases.syncing.envelopes import cursor, link_at
from storage.usecases.transaction import Transaction
from sync.protocol.changes import Opened
from sync.protocol.encoding import decode
from sync.protocol.errors import ProtocolError

_NOTED = "sync.fork_seen"
_FORM = 2


@dataclass(frozen=True, slots=True)
class Fork:
    """Who proved that the server showed two histories, and when that came to this laptop.

    ``device`` is the author of the changeset whose sealed head does not fit; empty where it was
    noted by a version that did not keep it.
    """

    device: bytes
    at: datetime | None


def note_forks(transaction: Transaction, opened: Opened, author: bytes) -> SeenHead | None:
    """Write down that the server's history is forked, when what ``author`` sealed proves it.

    Returns the head that proves it.
    """
    for seen in {changeset.seen for changeset in opened.changesets}:
        for vault, generation, sequence, link in _heads(seen):
            if _differs(transaction.connection, vault, sequence, (generation, link)):
                now = milliseconds(transaction.clock.now())
                set_settings(transaction, {_NOTED: [_FORM, author.hex(), now]})
                return SeenHead(vault, generation, sequence, link)
    return None


def fork_seen(connection: Connection) -> bool:
    """Tell whether somebody was shown another history than this laptop."""
    return bool(setting(connection, _NOTED))


def fork(connection: Connection) -> Fork | None:
    """Return who proved it last, and when; None where nobody did or it was cleared since."""
    noted = setting(connection, _NOTED)
    if not noted:
        return None
    if not isinstance(noted, list):
        return Fork(b"", None)
    _, device, at = noted
    return Fork(bytes.fromhex(device), datetime.fromtimestamp(at / 1000, UTC))


def clear_fork(transaction: Transaction) -> tuple[None, Changes]:
    """Say no more that the history is forked: people have talked and know what happened.

    The next proof says it again.
    """
    set_settings(transaction, {_NOTED: False})
    return None, Changes(act="sync")


def _differs(connection: Connection, vault: bytes, sequence: int, seen: tuple[int, bytes]) -> bool:
    """Tell whether somebody saw another link where this laptop has verified one.

    A place that was given anew after a restore says nothing about the one before: whoever has
    received this log from the restored server may have seen another one there than who has not
    yet. What lies ahead of the cursor is not verified: it may be from before the restore.
    """
    at, known = cursor(connection, vault), link_at(connection, vault, sequence)
    if at is None or known is None or sequence > at.sequence or at.generation < seen[0]:
        return False
    return known[0] <= seen[0] and known[1] != seen[1]


def _heads(seen: bytes) -> list[tuple[bytes, int, int, bytes]]:
    try:
        return decode(seen, list[tuple[bytes, int, int, bytes]])
    except ProtocolError:
        return []
