"""What must be the same on every laptop once everything has been exchanged."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from storage.domain.kinds import KINDS

State = Mapping[str, list[tuple[Any, ...]]]


def state_of(connection: Connection) -> State:
    """Return every record with its versions, the versions beside them, and the changesets."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for kind in KINDS:
        rows = connection.exec_driver_sql(f'SELECT * FROM "{kind}" ORDER BY id')  # noqa: S608 - our own names
        found[kind] = [
            tuple(value for name, value in row._mapping.items() if name != "saved") for row in rows
        ]
    siblings = 'SELECT record, register, dot, "values" FROM sibling ORDER BY 1, 2, 3'
    found["sibling"] = [tuple(row) for row in connection.exec_driver_sql(siblings)]
    journal = "SELECT device, incarnation, counter, digest FROM journal ORDER BY 1, 2, 3"
    found["journal"] = [tuple(row) for row in connection.exec_driver_sql(journal)]
    return found


def changesets(connection: Connection) -> set[tuple[bytes, int, int]]:
    """Return the names of all changesets in the journal."""
    rows = connection.exec_driver_sql("SELECT device, incarnation, counter FROM journal")
    return {tuple(row) for row in rows}


def fingerprint(state: State) -> str:
    """Return a short name of ``state``, for messages."""
    return sha256(repr(sorted(state.items())).encode()).hexdigest()[:12]
