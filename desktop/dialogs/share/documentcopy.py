"""A copy of a document's file, as the gate offers it: byte for byte what was taken in."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.dialogs.share.offered import Offer
from storage.domain.ids import RecordId, parse_id
from storage.domain.kinds.document import Document
from storage.domain.kinds.person import display_name
from storage.domain.media import ENDINGS
from storage.errors import RejectedError
from storage.usecases.casefile import stored_record
from storage.usecases.codelists import book_of
from storage.usecases.documents.reading import whole_document


def document_offer(connection: Any, target: Mapping[str, Any]) -> Offer:
    """Return the file of the document that ``target`` names, with what limits passing it on."""
    document = _document(connection, target)
    book = book_of(connection)
    case = stored_record(connection, "case", document.case) if document.case else None
    youth = case.record.youth if case is not None else None
    person = stored_record(connection, "person", youth) if youth else None
    limit = book.label("redisclosure", document.redisclosure) if document.redisclosure else ""
    kind = book.label("document_kind", document.document_kind)
    return Offer(
        form=_tr("Copy of a document: {kind}").format(kind=kind),
        content="records",
        stem="document",
        formats=(ENDINGS[document.media].removeprefix("."),),
        bases=("own_use", "release", "mandate", "practice"),
        lines=(
            ("document", kind),
            ("people", display_name(person.record) if person is not None else ""),
            ("limit", limit),
            ("words", document.limit),
            ("source", document.source),
        ),
        names=(display_name(person.record),) if person is not None else (),
        people=frozenset({youth} if youth else ()),
        records=1,
    )


def document_made(connection: Any, target: Mapping[str, Any]) -> bytes:
    """Return the file, compared to the last byte; DamagedError when it is not what was added."""
    return whole_document(connection, _id(target))


def _document(connection: Any, target: Mapping[str, Any]) -> Document:
    stored = stored_record(connection, "document", _id(target))
    if stored is None or stored.record.media not in ENDINGS:
        raise RejectedError("This document has no file on this laptop. Nothing can be saved.")
    found: Document = stored.record
    return found


def _id(target: Mapping[str, Any]) -> RecordId:
    return parse_id(str(target["document"]))


def _tr(text: str) -> str:
    return QCoreApplication.translate("share", text)
