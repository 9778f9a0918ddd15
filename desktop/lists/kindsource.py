"""A list of the records of one kind: its columns from the fields, its order from the database."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial, singledispatch
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication

from desktop.lists.cells import Cell, CellStyle
from desktop.lists.columns import Column
from desktop.lists.source import Sort
from desktop.wording.dates import clock_time, local_moment, partial_text, short_day
from desktop.wording.labels import field_label
from desktop.wording.names import shown
from storage.domain.codes import CodeBook
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.spec.fields import (
    Code,
    Codes,
    Day,
    Field,
    Flag,
    Moment,
    PartialDay,
    Reference,
    References,
    Texts,
    TimeOfDay,
    Whole,
)
from storage.spec.kinds import fields_of
from storage.usecases.fieldshere import here
from storage.usecases.listing.reading import names, ordered, values
from storage.usecases.listing.wanted import By, Wanted

Show = Callable[[Any], Cell]


class Around(Protocol):
    """What a list needs to know of the desk (``DeskContext`` has it)."""

    book: CodeBook

    def today(self) -> date:
        """Return the calendar day in Massachusetts."""

    @property
    def initials(self) -> bool:
        """Whether names are shown as initials."""


class KindSource:
    """Rows of ``kind``; ``columns`` are names of its fields, or ``Column``s with a ``field``.

    The filter is a ``Wanted``. Every field sorts, filters and is exported; a reference shows and
    sorts by the name of what it names, which initials mode shortens where that is a person.
    ``shows`` gives columns another look: by field, from the value to a cell.
    """

    sorts_by_several = True

    def __init__(
        self,
        around: Around,
        kind: str,
        columns: Sequence[str | Column],
        *,
        shows: Mapping[str, Show] | None = None,
        stretch: Sequence[str] = (),
    ) -> None:
        self.kind = kind
        self._around = around
        self._fields = fields_of(KINDS[kind])
        self._shows = shows or {}
        self._stretch = set(stretch)
        self.columns = tuple(
            one if isinstance(one, Column) else self._column(one) for one in columns
        )
        self._names = [column.field for column in self.columns]

    def order(self, connection: Any, filter: Wanted, sort: Sort) -> Sequence[RecordId]:  # noqa: A002 - the protocol's word
        """Return the ids of the records, in order."""
        by = [By(name, down) for name, down in sort.by() if name in self._fields]
        return ordered(connection, self.kind, filter, by)

    def rows(self, connection: Any, keys: Sequence[RecordId]) -> Mapping[RecordId, Sequence[Any]]:
        """Return the rows of ``keys``: values of the fields, references by name."""
        found = values(connection, self.kind, self._names, keys)
        named = self._named(connection, found.values())
        return {
            key: tuple(
                value if called is None else called(value)
                for value, called in zip(row, named, strict=True)
            )
            for key, row in found.items()
        }

    def _named(self, connection: Any, rows: Any) -> list[Callable[[Any], str] | None]:
        """Return for each column of references the function from ids to names."""
        columns = list(zip(*rows, strict=True))
        found: list[Callable[[Any], str] | None] = []
        for place, name in enumerate(self._names):
            field = self._fields[name]
            if not isinstance(field, Reference | References):
                found.append(None)
                continue
            ids = {one for value in (columns[place] if columns else ()) for one in _ids(value)}
            known = names(connection, field.kind, ids)
            hides = self._around.initials and field.kind == "person"
            found.append(partial(_joined, {i: shown(text, hides) for i, text in known.items()}))
        return found

    def _column(self, name: str) -> Column:
        field = self._fields[name]
        book = self._around.book
        label = field_label(here(book, self.kind, name, field))
        return Column(
            label,
            max(_WIDTHS.get(type(field), 160), _room_for(label)),
            _style(field),
            sort=name,
            show=self._shows.get(name) or show_of(field, self._around),
            stretch=name in self._stretch,
            field=name,
        )


def _room_for(label: str) -> int:
    """Return the width of a heading in full, up to that of four words."""
    return min(9 * len(label) + 34, 190)


def _ids(value: Any) -> Sequence[RecordId]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, frozenset) else (value,)


def _joined(known: Mapping[RecordId, str], value: Any) -> str:
    return ", ".join(sorted(known[one] for one in _ids(value) if one in known))


@singledispatch
def show_of(_field: Field, _around: Around) -> Show:
    """Return the function from a value of ``field`` to its cell."""
    return lambda value: "" if value is None else str(value)


@show_of.register
def _(field: Code, around: Around) -> Show:
    return lambda value: around.book.label(field.list_name, value) if value else ""


@show_of.register
def _(field: Codes, around: Around) -> Show:
    return lambda value: ", ".join(
        sorted(around.book.label(field.list_name, code) for code in value)
    )


@show_of.register
def _(_field: Texts, _around: Around) -> Show:
    return lambda value: ", ".join(sorted(value))


@show_of.register
def _(_field: Flag, _around: Around) -> Show:
    yes = QCoreApplication.translate("lists", "Yes")
    return lambda value: yes if value else ""


@show_of.register
def _(_field: Day, _around: Around) -> Show:
    return lambda value: short_day(value) if value else ""


@show_of.register
def _(_field: Moment, _around: Around) -> Show:
    return lambda value: local_moment(value) if value else ""


@show_of.register
def _(_field: PartialDay, _around: Around) -> Show:
    return partial_text


@show_of.register
def _(_field: TimeOfDay, _around: Around) -> Show:
    return lambda value: clock_time(value) if value else ""


def _style(field: Field) -> CellStyle:
    return "number" if isinstance(field, Whole) else "text"


_WIDTHS: Mapping[type[Field], int] = {
    Day: 112,
    PartialDay: 112,
    Moment: 184,
    TimeOfDay: 90,
    Whole: 84,
    Flag: 80,
}
