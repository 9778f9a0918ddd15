"""A record in words, field by field, for paper."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from functools import singledispatch
from typing import Any

from sqlalchemy import Connection

from storage.domain.clocks import ZONE
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person, display_name
from storage.domain.partial_dates import PartialDate
from storage.domain.periods import Period
from storage.spec.fields import (
    Code,
    Codes,
    Field,
    Flag,
    Reference,
    References,
    Text,
)
from storage.spec.kinds import fields_of, kind_of
from storage.tables.records import fetch
from storage.usecases.codelists import book_of
from storage.usecases.fieldshere import fields_here


def fields_in_words(connection: Connection, record: Any) -> Iterator[tuple[str, str]]:
    """Yield (label, value) of every field of ``record`` that is filled, long texts left out.

    They come as the program calls and orders them; those that it hides are left out.
    """
    yield from _in_words(connection, record, hidden=False)


def also_stored(connection: Connection, record: Any) -> Iterator[tuple[str, str]]:
    """Yield the same of the fields that the program hides: what was stored in them stays."""
    yield from _in_words(connection, record, hidden=True)


def _in_words(connection: Connection, record: Any, *, hidden: bool) -> Iterator[tuple[str, str]]:
    for line in fields_here(book_of(connection), kind_of(type(record)).name):
        value = getattr(record, line.name)
        if line.arranged.hidden is hidden and value not in _EMPTY and not _is_long(line.field):
            yield line.label, words_of_value(connection, line.field, value)


def long_texts(record: Any) -> Iterator[tuple[str, str]]:
    """Yield (label, text) of the long texts of ``record``."""
    for name, field in fields_of(type(record)).items():
        if _is_long(field) and (value := getattr(record, name)):
            yield field.label, value


def words_of_value(connection: Connection, field: Field, value: Any) -> str:
    """Return ``value`` of ``field`` in words; a reference by the name of what it names."""
    match field:
        case Code():
            return book_of(connection).label(field.list_name, value)
        case Codes():
            book = book_of(connection)
            return ", ".join(sorted(book.label(field.list_name, code) for code in value))
        case Reference():
            return _named(connection, field.kinds, value)
        case References():
            return ", ".join(sorted(_named(connection, (field.kind,), one) for one in value))
        case Flag():
            return "Yes"
        case _:
            return in_words(value)


@singledispatch
def in_words(value: object) -> str:
    """Return a plain value in words."""
    return str(value)


@in_words.register
def _(value: frozenset) -> str:  # type: ignore[type-arg]  # dispatch knows no parameters
    return ", ".join(sorted(map(in_words, value)))


@in_words.register
def _(value: date) -> str:
    return Period(value, value).words()


@in_words.register
def _(value: datetime) -> str:
    local = value.astimezone(ZONE)
    return f"{in_words(local.date())}, {in_words(local.time())}"


@in_words.register
def _(value: time) -> str:
    return f"{value.hour % 12 or 12}:{value.minute:02d} {'AM' if value.hour < _NOON else 'PM'}"


@in_words.register
def _(value: PartialDate) -> str:
    first = value.earliest()
    if first is None:
        return "not known"
    words = in_words(first)
    if value.month is None:
        words = str(first.year)
    elif value.day is None:
        words = words.replace(" 1,", "")
    return f"about {words}" if value.estimated else words


_NOON = 12
_EMPTY: tuple[object, ...] = (None, "", False, frozenset())


def _is_long(field: Field) -> bool:
    return isinstance(field, Text) and field.lines > 1


def _named(connection: Connection, kinds: Iterable[str], record: RecordId) -> str:
    for kind in kinds:
        if (stored := fetch(connection, KINDS[kind], record)) is not None:
            return name_of(stored.record)
    return "not on this laptop"


def name_of(record: Any) -> str:
    """Return what a record goes by: its name or number, or its kind and its day."""
    match record:
        case Person():
            return display_name(record)
        case Case():
            return record.number
        case _:
            return _title_or_day(record)


def closed_name_of(record: Any) -> str:
    """Return what a record goes by; of a restricted one only what it is, until it is opened."""
    described = kind_of(type(record))
    return described.label if described.restricted else name_of(record)


def _title_or_day(record: Any) -> str:
    described = kind_of(type(record))
    named = " ".join(text for name in described.named_by if (text := getattr(record, name)))
    day = getattr(record, described.dated_by) if described.dated_by else None
    return named or (f"{described.label}, {in_words(day)}" if day else described.label)
