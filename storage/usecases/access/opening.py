"""What a workspace notes of itself when it is opened: its beginning, a gap, wrong passphrases."""

from collections.abc import Sequence

from sqlalchemy import Connection

from storage.crypto.attempts import Untold
from storage.tables import access
from storage.usecases.access.noting import NOBODY, Look, note, note_all
from storage.usecases.transaction import Transaction


def begin(transaction: Transaction) -> None:
    """Note that the record begins here, or that this laptop goes on from a backup.

    Nothing when this incarnation has entries already.
    """
    who = transaction.identity
    row = transaction.connection.exec_driver_sql(_FIRST, (who.device,)).first()
    if row is None:
        note(transaction, "begin")
    elif row.incarnation < who.incarnation:
        note(transaction, "restored")


def is_begun(connection: Connection) -> bool:
    """Tell whether this incarnation of this laptop has begun its record."""
    return connection.exec_driver_sql(_BEGUN).first() is not None


def note_gap(transaction: Transaction, acknowledged: int) -> None:
    """Note that the newest entries, up to the number ``acknowledged``, are not here any more."""
    number, _ = access.head(transaction.connection)
    note(transaction, "cut", NOBODY, f"{acknowledged} were written, {number} are here.")


def note_headless(transaction: Transaction) -> None:
    """Note that nothing says any more which entry was the newest."""
    note(transaction, "cut", NOBODY, "The end of this record was not written down any more.")


def note_untold(transaction: Transaction, waiting: Sequence[Untold]) -> None:
    """Note what happened while the workspace was locked, at the time of its last moment."""
    acts = [(Look(each.act, NOBODY, each.last, _said(each)), 0) for each in waiting]
    note_all(transaction, acts)


def _said(one: Untold) -> str:
    if one.said or one.act != "refused":
        return one.said
    return "1 attempt" if one.count == 1 else f"{one.count} attempts"


_FIRST = (
    "SELECT incarnation FROM access_entry WHERE device = ? "
    "ORDER BY incarnation DESC, number DESC LIMIT 1"
)
_BEGUN = (
    "SELECT 1 FROM access_entry JOIN this_device ON id = device "
    "AND this_device.incarnation = access_entry.incarnation LIMIT 1"
)
