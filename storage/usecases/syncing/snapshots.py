"""What this laptop knows of snapshots, and how far it is with the one that it fetches."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from storage.usecases.syncing.envelopes import Link

Author = tuple[bytes, int]
"""A device and its incarnation."""


class Known(NamedTuple):
    """A snapshot of a log; ``sequence`` is the place that it goes to."""

    digest: bytes
    sequence: int
    device: bytes
    body: bytes
    state: str


class Wanted(NamedTuple):
    """A segment of the snapshot that is being fetched; number 0 is its front."""

    number: int
    blob: bytes
    digest: bytes
    changesets: int
    first: bool
    manifest: bytes | None
    applied: int


def add_snapshot(connection: Connection, log: bytes, known: Known) -> None:
    """Keep a snapshot; one that is known stays as it is."""
    row = (known.digest, log, known.sequence, known.device, known.body, known.state)
    connection.exec_driver_sql("INSERT OR IGNORE INTO snapshot VALUES (?, ?, ?, ?, ?, ?)", row)


def add_attestation(connection: Connection, snapshot: bytes, device: bytes, total: bytes) -> None:
    """Keep what ``device`` says of a snapshot."""
    row = (snapshot, device, total)
    connection.exec_driver_sql("INSERT OR IGNORE INTO attestation VALUES (?, ?, ?)", row)


def snapshots(connection: Connection, log: bytes) -> list[Known]:
    """Return the snapshots of ``log``, the one that goes furthest first."""
    rows = connection.exec_driver_sql(
        "SELECT digest, sequence, device, body, state FROM snapshot WHERE log = ? "
        "ORDER BY sequence DESC, digest",
        (log,),
    )
    return [Known(*row) for row in rows]


def attestations(connection: Connection, snapshot: bytes) -> list[tuple[bytes, bytes]]:
    """Return who attests a snapshot, and the total each of them names."""
    rows = connection.exec_driver_sql(
        "SELECT device, total FROM attestation WHERE snapshot = ? ORDER BY device", (snapshot,)
    )
    return [(row.device, row.total) for row in rows]


def mark(connection: Connection, snapshot: bytes, state: str) -> None:
    """Note what became of a snapshot."""
    connection.exec_driver_sql("UPDATE snapshot SET state = ? WHERE digest = ?", (state, snapshot))


def forget(connection: Connection, snapshots: Iterable[bytes]) -> None:
    """Forget snapshots that others have taken the place of."""
    rows = [(digest,) for digest in snapshots]
    for query in (
        "DELETE FROM snapshot WHERE digest = ?",
        "DELETE FROM attestation WHERE snapshot = ?",
    ):
        if rows:
            connection.exec_driver_sql(query, rows)


def begin_receiving(
    connection: Connection, log: bytes, snapshot: bytes, segments: Iterable[Wanted]
) -> None:
    """Begin to fetch a snapshot of ``log``; what of another one is here is forgotten."""
    end_receiving(connection, log)
    rows = [(log, *segment) for segment in segments]
    connection.exec_driver_sql("INSERT INTO received_segment VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    mark(connection, snapshot, "receiving")


def end_receiving(connection: Connection, log: bytes) -> None:
    """Forget the segments that were being fetched."""
    for table in ("received_segment", "segment_chunk"):
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE log = ?", (log,))  # noqa: S608 - our own names


def wanted(connection: Connection, log: bytes) -> list[Wanted]:
    """Return the segments that are not taken in yet: the front, then those that come early."""
    rows = connection.exec_driver_sql(_WANTED, (log,))
    return [Wanted(*row) for row in rows]


def progress(connection: Connection, log: bytes) -> tuple[int, int]:
    """Return how many changesets of the snapshot are here, and of how many."""
    row = connection.exec_driver_sql(
        "SELECT sum(min(applied, changesets)), sum(changesets) FROM received_segment WHERE log = ?",
        (log,),
    ).one()
    return int(row[0] or 0), int(row[1] or 0)


def keep_manifest(connection: Connection, log: bytes, number: int, manifest: bytes) -> None:
    """Keep the list of a segment's chunks."""
    connection.exec_driver_sql(
        "UPDATE received_segment SET manifest = ? WHERE log = ? AND number = ?",
        (manifest, log, number),
    )


def keep_chunk(connection: Connection, log: bytes, number: int, chunk: int, content: bytes) -> None:
    """Keep one chunk of a segment."""
    connection.exec_driver_sql(
        "INSERT OR IGNORE INTO segment_chunk VALUES (?, ?, ?, ?)", (log, number, chunk, content)
    )


def chunks_here(connection: Connection, log: bytes, number: int) -> set[int]:
    """Return which chunks of a segment are here."""
    query = "SELECT chunk FROM segment_chunk WHERE log = ? AND number = ?"
    return set(connection.exec_driver_sql(query, (log, number)).scalars())


