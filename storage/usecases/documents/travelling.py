"""What of documents' files travels: what waits to be sent, what is wanted, what came.

A chunk is compared with the blob's list before it is stored, and the list with the blob's id, which
stands in the document: whoever sends something else is not believed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row

from storage.crypto import chunkfiles
from storage.crypto.chunks import blob_id, listed_in
from storage.crypto.database import folder_of
from storage.domain.clocks import milliseconds
from storage.domain.ids import RecordId
from storage.errors import DamagedError
from storage.tables.attachments import CHUNKS
from storage.usecases.changes import Changes
from storage.usecases.transaction import Transaction

SMALL = 256 * 1024
"""Bytes of a file that is fetched without being asked for."""
_PATIENCE = 15 * 60 * 1000
"""Milliseconds until a file that nobody had sent is asked for again."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that lies here whole and is not in its vault on the server."""

    blob: str
    vault: bytes
    manifest: bytes
    record: RecordId
    size: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that shall come to this laptop, and its list where that is known already."""

    blob: str
    vault: bytes
    manifest: bytes | None
    record: RecordId


@dataclass(frozen=True, slots=True)
class Gone:
    """A file that the server shall delete."""

    blob: str
    vault: bytes


@dataclass(frozen=True, slots=True)
class Travels:
    """Everything that a round has to do for files."""

    waiting: Sequence[Waiting]
    wanted: Sequence[Wanted]
    gone: Sequence[Gone]


@dataclass(frozen=True, slots=True)
class Pile:
    """How many files there are in all, their bytes, and the documents of the first ones."""

    count: int = 0
    size: int = 0
    absent: int = 0
    """How many of them nobody had sent when they were asked for."""
    first: tuple[RecordId, ...] = ()


def travels(connection: Connection, now: int, vaults: Collection[bytes]) -> Travels:
    """Return what is to be sent, fetched and deleted at ``now`` (ms), within ``vaults`` alone."""
    return Travels(
        [one for one in waiting(connection) if one.vault in vaults],
        [one for one in wanted(connection, now) if one.vault in vaults],
        gone(connection),
    )


def waiting(connection: Connection, most: int = 50) -> list[Waiting]:
    """Return files that wait to be sent, small ones first, retired documents too."""
    rows = connection.exec_driver_sql(_WAITING, (most,))
    return [Waiting(r.blob, r.vault, r.manifest, RecordId(r.id), r.size or 0) for r in rows]


def wanted(connection: Connection, now: int, most: int = 50) -> list[Wanted]:
    """Return files to be fetched: asked for, of a kept case, or small; those asked for first.

    ``now`` is in milliseconds: what nobody had sent is asked for again only after a while, and at
    once where that was noted by a clock that has been put back since.
    """
    query = _WANTED.format(asked_for=_ASKED_FOR)
    rows = connection.exec_driver_sql(query, (SMALL, now - _PATIENCE, now, most))
    return [Wanted(r.blob, r.vault, r.manifest, RecordId(r.id)) for r in rows if _is_id(r.blob)]


def all_waiting(connection: Connection, most: int) -> Pile:
    """Return everything that waits to be sent, with ``most`` documents at the most."""
    return _pile(connection.exec_driver_sql(_WAITING, (_NO_END,)).all(), most)


def all_wanted(connection: Connection, most: int) -> Pile:
    """Return everything that shall come, also what nobody had sent; ``most`` documents named."""
    query = _WANTED.format(asked_for=_ASKED_FOR)
    rows = connection.exec_driver_sql(query, (SMALL, _NO_MOMENT, _NO_MOMENT, _NO_END)).all()
    return _pile([row for row in rows if _is_id(row.blob)], most)


def _pile(rows: Sequence[Row[Any]], most: int) -> Pile:
    first = tuple(RecordId(row.id) for row in rows[:most])
    absent = sum(bool(row.absent) for row in rows)
    return Pile(len(rows), sum(row.size or 0 for row in rows), absent, first)


def chunk(connection: Connection, blob: str, number: int) -> bytes:
    """Return one sealed chunk as it is sent; DamagedError when it is not what was written."""
    query = "SELECT digest FROM blob_chunk WHERE blob = ? AND number = ?"
    digest = connection.exec_driver_sql(query, (blob, number)).scalar_one()
    return chunkfiles.read(folder_of(connection), digest)


def missing(connection: Connection, blob: str) -> list[int]:
    """Return which chunks of a blob, whose list is known, are not here yet."""
    query = "SELECT manifest FROM blob WHERE blob = ?"
    manifest = connection.exec_driver_sql(query, (blob,)).scalar_one()
    here = set(connection.exec_driver_sql(_HERE, (blob,)).scalars())
    return [number for number in range(len(listed_in(manifest))) if number not in here]


def is_given_up(connection: Connection, one: Wanted) -> bool:
    """Tell whether nobody wants the file any more that is being fetched."""
    query = "SELECT 1 FROM document d LEFT JOIN blob b ON b.blob = d.blob WHERE d.id = ? AND "
    found = connection.exec_driver_sql(query + _ASKED_FOR, (one.record, SMALL)).first()
    return found is None


def mark_sent(transaction: Transaction, one: Waiting) -> Changes:
    """Write down that the server has the whole file in its vault."""
    query = "UPDATE blob SET sent = ?, absent = 0 WHERE blob = ?"
    transaction.connection.exec_driver_sql(query, (one.vault, one.blob))
    return _touched(one.record)


def keep_manifest(transaction: Transaction, one: Wanted, manifest: bytes) -> Changes:
    """Store the list of a file's chunks; DamagedError when it is another one's."""
    if blob_id(manifest) != one.blob:
        raise DamagedError("The server sent the list of another file.")
    listed_in(manifest)
    transaction.connection.exec_driver_sql(_KEEP, (one.blob, manifest))
    return _touched(one.record)


def store_chunk(transaction: Transaction, one: Wanted, number: int, content: bytes) -> Changes:
    """Store one chunk that came; the last one says that the whole file is here, and sent.

    Raises DamagedError when it is not the chunk that the list names.
    """
    connection = transaction.connection
    query = "SELECT manifest FROM blob WHERE blob = ?"
    listed = listed_in(connection.exec_driver_sql(query, (one.blob,)).scalar_one())
    digest = sha256(content)
    if digest.digest() != listed[number].digest:
        raise DamagedError("The server sent a part of another file.")
    chunkfiles.write(folder_of(connection), digest.hexdigest(), content)
    values = {"blob": one.blob, "number": number, "digest": digest.hexdigest()}
    connection.execute(CHUNKS.insert().prefix_with("OR IGNORE").values(values))
    if not missing(connection, one.blob):
        done = "UPDATE blob SET sent = ?, wanted = 0 WHERE blob = ?"
        connection.exec_driver_sql(done, (one.vault, one.blob))
    return _touched(one.record)


def mark_absent(transaction: Transaction, one: Wanted) -> Changes:
    """Write down that nobody has sent this file yet; a later round asks again."""
    now = milliseconds(transaction.clock.now())
    transaction.connection.exec_driver_sql(_ABSENT, (one.blob, now))
    return _touched(one.record)


def offer_again(transaction: Transaction, vault: bytes) -> Changes:
    """Let every file of a vault wait to be sent: the server says which parts it still has."""
    query = "UPDATE blob SET sent = x'' WHERE sent = ?"
    transaction.connection.exec_driver_sql(query, (vault,))
    return Changes({"document": frozenset()}, "travel")


def gone(connection: Connection, most: int = 50) -> list[Gone]:
    """Return what the server shall delete: of a case that moved, only what lies elsewhere now."""
    return [Gone(*row) for row in connection.exec_driver_sql(_GONE, (most,))]


def mark_deleted(transaction: Transaction, deleted: Sequence[Gone]) -> None:
    """Write down that the server has deleted these files; ``delete_again`` may ask once more."""
    query = "UPDATE OR REPLACE blob_gone SET vault = ? WHERE blob = ? AND vault = ?"
    for one in deleted:
        row = _DELETED + one.vault, one.blob, one.vault
        transaction.connection.exec_driver_sql(query, row)


def delete_again(transaction: Transaction, vault: bytes) -> None:
    """Have the server asked once more for every file of ``vault`` that it has deleted.

    Its backup may have brought them back; or this laptop was no admin's when they went.
    """
    query = "UPDATE OR REPLACE blob_gone SET vault = ? WHERE vault = ?"
    transaction.connection.exec_driver_sql(query, (vault, _DELETED + vault))


def _touched(record: RecordId) -> Changes:
    return Changes({"document": frozenset({record})}, "travel")


def _is_id(blob: str) -> bool:
    return len(blob) == _HEX and not set(blob) - set("0123456789abcdef")


_DELETED = b"\0"
"""Stands before the vault of a file that the server was asked to delete."""
_HEX = 64
_NO_END = -1
_NO_MOMENT = 2**62
"""No file is noted as absent since then: all are given, those that were just asked for too."""
_WAITING = """
SELECT b.blob, k.vault, b.manifest, d.id, d.size, 0 AS absent FROM blob b
JOIN document d ON d.blob = b.blob JOIN case_key k ON k.scope = d.scope
WHERE b.sent <> k.vault AND b.manifest IS NOT NULL
AND (SELECT count(*) FROM blob_chunk c WHERE c.blob = b.blob) = d.chunks
ORDER BY d.size, d.id LIMIT ?
"""
_ASKED_FOR = """
(d.size <= ? OR d."case" IN (SELECT "case" FROM kept_case)
    OR d.blob IN (SELECT blob FROM blob WHERE wanted = 1))
