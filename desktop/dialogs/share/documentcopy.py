"""A copy of a document's file, as the gate offers it: without what nobody sees, with its limit."""

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
from storage.usecases.documents.copying import Copy, copy_of, form_of, printable
from storage.usecases.documents.limits import limit_of
from storage.usecases.documents.showing import document_of
from storage.usecases.printing import Printing

_PRINTABLE = frozenset({"text", "word"})


def document_offer(connection: Any, target: Mapping[str, Any]) -> Offer:
    """Return the file of the document that ``target`` names, with what limits passing it on."""
    document = _document(connection, target)
    case = stored_record(connection, "case", document.case) if document.case else None
    youth = case.record.youth if case is not None else None
    person = stored_record(connection, "person", youth) if youth else None
    kind = book_of(connection).label("document_kind", document.document_kind)
    form = _tr("Copy of a document: {kind}").format(kind=kind)
    return Offer(
        form=form_of(connection, document, form),
        content="records",
        stem="document",
        formats=_formats(document.media),
        bases=("own_use", "release", "mandate", "practice"),
        lines=(
            ("document", kind),
            ("people", display_name(person.record) if person is not None else ""),
            ("limit", limit_of(connection, document)),
            ("source", document.source),
            ("media", document.media),
            ("exact", "1" if target.get("exact") else "0"),
        ),
        names=(display_name(person.record),) if person is not None else (),
        people=frozenset({youth} if youth else ()),
        records=1,
    )


def document_made(
    connection: Any, target: Mapping[str, Any], file_format: str, printing: Printing
) -> Copy:
    """Return the copy and the sheet that goes beside it, if any."""
    if file_format == "pdf" and _document(connection, target).media in _PRINTABLE:
        return printable(connection, _id(target), printing)
    return copy_of(connection, _id(target), printing, exact=bool(target.get("exact")))


def _formats(media: str) -> tuple[str, ...]:
    """Return how a document may be saved: as it is, and what has words alone also for paper."""
    own = ENDINGS[media].removeprefix(".")
    return (own, "pdf") if media in _PRINTABLE else (own,)


def _document(connection: Any, target: Mapping[str, Any]) -> Document:
    document = document_of(connection, _id(target))
    if document.media not in ENDINGS:
        raise RejectedError("This document has no file on this laptop. Nothing can be saved.")
    return document


def _id(target: Mapping[str, Any]) -> RecordId:
    return parse_id(str(target["document"]))


def _tr(text: str) -> str:
    return QCoreApplication.translate("share", text)
