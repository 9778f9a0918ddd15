"""Read a document's file: chunk by chunk, every byte compared with what was taken in."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from storage.crypto import chunkfiles
from storage.crypto.chunks import Place, open_chunk
from storage.crypto.database import folder_of
from storage.domain.ids import RecordId
from storage.domain.kinds.document import Document
from storage.errors import DamagedError, RejectedError
from storage.tables.records import fetch


def read_document(connection: Connection, record: RecordId) -> Iterator[bytes]:
    """Return the file of a document in pieces of at most 1 MiB, opened one after the other.

    Nothing is written. Raises RejectedError where the file is not on this laptop, and at the piece
    where it is so DamagedError when it is not what was taken in: what came before is then void.
    """
    stored = fetch(connection, Document, record)
    if stored is None or not stored.record.blob:
        raise RejectedError("This document has no file: it is on paper, or on no laptop any more.")
    document = stored.record
    digests = _digests(connection, document)
    return _opened(folder_of(connection), document, digests)


def whole_document(connection: Connection, record: RecordId) -> bytes:
    """Return the whole file of a document, compared to the last byte; errors as above."""
    return b"".join(read_document(connection, record))


def _digests(connection: Connection, document: Document) -> list[str]:
    query = "SELECT number, digest FROM blob_chunk WHERE blob = ? ORDER BY number"
    found = connection.exec_driver_sql(query, (document.blob,)).all()
    if [row.number for row in found] != list(range(document.chunks or 0)) or not found:
        raise RejectedError(
            f"{document.title}: its file is not on this laptop. Fetch it from the server first."
        )
    return [row.digest for row in found]


def _opened(folder: Path, document: Document, digests: list[str]) -> Iterator[bytes]:
    key, left = _key(document), document.size or 0
    whole, count = sha256(), len(digests)
    for number, digest in enumerate(digests):
        sealed = chunkfiles.read(folder, digest)
        content = open_chunk(key, Place(document.id, number, count), sealed)[:left]
        whole.update(content)
        left -= len(content)
        if number == count - 1 and (left or whole.hexdigest() != document.digest):
            raise DamagedError(f"{document.title}: the file is not the one that was added.")
        if content:
            yield content


def _key(document: Document) -> bytes:
    try:
        return bytes.fromhex(document.key)
    except ValueError as error:
        raise DamagedError(f"{document.title}: the key of its file cannot be read.") from error
