"""Hand a document's file to the process that shows it, compared to the last byte."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.document import Document
from storage.errors import DamagedError, RejectedError
from storage.tables.records import fetch
from storage.usecases.documents.limits import limit_of
from storage.usecases.documents.listing import where_is
from storage.usecases.documents.reading import read_document
from storage.usecases.settings import setting
from storage.viewing.session import Viewing

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes there are; may raise CancelledError."""
_PICTURES = frozenset({"png", "jpeg"})
_HERE = frozenset({"here", "not_sent"})


@dataclass(frozen=True, slots=True)
class OnShow:
    """A document whose file is on show, how many pages, and whether they are drawn."""

    document: Document
    limit: str
    """What limits passing it on; empty where none is known."""
    pages: int
    drawn: bool


def show(connection: Connection, record: RecordId, viewing: Viewing, progress: Progress) -> OnShow:
    """Give the file of a document to ``viewing``; its SHA-256 is that of the day it was added.

    Raises RejectedError where it cannot be shown, DamagedError where it is not the one that was
    added, and whatever ``progress`` raises.
    """
    document = document_of(connection, record)
    if document.media in _PICTURES and not setting(connection, "documents.pictures"):
        raise RejectedError(
            "The rules of your program let no picture be shown. Ask your lead what to do with it."
        )
    if where_is(connection, document).state not in _HERE:
        raise RejectedError("The file of this document is not on this laptop. Get it first.")
    pieces = _counted(connection, document, progress)
    opened = viewing.open(document.media, document.size or 0, pieces)
    return OnShow(document, limit_of(connection, document), opened.pages, opened.drawn)


def document_of(connection: Connection, record: RecordId) -> Document:
    """Return a document; RejectedError where it is not on this laptop."""
    stored = fetch(connection, Document, record)
    if stored is None:
        raise RejectedError("This document is not on this laptop any more.")
    return stored.record


def _counted(connection: Connection, document: Document, progress: Progress) -> Iterator[bytes]:
    done, size = 0, document.size or 0
    progress(0, size)
    try:
        for piece in read_document(connection, document.id):
            yield piece
            done += len(piece)
            progress(done, size)
    except DamagedError as error:
        # A title may name anybody, and this is read on a screen that may show initials alone.
        raise DamagedError(
            "The file of this document is damaged: it is not the one that was added. Look for it "
            "in a backup, or ask its source for it again."
        ) from error
