"""Take a file in: sealed chunk by chunk into the workspace, then listed with its document."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection

from storage.crypto import chunkfiles
from storage.crypto.chunks import (
    CHUNK,
    Listed,
    Place,
    blob_id,
    count_of,
    manifest_of,
    padded_size,
    seal_chunk,
)
from storage.crypto.database import folder_of
from storage.crypto.keytree import new_key
from storage.domain.clocks import Clock, milliseconds
from storage.domain.ids import RecordId, SecureIds
from storage.domain.kinds.document import Document
from storage.errors import RejectedError
from storage.tables.attachments import BLOBS, CHUNKS
from storage.tables.records import Stored
from storage.usecases.changes import Changes
from storage.usecases.documents.checking import media_in
from storage.usecases.plainfiles import plain_file
from storage.usecases.records import Add, Edit, save
from storage.usecases.settings import setting
from storage.usecases.transaction import Transaction

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes there are; may raise CancelledError."""

_NAME_LENGTH = 255


@dataclass(frozen=True, slots=True, repr=False)
class TakenIn:
    """A file that lies sealed in the workspace and belongs to nothing yet."""

    record: RecordId
    """The document it can become the file of, and no other."""
    file_name: str
    media: str
    size: int
    digest: str
    key: str
    chunks: tuple[Listed, ...]
    coming: Path


def take_in_file(
    connection: Connection,
    record: RecordId,
    path: Path,
    progress: Progress = lambda _done, _total: None,
) -> TakenIn:
    """Seal the file at ``path`` for the document ``record``; ``add_document`` makes it stay.

    It is read and never changed, and nothing of it is written in the clear. Raises RejectedError
    in plain words for what never comes in, and whatever ``progress`` raises; nothing is left then.
    """
    with ExitStack() as undone:
        with plain_file(path) as source:
            taken = take_in(connection, record, source, path.name, progress)
            undone.callback(give_up, taken)
        undone.pop_all()
    return taken


def take_in_new_file(
    connection: Connection,
    clock: Clock,
    path: Path,
    progress: Progress = lambda _done, _total: None,
) -> TakenIn:
    """Seal the file at ``path`` like ``take_in_file``, for a document that is yet to be made."""
    record = SecureIds().new(milliseconds(clock.now()))
    return take_in_file(connection, record, path, progress)


def take_in(
    connection: Connection,
    record: RecordId,
    source: BinaryIO,
    name: str,
    progress: Progress = lambda _done, _total: None,
) -> TakenIn:
    """Seal the open file ``source`` like ``take_in_file``; it must be one that can be rewound."""
    pictures = bool(setting(connection, "documents.pictures"))
    media, size = media_in(source, name, pictures=pictures)
    coming = chunkfiles.begin(folder_of(connection))
    try:
        key = new_key()
        chunks, digest = _sealed(
            coming, source, Place(record, 0, count_of(size)), key, size, progress
        )
    except BaseException:
        chunkfiles.drop(coming)
        raise
    shown = "".join(letter for letter in name if letter.isprintable())[:_NAME_LENGTH]
    return TakenIn(record, shown, media, size, digest, key.hex(), chunks, coming)


def give_up(taken: TakenIn) -> None:
    """Take away a file that was taken in and shall become nothing."""
    chunkfiles.drop(taken.coming)


def add_document(transaction: Transaction, document: Document, taken: TakenIn) -> Changes:
    """Store ``document`` with the file that was taken in for it; both are there, or neither.

    ``document`` has the id that the file was taken in for; what it says of a file is filled in.
    """
    changes = save(transaction, [Add(_with_file(document, taken))], "document")
    _keep(transaction, taken)
    return changes


def add_file(
    transaction: Transaction,
    before: Stored[Document],
    taken: TakenIn,
    act: str = "document",
    batch: bytes | None = None,
) -> Changes:
    """Give a document that was on paper the file that was taken in for it.

    Raises RejectedError where it has a file: a document's file never changes.
    """
    if before.record.blob or before.record.digest:
        raise RejectedError("This document has a file already. Add the other as a new document.")
    changes = save(transaction, [Edit(before, _with_file(before.record, taken))], act, batch)
    _keep(transaction, taken)
    return changes


def _with_file(document: Document, taken: TakenIn) -> Document:
    if document.id != taken.record:
        raise ValueError("The file was sealed for another document.")
    return replace(
        document,
        file_name=taken.file_name,
        media=taken.media,
        size=taken.size,
        digest=taken.digest,
        blob=blob_id(manifest_of(list(taken.chunks))),
        key=taken.key,
        chunks=len(taken.chunks),
    )


def _keep(transaction: Transaction, taken: TakenIn) -> None:
    connection = transaction.connection
    manifest = manifest_of(list(taken.chunks))
    blob = blob_id(manifest)
    connection.execute(BLOBS.insert().values(blob=blob, manifest=manifest))
    connection.execute(
        CHUNKS.insert(),
        [
            {"blob": blob, "number": number, "digest": chunk.digest.hex()}
            for number, chunk in enumerate(taken.chunks)
        ],
    )
    # Before the commit: a file too many is swept away, a file too few would be lost.
    chunkfiles.settle(folder_of(connection), taken.coming)


def _sealed(
    coming: Path, source: BinaryIO, first: Place, key: bytes, size: int, progress: Progress
) -> tuple[tuple[Listed, ...], str]:
    """Return the sealed chunks of ``source`` as they are listed, and the digest of what it is."""
    source.seek(0)
    chunks, whole = [], sha256()
    done, left = 0, padded_size(size)
    for number in range(first.count):
        progress(done, size)
        wanted = min(CHUNK, left)
        content = source.read(min(wanted, size - done))
        if len(content) < min(wanted, size - done):
            raise _changed()
        whole.update(content)
        done, left = done + len(content), left - wanted
        place = replace(first, number=number)
        sealed = seal_chunk(key, place, content.ljust(wanted, b"\0"))
        chunks.append(Listed(bytes.fromhex(chunkfiles.put(coming, sealed)), len(sealed)))
    if source.read(1):
        raise _changed()
    progress(size, size)
    return tuple(chunks), whole.hexdigest()


def _changed() -> RejectedError:
    return RejectedError("The file was changed while it was read. Close it, then add it again.")
