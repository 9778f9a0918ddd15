"""What must be the same on every laptop once everything has been exchanged."""

from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from storage.domain.kinds import KINDS
from sync.client.membership import membership
from sync.client.sealing import anything_waits

State = Mapping[str, list[tuple[Any, ...]]]
Name = tuple[bytes, int, int]
"""A changeset: its device, incarnation and counter."""
Place = tuple[bytes, bytes]
"""A scope and the vault that it was saved in."""


def state_of(connection: Connection, vaults: Collection[bytes]) -> State:
    """Return what ``vaults`` hold: records with their versions, those beside them, changesets."""
    scopes = {row[0] for row in rows(connection, _SCOPES) if row[1] in vaults}
    found: dict[str, list[tuple[Any, ...]]] = {}
    records: set[bytes] = set()
    for kind in KINDS:
        # Beside the id: the scope it stands in; the moment of the save is each laptop's own.
        known = rows(connection, f'SELECT * FROM "{kind}" ORDER BY id')  # noqa: S608 - our own names
        inside = [row for row in known if row[_SCOPE] in scopes]
        records.update(row[0] for row in inside)
        found[kind] = [row[:_SAVED] + row[_SAVED + 1 :] for row in inside]
    found["sibling"] = [row for row in rows(connection, _SIBLINGS) if row[0] in records]
    found["journal"] = [row for row in rows(connection, _JOURNAL) if row[-1] in vaults]
    return found


def changesets(connection: Connection, vaults: Collection[bytes]) -> set[Name]:
    """Return the names of the changesets of ``vaults`` in the journal."""
    return {row[:3] for row in rows(connection, _JOURNAL) if row[-1] in vaults}


def own_changesets(connection: Connection) -> dict[Name, frozenset[Place]]:
    """Return what this device saved, each with the places that it is in."""
    found: dict[Name, frozenset[Place]] = {}
    for *name, scope, vault in rows(connection, _OWN):
        device, incarnation, counter = name
        known = found.get((device, incarnation, counter), frozenset())
        found[device, incarnation, counter] = known | {(scope, vault)}
    return found


def waits_to_leave(connection: Connection) -> bool:
    """Tell whether a laptop still has something of its own that is neither sent nor handed over."""
    waiting = rows(connection, "SELECT 1 FROM envelope_out WHERE state = 'waiting' LIMIT 1")
    return bool(waiting) or anything_waits(connection)


def waits_inside(connection: Connection) -> bool:
    """Tell whether something of a vault that this laptop is in is not on the server.

    What was saved for a vault by who was taken out of it meanwhile waits on their laptop.
    """
    member = membership(connection)
    inside = member.vaults() if member else ()
    waiting = rows(connection, "SELECT DISTINCT log FROM envelope_out WHERE state = 'waiting'")
    return any(log in inside for (log,) in waiting) or anything_waits(connection)


def rows(connection: Connection, query: str, *values: Any) -> list[Any]:
    """Return the rows of ``query``, read without the layer that takes most of the time here."""
    cursor = connection.connection.cursor()
    cursor.execute(query, values)
    return list(cursor.fetchall())


def fingerprint(state: State) -> str:
    """Return a short name of ``state``, for messages."""
    return sha256(repr(sorted(state.items())).encode()).hexdigest()[:12]


_SCOPE, _SAVED = 1, 4
_SCOPES = "SELECT scope, vault FROM case_key"
_SIBLINGS = 'SELECT record, register, dot, "values" FROM sibling ORDER BY 1, 2, 3'
_JOURNAL = (
    "SELECT j.device, j.incarnation, j.counter, j.digest, p.vault FROM journal j "
    "JOIN journal_part p USING (sequence) WHERE NOT EXISTS "
    "(SELECT 1 FROM expunged e WHERE e.scope = p.scope AND e.vault = p.vault) "
    "GROUP BY j.sequence, p.vault ORDER BY 1, 2, 3, 5"
)
"""Without the cases that are gone from a vault: who had not received of them never does."""
_OWN = (
    "SELECT j.device, j.incarnation, j.counter, p.scope, p.vault FROM journal j "
    "JOIN journal_part p USING (sequence) WHERE j.device = (SELECT id FROM this_device) "
    "AND j.counter > 0"
)
"""A number below zero is of what another copy of the laptop made it name anew."""
