"""Ids of what two laptops may make apart from each other and mean the same by.

The next hearing after one that both of them wrote down, the hours of somebody at a training: made
twice under one id it is one record, and where the two differ both values wait in Review.
"""

from storage.domain.ids import RecordId, derived
from storage.usecases.transaction import Transaction

NOTHING = RecordId(bytes(16))
"""What is derived from no record: a setting, from the words that it is about."""


def same_id(transaction: Transaction, kind: str, record: RecordId, *said: str) -> RecordId:
    """Return the id of what ``said`` names about ``record``; a fresh one where that is in use.

    It is in use where such a record was retired, or became something else.
    """
    found = derived(record, kind, *said)
    query = f'SELECT 1 FROM "{kind}" WHERE id = ?'  # noqa: S608 - our own names
    used = transaction.connection.exec_driver_sql(query, (found,)).first() is not None
    return transaction.new_id() if used else found
