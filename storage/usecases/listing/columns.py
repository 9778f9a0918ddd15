"""The SQL of one field in a list: what it sorts by, and what its words are looked for in.

Names of tables and columns come from the kinds; whatever a person typed goes as a parameter.
"""

from collections.abc import Callable
from functools import singledispatch
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from storage.domain.codes import CodeBook
from storage.domain.kinds import KINDS
from storage.spec.fields import Code, Field, Reference, Text
from storage.spec.kinds import fields_of, kind_of, open_fields_of
from storage.tables.records import TABLES

_BAR = "|"


def column(kind: str, name: str) -> ColumnElement[Any]:
    """Return the column of a field; KeyError when the kind has no such field."""
    open_fields_of(KINDS[kind])[name]
    found: ColumnElement[Any] = TABLES[kind].c[name]
    return found


def order_key(kind: str, name: str, book: CodeBook) -> ColumnElement[Any]:
    """Return what a list of ``kind`` sorts by for a field: names by letter, codes as listed."""
    return _key(fields_of(KINDS[kind])[name], column(kind, name), book)


def words_in(kind: str, name: str) -> ColumnElement[Any]:
    """Return the text in which words are looked for: of a reference, the name of what it names."""
    field = fields_of(KINDS[kind])[name]
    found = column(kind, name)
    return _name_of(field.kind, found) if isinstance(field, Reference) else found


def may_hold(kind: str, name: str, word: str) -> ColumnElement[bool]:
    """Return what is true of every field that holds ``word``, accents or not, and of few others."""
    field = fields_of(KINDS[kind])[name]
    if not isinstance(field, Reference):
        return _may_hold(column(kind, name), word)
    table = TABLES[field.kind].alias()
    named = _named(field.kind, table)
    return column(kind, name).in_(select(table.c.id).where(_may_hold(named, word)))


def _may_hold(text: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    if not word.isascii():
        return text.is_not(None)
    return or_(text.contains(word, autoescape=True), text.op("GLOB")("*[^ -~]*"))


@singledispatch
def _key(_field: Field, found: ColumnElement[Any], _book: CodeBook) -> ColumnElement[Any]:
    return found


@_key.register
def _(_field: Text, found: ColumnElement[Any], _book: CodeBook) -> ColumnElement[Any]:
    return func.lower(found)


@_key.register
def _(field: Code, found: ColumnElement[Any], book: CodeBook) -> ColumnElement[Any]:
    # The place of a code in the list, as the program orders it; nothing recorded comes first.
    listed = _BAR + _BAR.join(book.lists[field.list_name]) + _BAR
    return func.instr(listed, _BAR + found + _BAR)


@_key.register
def _(field: Reference, found: ColumnElement[Any], _book: CodeBook) -> ColumnElement[Any]:
    return func.lower(_name_of(field.kind, found))


def _name_of(kind: str, reference: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the name of the record that ``reference`` points to; NULL where it is not here."""
    table = TABLES[kind].alias()
    return select(_named(kind, table)).where(table.c.id == reference).scalar_subquery()


def _named(kind: str, table: Any) -> ColumnElement[Any]:
    return _NAMES.get(kind, _named_by(kind))(table)


def _person(table: Any) -> ColumnElement[Any]:
    given = func.coalesce(func.nullif(table.c.name_used, ""), table.c.given_name)
    found: ColumnElement[Any] = table.c.family_name + " " + given
    return found


def _named_by(kind: str) -> Callable[[Any], ColumnElement[Any]]:
    described = kind_of(KINDS[kind])
    names = described.named_by or ((described.dated_by,) if described.dated_by else ())

    def named(table: Any) -> ColumnElement[Any]:
        found: ColumnElement[Any] = table.c.id
        if names:
            found = table.c[names[0]]
            for name in names[1:]:
                found = found + " " + table.c[name]
        return found

    return named


def _number(table: Any) -> ColumnElement[Any]:
    found: ColumnElement[Any] = table.c.number
    return found


_NAMES: dict[str, Callable[[Any], ColumnElement[Any]]] = {"person": _person, "case": _number}
