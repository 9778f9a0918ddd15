"""A server that stands still: it answers for two days, and nothing of anybody else comes.

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


def note_traffic(transaction: Transaction, now: int, received: int) -> tuple[None, Changes]:
    """Note what a round that reached the server brought of others at ``now`` (Unix milliseconds).

    The count begins with the first round that brings nothing, also where nothing was sent.
    """
    since = setting(transaction.connection, _ALONE)
    if received and since:
        set_settings(transaction, {_ALONE: 0})
    elif not received and (not since or since > now):
        set_settings(transaction, {_ALONE: now})
    return None, Changes()


def note_compared(transaction: Transaction, now: int) -> tuple[None, Changes]:
    """Count anew from ``now``: a colleague read the same six words."""
    if setting(transaction.connection, _ALONE):
        set_settings(transaction, {_ALONE: now})
    return None, Changes()


def quiet_since(connection: Connection, now: int) -> int:
    """Return since when nothing of others came, where the server answered 48 hours later; else 0.

    The moment is in Unix milliseconds. 0 for a program of one laptop, which hears from nobody; and
    no time passes for a laptop that reaches no server, which says so in other words.
    """
    since = int(setting(connection, _ALONE) or 0)
    answered = min(int(setting(connection, "sync.last") or 0), now)
    if not since or answered - since < QUIET_MS:
        return 0
    member = membership(connection)
    if member is None or len(member.roster.members) < 2:  # noqa: PLR2004 - nobody to hear from
        return 0
    return since