"""
_WANTED = """
SELECT d.blob, k.vault, b.manifest, d.id, d.size, b.absent FROM document d
JOIN case_key k ON k.scope = d.scope
LEFT JOIN blob b ON b.blob = d.blob
WHERE d.blob <> '' AND d.retired = 0 AND d.key <> ''
AND {asked_for}
AND (coalesce(b.absent, 0) <= ? OR b.absent > ?)
AND (SELECT count(*) FROM blob_chunk c WHERE c.blob = d.blob) < d.chunks
ORDER BY coalesce(b.wanted, 0) DESC, d.size, d.id LIMIT ?
"""
_HERE = "SELECT number FROM blob_chunk WHERE blob = ?"
_KEEP = """
INSERT INTO blob (blob, manifest) VALUES (?, ?)
ON CONFLICT (blob) DO UPDATE SET manifest = excluded.manifest, absent = 0
"""
_ABSENT = """
INSERT INTO blob (blob, absent) VALUES (?, ?)
ON CONFLICT (blob) DO UPDATE SET absent = excluded.absent
"""
_GONE = """
SELECT g.blob, g.vault FROM blob_gone g
LEFT JOIN document d ON d.blob = g.blob
LEFT JOIN blob b ON b.blob = g.blob
LEFT JOIN case_key k ON k.scope = d.scope
WHERE length(g.vault) = 16 AND (d.id IS NULL OR (b.sent = k.vault AND k.vault <> g.vault))
ORDER BY g.blob LIMIT ?
"""
