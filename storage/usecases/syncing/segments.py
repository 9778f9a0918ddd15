"""The changesets of one log in the order in which they are packed anew, as every laptop has them.

The order is by case, then by stamp: what was done in one case stands together, whoever did it and
in however many saves, and an edit stands behind what it edits.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from storage.tables.encoding import Header, header_digest, unpack_body
from storage.usecases.caseload import CLOSED
from storage.usecases.syncing.incoming import Incoming

_LOOKED_UP = 500


class Stood(NamedTuple):
    """One changeset of a log: its journal entry, the scope it is packed with, its name."""

    scope: bytes
    """The first of its scopes of which something is here; empty where nothing is."""
    sequence: int
    device: bytes
    incarnation: int
    counter: int


class Described(NamedTuple):
    """What the digest of a segment covers of one changeset; ``size`` is what the journal keeps."""

    digest: bytes
    parts: tuple[tuple[int, bytes], ...]
    """Position and scope."""
    size: int


class Packed(NamedTuple):
    """One changeset with its parts of one log: position, scope and canonical bytes."""

    header: Header
    digests: tuple[bytes, ...]
    parts: tuple[tuple[int, bytes, bytes], ...]


def in_order(connection: Connection, log: bytes, expunged: Collection[bytes]) -> Iterator[Stood]:
    """Yield every changeset that touches ``log``, this device's unsent ones too."""
    query = _IN_ORDER.format(marks=", ".join("?" * len(expunged)))
    rows = connection.exec_driver_sql(query, (*expunged, log, log, log))
    return (Stood(*row) for row in rows)


def described(
    connection: Connection, log: bytes, sequences: Sequence[int], expunged: Collection[bytes]
) -> list[Described]:
    """Return what the digest covers of these journal entries, in the order given."""
    found: dict[int, tuple[bytes, list[tuple[int, bytes]], list[int]]] = {}
    for some in _some(sequences):
        for row in connection.exec_driver_sql(_DESCRIBED.format(marks=_marks(some)), some):
            found[row.sequence] = (row.digest, [], [])
        query = _PARTS_OF.format(marks=_marks(some), body="length(body)")
        for sequence, position, scope, size in connection.exec_driver_sql(query, (*some, log)):
            if scope not in expunged:
                found[sequence][1].append((position, scope))
                found[sequence][2].append(size)
    return [
        Described(digest, tuple(parts), sum(sizes))
        for digest, parts, sizes in map(found.__getitem__, sequences)
    ]


def packed(
    connection: Connection, log: bytes, sequences: Sequence[int], expunged: Collection[bytes]
) -> list[Packed]:
    """Return these journal entries with their parts of ``log``, in the order given."""
    found: dict[int, tuple[Header, list[bytes], list[tuple[int, bytes, bytes]]]] = {}
    for some in _some(sequences):
        for row in connection.exec_driver_sql(_HEADERS.format(marks=_marks(some)), some):
            found[row[0]] = (Header(*row[1:]), [], [])
        for sequence, digest in connection.exec_driver_sql(
            _DIGESTS.format(marks=_marks(some)), some
        ):
            found[sequence][1].append(digest)
        query = _PARTS_OF.format(marks=_marks(some), body="body")
        for sequence, position, scope, body in connection.exec_driver_sql(query, (*some, log)):
            if scope not in expunged:
                found[sequence][2].append((position, scope, unpack_body(body)))
    return [
        Packed(header, tuple(digests), tuple(parts))
        for header, digests, parts in map(found.__getitem__, sequences)
    ]


def digest_of(incoming: Incoming) -> bytes:
    """Return the digest by which the journal knows a changeset."""
    return header_digest(incoming.header, incoming.digests)


def open_cases(connection: Connection) -> set[bytes]:
    """Return the scopes of the cases that are open."""
    rows = connection.exec_driver_sql(
        'SELECT scope FROM "case" WHERE retired = 0 AND status <> ?', (CLOSED,)
    )
    return set(rows.scalars())


def _some(sequences: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for start in range(0, len(sequences), _LOOKED_UP):
        yield tuple(sequences[start : start + _LOOKED_UP])


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


_IN_ORDER = """
SELECT f.scope, j.sequence, j.device, j.incarnation, j.counter FROM (
    SELECT sequence,
    coalesce(min(CASE WHEN body IS NULL OR scope IN ({marks}) THEN NULL ELSE scope END), x'') scope
    FROM journal_part WHERE vault = ? GROUP BY sequence
    UNION ALL
    SELECT j.sequence, x'' FROM emptied e
    JOIN journal j ON j.device = e.device AND j.incarnation = e.incarnation
    AND j.counter = e.counter
    WHERE e.log = ? AND NOT EXISTS (
        SELECT 1 FROM journal_part p WHERE p.sequence = j.sequence AND p.vault = ?
    )
) f JOIN journal j ON j.sequence = f.sequence
ORDER BY f.scope, j.stamp, j.device, j.incarnation, j.counter
"""
_DESCRIBED = "SELECT sequence, digest FROM journal WHERE sequence IN ({marks})"
_HEADERS = (
    "SELECT sequence, device, incarnation, counter, stamp, author, act, batch, seen "
    "FROM journal WHERE sequence IN ({marks})"
)
_DIGESTS = (
    "SELECT sequence, digest FROM journal_part WHERE sequence IN ({marks}) "
    "ORDER BY sequence, position"
)
_PARTS_OF = (
    "SELECT sequence, position, scope, {body} FROM journal_part "
    "WHERE sequence IN ({marks}) AND vault = ? AND body IS NOT NULL ORDER BY sequence, position"
)
