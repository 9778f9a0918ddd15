"""What limits passing a document on: in words, wherever it is seen and wherever it goes."""

from collections.abc import Mapping

from sqlalchemy import Connection

from storage.domain.kinds.document import Document
from storage.usecases.codelists import book_of

_KNOWN_NONE = "none"
_NOTICES: Mapping[str, str] = {
    "part_2": "42 CFR part 2 prohibits unauthorized use or disclosure of these records.",
    "dcf": "Confidential under M.G.L. c.119 ss.51E and 51F.",
    "ferpa": (
        "An education record: whoever receives it may pass it on only with consent (34 CFR 99.33)."
    ),
    "impounded": "Impounded: only the court says who may see it.",
}
"""What goes along with a copy, by the code of the limit."""


def limit_of(connection: Connection, document: Document) -> str:
    """Return the limit in one line; empty where none is known."""
    label = ""
    if document.redisclosure and document.redisclosure != _KNOWN_NONE:
        label = book_of(connection).label("redisclosure", document.redisclosure)
    own = document.limit.strip().rstrip(".")
    return ". ".join(filter(None, (label, own)))


def notice_of(connection: Connection, document: Document) -> str:
    """Return what a copy must say of the limit; empty where none is known."""
    limit = limit_of(connection, document)
    lawful = _NOTICES.get(document.redisclosure, "")
    return " ".join(filter(None, (limit and f"{limit}.", lawful)))
