"""What stands beside the displayed values of one group of fields, for a whole kind in one query."""

from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.spec.plain import Plain

Beside = Mapping[RecordId, Sequence[Mapping[str, Plain]]]
"""By record: the plain values of every version but the one on show, each once."""


def beside(connection: Connection, kind: str, register: str) -> Beside:
    """Return what waits for a decision in ``register`` of the records of ``kind``.

    The table behind it holds only what is undecided, so that it is read whole.
    """
    found: dict[RecordId, list[Mapping[str, Plain]]] = {}
    for record, values in connection.exec_driver_sql(_BESIDE, (kind, register)):
        found.setdefault(RecordId(record), []).append(msgspec.msgpack.decode(values))
    return found


_BESIDE = (
    'SELECT DISTINCT record, "values" FROM sibling WHERE kind = ? AND register = ? ORDER BY record'
)
