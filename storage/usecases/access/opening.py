"""What a workspace notes of itself when it is opened: its beginning, a gap, wrong passphrases."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.tables import access
from storage.usecases.access.noting import NOBODY, Look, note, note_all
from storage.usecases.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Refused:
    """Wrong attempts to unlock that were counted while locked; times in Unix milliseconds."""

    count: int
    first: int
    last: int


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


def note_refused(transaction: Transaction, refused: Sequence[Refused]) -> None:
    """Note attempts to unlock that failed, each row of them as one entry at its last moment."""
    acts = [(Look("refused", NOBODY, each.last, _attempts(each)), 0) for each in refused]
    note_all(transaction, acts)


def _attempts(refused: Refused) -> str:
    return "1 attempt" if refused.count == 1 else f"{refused.count} attempts"


_FIRST = (
    "SELECT incarnation FROM access_entry WHERE device = ? "
    "ORDER BY incarnation DESC, number DESC LIMIT 1"
)
_BEGUN = (
    "SELECT 1 FROM access_entry JOIN this_device ON id = device "
    "AND this_device.incarnation = access_entry.incarnation LIMIT 1"
)
