"""What is said of a document beside its pages: where it is from, and that it is unchanged."""

from PySide6.QtCore import QCoreApplication

from desktop.context import DeskContext
from desktop.wording.dates import short_day
from storage.domain.kinds.document import Document

_SHOWN = 16
"""Digits of a SHA-256 in one group; four groups are all of it."""


def came_from(document: Document, context: DeskContext) -> str:
    """Say who gave the document and when; with initials nobody is named."""
    day = short_day(document.received_on) if document.received_on is not None else ""
    if not document.source or context.initials:
        return _tr("Received {day}.").format(day=day)
    return _tr("From {source}, received {day}.").format(source=document.source, day=day)


def fingerprint(document: Document) -> str:
    """Say by which number the file is known, and that it is still the same."""
    groups = [
        document.digest[place : place + _SHOWN] for place in range(0, len(document.digest), _SHOWN)
    ]
    return _tr("SHA-256, compared as it was opened: {digest}").format(digest=" ".join(groups))


def _tr(text: str) -> str:
    return QCoreApplication.translate("viewer", text)