def content_of(connection: Connection, log: bytes, number: int) -> bytes:
    """Return the chunks of a segment, joined."""
    query = "SELECT content FROM segment_chunk WHERE log = ? AND number = ? ORDER BY chunk"
    return b"".join(connection.exec_driver_sql(query, (log, number)).scalars())


def note_applied(connection: Connection, log: bytes, number: int, applied: int) -> None:
    """Note how many changesets of a segment were taken in."""
    connection.exec_driver_sql(
        "UPDATE received_segment SET applied = ? WHERE log = ? AND number = ?",
        (applied, log, number),
    )


def drop_chunks(connection: Connection, log: bytes, number: int) -> None:
    """Forget the chunks of a segment that was taken in whole."""
    connection.exec_driver_sql(
        "DELETE FROM segment_chunk WHERE log = ? AND number = ?", (log, number)
    )


def note_packed(connection: Connection, log: bytes, digest: bytes, blob: bytes, size: int) -> None:
    """Note that the server has a segment."""
    row = (log, digest, blob, size)
    connection.exec_driver_sql("INSERT OR REPLACE INTO packed_segment VALUES (?, ?, ?, ?)", row)


def packed_as(connection: Connection, log: bytes, digest: bytes) -> tuple[bytes, int] | None:
    """Return blob and size of a segment that was sent before; None where none was."""
    row = connection.exec_driver_sql(
        "SELECT blob, size FROM packed_segment WHERE log = ? AND digest = ?", (log, digest)
    ).first()
    return (row.blob, row.size) if row else None


def forget_packed(connection: Connection, log: bytes) -> None:
    """Forget which segments were sent: the server may have lost them."""
    connection.exec_driver_sql("DELETE FROM packed_segment WHERE log = ?", (log,))


def note_reached(
    connection: Connection, log: bytes, sequence: int, reached: Iterable[tuple[bytes, int, int]]
) -> None:
    """Note that an author's changesets up to a counter stand at or before a place of ``log``.

    ``reached`` lists device, incarnation and counter. What came otherwise has no place yet.
    """
    rows = [(log, *one, sequence) for one in reached] if sequence > 0 else []
    if rows:
        connection.exec_driver_sql("INSERT OR IGNORE INTO reached VALUES (?, ?, ?, ?, ?)", rows)


def forget_reached(connection: Connection, log: bytes, places: Iterable[int]) -> None:
    """Forget what came at ``places`` of a log: a restored server gave them to something else."""
    rows = [(log, place) for place in places]
    if rows:
        connection.exec_driver_sql("DELETE FROM reached WHERE log = ? AND sequence = ?", rows)


def forget_reached_behind(connection: Connection, log: bytes, after: int) -> None:
    """Forget what came behind a place of a log: a restored server has nothing there yet."""
    query = "DELETE FROM reached WHERE log = ? AND sequence > ?"
    connection.exec_driver_sql(query, (log, after))


def given_anew(connection: Connection, log: bytes, links: Sequence[Link]) -> list[int]:
    """Return at which of these places another envelope stood before: a restored server's log."""
    if not links:
        return []
    span = (log, links[0].sequence, links[-1].sequence)
    known = {row.sequence: row for row in connection.exec_driver_sql(_STOOD, span)}
    return [
        link.sequence
        for link in links
        if (stood := known.get(link.sequence)) is not None
        and (stood.device, stood.incarnation, stood.number)
        != (link.device, link.incarnation, link.number)
    ]


def note_emptied(
    connection: Connection, log: bytes, changesets: Sequence[tuple[bytes, int, int]]
) -> None:
    """Note changesets of ``log`` of which nothing but digests came."""
    rows = [(log, *one) for one in changesets]
    if rows:
        connection.exec_driver_sql("INSERT OR IGNORE INTO emptied VALUES (?, ?, ?, ?)", rows)


def came_at(
    connection: Connection, log: bytes, device: bytes, incarnation: int, counter: int
) -> int | None:
    """Return the place of ``log`` that a changeset came at; None where it stands in none."""
    name = (log, device, incarnation, counter)
    place = connection.exec_driver_sql(_CAME_AT, name).scalar()
    if place is None:
        place = connection.exec_driver_sql(_SENT_AT, (*name, counter)).scalar()
    return None if place is None else int(place)


def grown_since(connection: Connection, log: bytes, sequence: int) -> int:
    """Return how many envelopes of changes came to ``log`` behind a place."""
    return int(connection.exec_driver_sql(_GROWN, (log, sequence, log, sequence)).scalar_one())


