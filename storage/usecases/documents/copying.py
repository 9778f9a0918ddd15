"""Copies of documents for outside: without what nobody sees, and never without their limit."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.document import Document
from storage.domain.media import ENDINGS
from storage.errors import RejectedError
from storage.usecases.codelists import book_of
from storage.usecases.documents.limits import limit_of, notice_of
from storage.usecases.documents.reading import read_document, whole_document
from storage.usecases.documents.showing import document_of
from storage.usecases.printing import Printing
from storage.usecases.record_words import in_words
from storage.usecases.typesetting import typeset
from storage.viewing.session import Viewing

BESIDE = "-limit.pdf"
"""How the name of the sheet ends that goes beside a copy which cannot carry it inside."""
_LONGEST_FORM = 80
_MOST_SHEETS = 50
"""Pages of a text as it is shown; a page is four hundred lines."""
_APPLIES = "What applies"


@dataclass(frozen=True, slots=True)
class Copy:
    """A document for outside: its bytes, and the sheet that goes beside it, if any."""

    content: bytes
    notice: bytes = b""


def copy_of(
    connection: Connection, record: RecordId, printing: Printing, *, exact: bool = False
) -> Copy:
    """Return a copy of a document's file; ``exact`` is byte for byte what was added.

    Otherwise what the file says of authors, programs and places is taken out, by a process
    without keys. Where a limit on passing it on is known, a PDF begins with a page that says so,
    and any other copy has a sheet beside it. RejectedError where the file is not here or cannot be
    taken apart, DamagedError where it is not the one that was added.
    """
    document = document_of(connection, record)
    if document.media not in ENDINGS:
        raise RejectedError("This document has no file on this laptop. Nothing can be saved.")
    notice = _notice(connection, document, printing)
    if exact:
        return Copy(whole_document(connection, record), notice)
    inside = notice if document.media == "pdf" else b""
    viewing = Viewing()
    try:
        pieces = read_document(connection, record)
        viewing.open(document.media, document.size or 0, pieces, shown=False)
        content = viewing.clean(inside)
    finally:
        viewing.close()
    return Copy(content, b"" if inside else notice)


def form_of(connection: Connection, document: Document, what: str) -> str:
    """Return how the disclosure log names such a copy: what it is, and what limits it."""
    limit = limit_of(connection, document)
    return f"{what}; {limit}"[:_LONGEST_FORM] if limit else what[:_LONGEST_FORM]


def printable(connection: Connection, record: RecordId, printing: Printing) -> Copy:
    """Return the words of a text or a Word file as a PDF of our own, with its limit before them.

    The words come from the process without keys that shows it. RejectedError where the file cannot
    be shown, or is too long for paper.
    """
    document = document_of(connection, record)
    viewing = Viewing()
    try:
        pieces = read_document(connection, record)
        opened = viewing.open(document.media, document.size or 0, pieces)
        if opened.drawn or opened.pages > _MOST_SHEETS:
            raise RejectedError("This document is too long for paper. Save the file itself.")
        words = "\n".join(viewing.text(number) for number in range(opened.pages))
    finally:
        viewing.close()
    told = notice_of(connection, document)
    texts = {_APPLIES: told, "What it says": words}
    kind = book_of(connection).label("document_kind", document.document_kind)
    return Copy(_sheet(connection, document, printing, kind, texts))


def _notice(connection: Connection, document: Document, printing: Printing) -> bytes:
    """Return a page that says what limits the document; empty where nothing is known to."""
    told = notice_of(connection, document)
    if not told:
        return b""
    title = "Limit on passing this on"
    return _sheet(connection, document, printing, title, {_APPLIES: told})


def _sheet(
    connection: Connection,
    document: Document,
    printing: Printing,
    title: str,
    texts: Mapping[str, str],
) -> bytes:
    """Return a PDF about a document: what it is, where it is from, and ``texts`` by their label."""
    fields: Mapping[str, str] = {
        "Document": book_of(connection).label("document_kind", document.document_kind),
        "Source": document.source,
        "Received on": in_words(document.received_on),
        "SHA-256 when it was added": document.digest,
    }
    return typeset(
        "record",
        {
            "title": title,
            "header": "",
            "fields": [{"label": name, "value": said} for name, said in fields.items() if said],
            "texts": [{"label": name, "text": said} for name, said in texts.items() if said],
            **printing.foot(),
        },
    )
