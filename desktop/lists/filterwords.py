"""A condition on a column in words, and the field it is put to."""

from datetime import date

from PySide6.QtCore import QCoreApplication

from desktop.lists.source import Source, kind_of_source
from desktop.wording.dates import short_day
from desktop.wording.numbers import count
from storage.domain.codes import CodeBook
from storage.domain.kinds import KINDS
from storage.spec.fields import Code, Codes, Field, Whole
from storage.spec.kinds import fields_of
from storage.usecases.listing.wanted import Condition

_MOST_NAMED = 3


def _tr(text: str) -> str:
    return QCoreApplication.translate("lists", text)


def field_behind(source: Source[object], name: str) -> Field:
    """Return the field that a column of ``source`` shows."""
    return fields_of(KINDS[kind_of_source(source)])[name]


def in_words(condition: Condition, label: str, field: Field, book: CodeBook) -> str:
    """Return a condition in words, led by the label of its column."""
    match condition.test:
        case "empty":
            said = _tr("empty")
        case "filled":
            said = _tr("filled")
        case "contains":
            said = _tr("“{words}”").format(words=" ".join(condition.values))
        case "between":
            said = _range(condition.values, field)
        case _:
            said = _codes(condition.values, field, book)
    return _tr("{column}: {condition}").format(column=label, condition=said)


def _codes(values: tuple[str, ...], field: Field, book: CodeBook) -> str:
    if not isinstance(field, Code | Codes):
        return _tr("yes") if values == ("1",) else _tr("no")
    if len(values) > _MOST_NAMED:
        return _tr("{count} chosen").format(count=count(len(values)))
    return ", ".join(book.label(field.list_name, code) for code in values)


def _range(values: tuple[str, ...], field: Field) -> str:
    low, high = (_end(value, field) for value in (*values, "", "")[:2])
    if low and high:
        return _tr("{low} to {high}").format(low=low, high=high)
    return _tr("from {low}").format(low=low) if low else _tr("until {high}").format(high=high)


def _end(value: str, field: Field) -> str:
    if isinstance(field, Whole) or not value:
        return value
    return short_day(date.fromisoformat(value))