def reach(connection: Connection, log: bytes) -> dict[Author, int]:
    """Return the last changeset of every author that is in ``log``, as far as it is here.

    Of this device's own, those that no envelope holds yet are not counted.
    """
    rows = connection.exec_driver_sql(_REACH, (log, log, log))
    return {(row.device, row.incarnation): row.counter for row in rows if row.counter}


def expunged_scopes(connection: Connection, log: bytes) -> list[bytes]:
    """Return the scopes whose content was destroyed in, or moved out of, the vault of ``log``."""
    query = "SELECT scope FROM expunged WHERE vault = ? ORDER BY scope"
    return list(connection.exec_driver_sql(query, (log,)).scalars())


def chain_ends(connection: Connection, log: bytes) -> list[tuple[bytes, int, int, bytes]]:
    """Return device, incarnation, number and digest of every chain's end, this device's too."""
    return [tuple(row) for row in connection.exec_driver_sql(_ENDS, (log, log))]


def author_at(
    connection: Connection, log: bytes, author: Author, number: int, most: int
) -> tuple[int, int] | None:
    """Return place and number of the author's last envelope up to ``number`` and place ``most``."""
    row = connection.exec_driver_sql(_AUTHOR_AT, (log, *author, number, most)).first()
    return (row.sequence, row.number) if row else None


def aside(connection: Connection, log: bytes) -> list[tuple[int, bytes, str]]:
    """Return the envelopes of ``log`` that cannot be taken in: place, bytes, reason."""
    query = (
        "SELECT sequence, body, reason FROM envelope_in "
        "WHERE log = ? AND state = 'parked' ORDER BY sequence"
    )
    return [tuple(row) for row in connection.exec_driver_sql(query, (log,))]


def at_rest(connection: Connection, log: bytes) -> bool:
    """Tell whether all that came of ``log`` was looked at, and all of its own was met there."""
    return connection.exec_driver_sql(_RESTLESS, (log, log)).first() is None


_WANTED = """
SELECT number, blob, digest, changesets, first, manifest, applied FROM received_segment
WHERE log = ? AND applied < max(changesets, 1) ORDER BY number > 0, first = 0, number
"""
_CAME_AT = (
    "SELECT sequence FROM reached WHERE log = ? AND device = ? AND incarnation = ? "
    "AND counter >= ? ORDER BY counter LIMIT 1"
)
_STOOD = (
    "SELECT sequence, device, incarnation, number FROM log_link "
    "WHERE log = ? AND sequence BETWEEN ? AND ?"
)
_SENT_AT = (
    "SELECT e.sequence FROM this_device d, envelope_out e JOIN sealed s USING (log, incarnation) "
    "WHERE e.log = ? AND d.id = ? AND e.incarnation = ? AND e.first <= ? AND s.counter >= ? "
    "ORDER BY e.first DESC, e.number DESC LIMIT 1"
)
"""The place of the envelope that holds it: what is not sealed yet is in none, and what is sealed
and not sent stands in no place."""
_GROWN = """
SELECT (SELECT count(*) FROM reached WHERE log = ? AND sequence > ?)
+ (SELECT count(*) FROM envelope_out WHERE log = ? AND sequence > ? AND first IS NOT NULL)
"""
_REACH = """
SELECT f.device, f.incarnation,
CASE WHEN f.device = (SELECT id FROM this_device) THEN min(f.counter, coalesce(s.counter, 0))
ELSE f.counter END counter
FROM (
    SELECT device, incarnation, max(counter) counter FROM (
        SELECT j.device, j.incarnation, j.counter FROM journal_part p
        JOIN journal j ON j.sequence = p.sequence WHERE p.vault = ?
        UNION ALL SELECT device, incarnation, counter FROM emptied WHERE log = ?
    ) GROUP BY 1, 2
) f LEFT JOIN sealed s ON s.log = ? AND s.incarnation = f.incarnation
"""
_ENDS = """
SELECT device, incarnation, number, digest FROM chain_end WHERE log = ?
UNION ALL
SELECT d.id, e.incarnation, e.number, e.digest FROM envelope_out e, this_device d
WHERE e.log = ? AND e.number = (
    SELECT max(number) FROM envelope_out l WHERE l.log = e.log AND l.incarnation = e.incarnation
)
"""
_AUTHOR_AT = (
    "SELECT sequence, number FROM log_link WHERE log = ? AND device = ? AND incarnation = ? "
    "AND number <= ? AND sequence <= ? ORDER BY number DESC LIMIT 1"
)
_RESTLESS = """
SELECT 1 FROM envelope_in WHERE log = ? AND state = 'waiting'
UNION ALL SELECT 1 FROM envelope_out WHERE log = ? AND (
    state = 'waiting'
    OR sequence > (SELECT l.sequence FROM sync_log l WHERE l.log = envelope_out.log)
) LIMIT 1
"""
