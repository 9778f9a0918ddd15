"""A server that stands still: this laptop sends, and nothing of anybody else comes for two days.

It may be a quiet week. It may be a server that shows this laptop nothing any more, which no
signature tells from it: only a colleague on the phone does (``comparing.status_words``).
"""

from sqlalchemy import Connection

from storage.usecases.changes import Changes
from storage.usecases.settings import set_settings, setting
from storage.usecases.transaction import Transaction
from sync.client.membership import membership

QUIET_MS = 48 * 60 * 60 * 1000
_ALONE = "sync.alone_since"


def note_traffic(
    transaction: Transaction, now: int, sent: int, received: int
) -> tuple[None, Changes]:
    """Note what a round moved at ``now`` (Unix milliseconds)."""
    since = setting(transaction.connection, _ALONE)
    if received and since:
        set_settings(transaction, {_ALONE: 0})
    elif sent and not received and (not since or since > now):
        set_settings(transaction, {_ALONE: now})
    return None, Changes()


def quiet_since(connection: Connection, now: int) -> int:
    """Return since when this laptop has only sent, where that is 48 hours or more; else 0.

    The moment is in Unix milliseconds. 0 for a program of one laptop, which hears from nobody.
    """
    since = int(setting(connection, _ALONE) or 0)
    member = membership(connection)
    if member is None or len(member.roster.members) < 2:  # noqa: PLR2004 - nobody to hear from
        return 0
    return since if since and now - since >= QUIET_MS else 0
