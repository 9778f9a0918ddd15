"""Where the sheets of imports are kept, and what of them goes when a case is destroyed."""

from collections.abc import Collection

import msgspec

from storage.domain.ids import RecordId
from storage.usecases.transaction import Transaction

SHEET = "bring/"
"""How the settings' rows begin that hold a sheet; behind it stands its batch in hexadecimal."""
TRIED = b"tried"
"""Under it the last rehearsal is kept, in place of a batch."""
_ROWS = ("samples", "rejects", "alike")
_BODY = "rejected"


def forget_rows(transaction: Transaction, scope: bytes, records: Collection[RecordId]) -> None:
    """Forget the rows of the files from which something came into the case ``scope``.

    A row says nothing by which it could be told whose it is, so all rows of such a sheet go, and
    those of the last rehearsal; counts, sums and codes stay. The same goes for a sheet in which
    somebody of the file is like one of ``records``.
    """
    connection = transaction.connection
    batches = connection.exec_driver_sql(_BATCHES, (scope,)).scalars()
    names = {SHEET + batch.hex() for batch in (TRIED, *batches)}
    ids = [record.hex().encode() for record in records]
    sheets = connection.exec_driver_sql("SELECT name, value FROM setting WHERE name LIKE 'bring/%'")
    for name, value in sheets.all():
        if name in names or any(one in value for one in ids):
            statement = "UPDATE setting SET value = ? WHERE name = ?"
            connection.exec_driver_sql(statement, (_without_rows(value), name))


def _without_rows(value: bytes) -> bytes:
    kept = msgspec.msgpack.decode(value)
    kept["outcome"] |= dict.fromkeys(_ROWS, ())
    kept["outcome"].pop(_BODY, None)
    return msgspec.msgpack.encode(kept)


_BATCHES = """
SELECT DISTINCT j.batch FROM journal_part AS p JOIN journal AS j ON j.sequence = p.sequence
WHERE p.scope = ? AND j.batch IS NOT NULL
"""
