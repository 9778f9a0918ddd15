"""Records in one line each: the words of the fields that their kind names for it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from storage.domain.codes import CodeBook
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.spec.fields import Code, Codes, Field, Flag, Reference, References
from storage.spec.kinds import fields_of, kind_of
from storage.tables.records import fetch_all
from storage.usecases.codelists import book_of
from storage.usecases.record_words import closed_name_of, in_words

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one field; ``names`` where they are the name of a person."""

    words: str
    names: bool = False


def lines(connection: Connection, records: Iterable[Any]) -> dict[RecordId, tuple[Said, ...]]:
    """Return the line of each record, one ``Said`` for every field that is filled.

    Nothing of a restricted kind and no graphic text is ever said.
    """
    told = [(record, _told_fields(type(record))) for record in records]
    names = _names(connection, told)
    book = book_of(connection)
    return {
        record.id: tuple(
            Said(words, isinstance(field, Reference | References) and field.kind == "person")
            for name, field in fields.items()
            if (words := _words(field, getattr(record, name), book, names))
        )
        for record, fields in told
    }


def _told_fields(cls: type[Any]) -> Mapping[str, Field]:
    described = kind_of(cls)
    fields = fields_of(cls)
    if described.restricted:
        return {}
    return {name: fields[name] for name in described.line if not fields[name].graphic}


def _names(
    connection: Connection, told: Sequence[tuple[Any, Mapping[str, Field]]]
) -> dict[RecordId, str]:
    wanted: defaultdict[str, set[RecordId]] = defaultdict(set)
    for record, fields in told:
        for name, field in fields.items():
            if isinstance(field, Reference | References):
                for kind in field.kinds if isinstance(field, Reference) else (field.kind,):
                    wanted[kind].update(_ids(getattr(record, name)))
    return {
        record: closed_name_of(found)
        for kind, ids in wanted.items()
        if ids
        for record, found in fetch_all(connection, KINDS[kind], ids).items()
    }


def _ids(value: Any) -> Iterator[RecordId]:
    if isinstance(value, frozenset):
        yield from value
    elif value:
        yield value


def _words(field: Field, value: Any, book: CodeBook, names: Mapping[RecordId, str]) -> str:
    if value in (None, "", False, frozenset()):
        return ""
    match field:
        case Code():
            words = book.label(field.list_name, value)
        case Codes():
            words = ", ".join(sorted(book.label(field.list_name, code) for code in value))
        case Reference() | References():
            words = ", ".join(sorted(names[one] for one in _ids(value) if one in names))
        case Flag():
            words = field.label
        case _:
            words = " ".join(in_words(value).split())[:_LONGEST]
    return f"{field.label}: {words}" if words and _needs_label(field, value) else words


def _needs_label(field: Field, value: Any) -> bool:
    """Tell whether a value alone does not say what it is: a day, a number, a yes."""
    if isinstance(field, Code):
        return field.list_name == "yes_no_unknown"
    return isinstance(value, date | datetime | int) and not isinstance(field, Flag)
