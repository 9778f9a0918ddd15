"""Everything one record says, in words, with its amendments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from storage.domain.contact import Contact
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.note import Note
from storage.tables.records import Stored, fetch
from storage.usecases.casefile import amendments, entries
from storage.usecases.codelists import codebook
from storage.usecases.record_words import fields_in_words, in_words, texts_in

_SAID_ELSEWHERE = ("Case", "Home case")


@dataclass(frozen=True, slots=True)
class Detail:
    """One record to look at: its stored form, its fields in words, its long texts in order."""

    stored: Stored[Any]
    fields: Sequence[tuple[str, str]]
    texts: Sequence[str]


def detail(connection: Connection, kind: str, record: RecordId) -> Detail | None:
    """Return what the panel beside a list shows of one record; None when it is not here."""
    stored = fetch(connection, KINDS[kind], record)
    if stored is None:
        return None
    words = [pair for pair in fields_in_words(connection, stored.record) if _shown(pair)]
    match stored.record:
        case Note():
            return Detail(stored, words, _chain(connection, stored.record))
        case Contact():
            return Detail(stored, [*words, *_services(connection, record)], ())
        case other:
            return Detail(stored, words, list(texts_in(other)))


def _shown(pair: tuple[str, str]) -> bool:
    return pair[0] not in _SAID_ELSEWHERE


def _chain(connection: Connection, note: Note) -> list[str]:
    """Return the note, then each amendment led by who wrote it and when."""
    later = [
        f"Amended {in_words(one.on)}{f' by {one.author}' if one.author else ''}: {one.text}"
        for one in amendments(connection, note.id)
    ]
    return [note.text, *later]


def _services(connection: Connection, contact: RecordId) -> list[tuple[str, str]]:
    entry = entries(connection, ("contact",), [contact])[contact]
    book = codebook()
    return [
        ("Service", f"{book.label('service', service.code)} \u00d7 {service.quantity}")
        for service in entry.services
    ]
