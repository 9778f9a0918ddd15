"""Changesets of this device that no envelope holds yet, as the bytes that its journal keeps."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from storage.tables.encoding import unpack_body


class OutgoingPart(NamedTuple):
    """One part in its canonical bytes, at its place in the changeset."""

    position: int
    scope: bytes
    content: bytes


class Outgoing(NamedTuple):
    """One changeset for one vault.

    ``digests`` are those of all its parts in order; ``parts`` are this vault's, less those whose
    bytes were destroyed.
    """

    incarnation: int
    counter: int
    stamp: int
    author: str
    act: str
    batch: bytes | None
    seen: bytes
    digests: tuple[bytes, ...]
    parts: tuple[OutgoingPart, ...]


def unsealed(
    connection: Connection,
    vault: bytes,
    *,
    after: tuple[int, int] | None,
    max_changesets: int = 500,
    max_bytes: int = 1_500_000,
    max_parts: int = 8_000,
) -> list[Outgoing]:
    """Return this device's next changesets that touch ``vault`` and are in no envelope yet.

    They are in order and follow ``after`` (incarnation, counter); at least one is returned where
    there is any, then only as many as stay within all bounds. ``max_parts`` counts those of other
    vaults too, which each changeset lists.
    """
    found: list[Outgoing] = []
    size = parts = 0
    for outgoing in _each(connection, vault, after or (0, 0), max_changesets):
        size += sum(len(part.content) for part in outgoing.parts)
        parts += len(outgoing.digests)
        if found and (size > max_bytes or parts > max_parts):
            break
        found.append(outgoing)
    return found


def waiting_count(connection: Connection) -> int:
    """Return how many of this device's changesets the server has not acknowledged yet."""
    return sum(
        int(connection.exec_driver_sql(_WAITING, (incarnation, after)).scalar_one())
        for incarnation, after in connection.exec_driver_sql(_SETTLED).all()
    )


def _each(
    connection: Connection, vault: bytes, after: tuple[int, int], most: int
) -> Iterator[Outgoing]:
    rows = connection.exec_driver_sql(_NEXT, (vault, *after, vault, most)).all()
    start, most = 0, _AT_ONCE
    while some := rows[start : start + most]:
        parts = _parts(connection, [row.sequence for row in some])
        for row in some:
            yield _outgoing(vault, row, parts[row.sequence])
        start += len(some)
        size = sum(len(part.body or b"") for each in parts.values() for part in each)
        most = min(2 * most, _MOST_AT_ONCE) if size < _SMALL else _AT_ONCE


def _parts(connection: Connection, sequences: list[int]) -> defaultdict[int, list[Row[Any]]]:
    """Return the parts of entries, in order."""
    marks = ", ".join("?" * len(sequences))
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for part in connection.exec_driver_sql(_PARTS.format(marks=marks), tuple(sequences)):
        found[part.sequence].append(part)
    return found


def _outgoing(vault: bytes, row: Sequence[Any], parts: Iterable[Sequence[Any]]) -> Outgoing:
    _, incarnation, counter, stamp, author, act, batch, seen = row
    digests = tuple(digest for *_, digest, _body in parts)
    own = tuple(
        OutgoingPart(position, scope, unpack_body(body))
        for _, position, of, scope, _, body in parts
        if of == vault and body is not None
    )
    return Outgoing(incarnation, counter, stamp, author, act, batch, seen, digests, own)


_AT_ONCE = 20
"""Entries whose parts are read together; one of an import has a megabyte."""
_MOST_AT_ONCE, _SMALL = 200, 100_000
"""Twice as many each time, after some that had few bytes together, as single edits have."""
_NEXT = """
SELECT j.sequence, j.incarnation, j.counter, j.stamp, j.author, j.act, j.batch, j.seen
FROM journal j LEFT JOIN sealed s ON s.log = ? AND s.incarnation = j.incarnation
WHERE j.device = (SELECT id FROM this_device) AND (j.incarnation, j.counter) > (?, ?)
AND j.counter > coalesce(s.counter, 0)
AND EXISTS (SELECT 1 FROM journal_part p WHERE p.sequence = j.sequence AND p.vault = ?)
ORDER BY j.incarnation, j.counter LIMIT ?
"""
_PARTS = (
    "SELECT sequence, position, vault, scope, digest, body FROM journal_part "
    "WHERE sequence IN ({marks}) ORDER BY sequence, position"
)
ACKNOWLEDGED = """
unsent(log, incarnation, first) AS (
    SELECT log, incarnation, min(first) FROM envelope_out
    WHERE state IN ('waiting', 'refused') AND first IS NOT NULL AND sequence IS NULL
    GROUP BY +log, +incarnation
),
acknowledged(log, incarnation, counter) AS (
    SELECT s.log, s.incarnation, coalesce(u.first - 1, s.counter) FROM sealed s
    LEFT JOIN unsent u ON u.log = s.log AND u.incarnation = s.incarnation
)
"""
_SETTLED = f"""
WITH RECURSIVE {ACKNOWLEDGED},
vault(id) AS (SELECT vault FROM vault_key UNION SELECT log FROM sealed),
each(incarnation) AS (
    SELECT min(incarnation) FROM journal WHERE device = (SELECT id FROM this_device)
    UNION ALL
    SELECT (
        SELECT min(incarnation) FROM journal j
        WHERE j.device = (SELECT id FROM this_device) AND j.incarnation > each.incarnation
    ) FROM each WHERE each.incarnation IS NOT NULL
)
SELECT each.incarnation, min(coalesce(a.counter, 0)) FROM each JOIN vault
LEFT JOIN acknowledged a ON a.log = vault.id AND a.incarnation = each.incarnation
WHERE each.incarnation IS NOT NULL GROUP BY each.incarnation
"""  # noqa: S608 - our own words
"""By incarnation: up to which number every vault is known to be done with. The journal is long."""
_WAITING = f"""
WITH {ACKNOWLEDGED}
SELECT count(*) FROM journal j
WHERE j.device = (SELECT id FROM this_device) AND j.incarnation = ? AND j.counter > ?
AND EXISTS (
    SELECT 1 FROM journal_part p
    LEFT JOIN acknowledged a ON a.log = p.vault AND a.incarnation = j.incarnation
    WHERE p.sequence = j.sequence AND p.scope <> x'' AND j.counter > coalesce(a.counter, 0)
)
"""  # noqa: S608 - our own words
