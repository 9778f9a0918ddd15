"""Everything one record says, in words, with its amendments."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from storage.domain.codes import CodeBook
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.contact import Contact
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person, display_name
from storage.spec.fields import Reference, References, Text, Texts
from storage.spec.kinds import fields_of, kind_of
from storage.tables.misfiled import is_hidden
from storage.tables.records import Stored, fetch
from storage.usecases.caseentries import entries
from storage.usecases.casefile import amendments
from storage.usecases.codelists import book_of
from storage.usecases.fieldshere import fields_here, here
from storage.usecases.onepeople import same_people
from storage.usecases.record_words import also_stored, fields_in_words, in_words
from storage.usecases.samepeople import beside

_SAID_ELSEWHERE = ("Case", "Home case")


@dataclass(frozen=True, slots=True)
class LongText:
    """A long text with its label; ``graphic`` where it is folded whatever its length."""

    label: str
    text: str
    graphic: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    """One record to look at: its stored form, its fields in words, its long texts in order.

    ``names`` are the labels of the fields that name people, ``also`` what is stored in fields that
    the program hides.
    """

    stored: Stored[Any]
    fields: Sequence[tuple[str, str]]
    texts: Sequence[LongText]
    names: frozenset[str] = frozenset()
    also: Sequence[tuple[str, str]] = ()
    several: bool = False
    """Whether it is a person recorded more than once."""
    moved: bool = False
    """Whether it is a note that was filed under the wrong child, or amends one."""


def detail(connection: Connection, kind: str, record: RecordId) -> Detail | None:
    """Return what the panel beside a list shows of one record; None when it is not here."""
    stored = fetch(connection, KINDS[kind], record)
    if stored is None:
        return None
    found = _told(connection, stored)
    return replace(found, also=[p for p in also_stored(connection, stored.record) if _shown(p)])


def _told(connection: Connection, stored: Stored[Any]) -> Detail:
    record, book = stored.record.id, book_of(connection)
    words = [pair for pair in fields_in_words(connection, stored.record) if _shown(pair)]
    match stored.record:
        case Note():
            chain, moved = _chain(connection, stored.record, book), is_hidden(connection, record)
            return Detail(stored, words, chain, moved=moved)
        case Contact():
            return Detail(stored, [*words, *_services(connection, record)], ())
        case Person():
            also, names = _also(connection, record)
            texts = _long_texts(stored.record, book)
            known = _naming(Person, book) | names
            return Detail(stored, [*words, *also], texts, known, several=bool(also))
        case other:
            return Detail(stored, words, _long_texts(other, book), _naming(type(other), book))


def _also(connection: Connection, person: RecordId) -> tuple[list[tuple[str, str]], frozenset[str]]:
    """Return what other records of the same person say otherwise, and which labels name people."""
    said: list[tuple[str, str]] = []
    names = {_ALSO}
    for other in same_people(connection).all_of(person):
        side = beside(connection, person, other) if other != person else None
        if side is None:
            continue
        name = " · ".join(filter(None, (display_name(side.other.record), side.other.number)))
        said.append((_ALSO, name))
        for fact in side.facts:
            if fact.other and fact.other != fact.kept:
                label = _THERE.format(label=fact.label)
                said.append((label, fact.other))
                names |= {label} if fact.label in _naming(Person, book_of(connection)) else set()
    return said, frozenset(names)


_ALSO = "Also recorded as"
_THERE = "{label} there"


def _shown(pair: tuple[str, str]) -> bool:
    return pair[0] not in _SAID_ELSEWHERE


def _naming(cls: type[Any], book: CodeBook) -> frozenset[str]:
    """Return the labels, the program's own and the shipped ones, of fields that name people."""
    kind = kind_of(cls).name
    return frozenset(
        label
        for name, field in fields_of(cls).items()
        for label in (field.label, here(book, kind, name, field).label)
        if (isinstance(field, Reference | References) and field.kind == "person")
        or (isinstance(field, Text | Texts) and cls is Person and field.search == "name")
    )


def _long_texts(record: Any, book: CodeBook) -> list[LongText]:
    return [
        LongText(line.label, value, line.field.graphic)
        for line in fields_here(book, kind_of(type(record)).name)
        if isinstance(line.field, Text)
        and line.field.lines > 1
        and (value := getattr(record, line.name))
    ]


def _chain(connection: Connection, note: Note, book: CodeBook) -> list[LongText]:
    """Return the note, then each amendment led by who wrote it and when."""
    later = (
        LongText(f"Amended {in_words(one.on)}{f' by {one.author}' if one.author else ''}", one.text)
        for one in amendments(connection, note.id)
    )
    return [*_long_texts(note, book), *later]


def _services(connection: Connection, contact: RecordId) -> list[tuple[str, str]]:
    entry = entries(connection, ("contact",), [contact])[contact]
    book = book_of(connection)
    return [
        ("Service", f"{book.label('service', service.code)} \u00d7 {service.quantity}")
        for service in entry.services
    ]
