"""Where the rows of a table come from: two queries, run on the reader lane."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar

from desktop.lists.cells import Row, text_of
from desktop.lists.columns import Column
from storage.usecases.listing.reading import matching
from storage.usecases.listing.wanted import Condition

Key = Hashable
F_contra = TypeVar("F_contra", contravariant=True)

WINDOW = 100
"""Rows fetched at once."""


class Sort(NamedTuple):
    """By which column, and in which direction; ``then`` by which others, each a pair like it."""

    column: str
    descending: bool = False
    then: tuple[tuple[str, bool], ...] = ()

    def by(self) -> tuple[tuple[str, bool], ...]:
        """Return every (column, descending), the first one first."""
        return ((self.column, self.descending), *self.then)

    def plain(self) -> list[Any]:
        """Return it as plain data."""
        return [self.column, self.descending, [list(key) for key in self.then]]

    @classmethod
    def of(cls, plain: Sequence[Any]) -> "Sort":
        """Return what ``plain`` returned."""
        column, descending, *rest = plain
        then = tuple((str(name), bool(down)) for name, down in (rest[0] if rest else ()))
        return cls(str(column), bool(descending), then)


class Source(Protocol[F_contra]):
    """A table's queries. Keys are record ids, or whatever else names a row for good."""

    @property
    def columns(self) -> Sequence[Column]:
        """The columns, in the order of the values in a row."""

    def order(self, connection: Any, filter: F_contra, sort: Sort) -> Sequence[Any]:  # noqa: A002 - the word
        """Return the keys of all rows that ``filter`` lets through, in order."""

    def rows(self, connection: Any, keys: Sequence[Any]) -> Mapping[Any, Sequence[Any]]:
        """Return for each key one raw value per column; a row that is gone is left out."""


def kind_of_source(source: Source[Any]) -> str:
    """Return the kind of record whose ids are the keys of ``source``, or nothing."""
    return str(getattr(source, "kind", ""))


def sorts_by_several(source: Source[Any]) -> bool:
    """Tell whether ``source`` heeds what a Sort names after its first column."""
    return bool(getattr(source, "sorts_by_several", False))


@dataclass(frozen=True, slots=True)
class Page:
    """The order of the whole table, with the rows that will be looked at first."""

    keys: Sequence[Any]
    rows: Mapping[int, Row]


def fetch_page(
    connection: Any,
    source: Source[Any],
    wanted: tuple[Any, Sort],
    near: Sequence[Any],
    conditions: Sequence[Condition] = (),
) -> Page:
    """Return the order of the table, and the rows around the first of ``near`` still in it.

    ``conditions`` on fields of the source's kind narrow whatever the source lets through.
    """
    keys = source.order(connection, *wanted)
    if conditions:
        let_through = matching(connection, kind_of_source(source), conditions)
        keys = [key for key in keys if key in let_through]
    wanted_keys = set(near)
    places = {key: place for place, key in enumerate(keys) if key in wanted_keys}
    place = next((places[key] for key in near if key in places), 0)
    start = max(0, place - WINDOW // 2)
    return Page(keys, fetch_rows(connection, source, start, keys[start : start + 2 * WINDOW]))


def fetch_rows(
    connection: Any, source: Source[Any], start: int, keys: Sequence[Any]
) -> dict[int, Row]:
    """Return rows ready to paint by their place; ``keys`` stand at ``start`` and after."""
    raw = source.rows(connection, keys)
    shows = [column.show for column in source.columns]
    empty = Row(tuple("" for _ in shows))
    return {
        start + offset: Row(tuple(show(value) for show, value in zip(shows, raw[key], strict=True)))
        if key in raw
        else empty
        for offset, key in enumerate(keys)
    }


def seek(
    connection: Any, source: Source[Any], column: int, keys: Sequence[Any], typed: str
) -> int | None:
    """Return the place of the first row whose ``column``, by which it is sorted, starts so.

    Looks at a dozen rows out of thousands; None when none starts so.
    """

    def shown(place: int) -> str:
        row = fetch_rows(connection, source, place, keys[place : place + 1])[place]
        return text_of(row.cells[column]).casefold()

    wanted = typed.casefold()
    low, high = 0, len(keys)
    is_descending = len(keys) > 1 and shown(0) > shown(len(keys) - 1)
    while low < high:
        middle = (low + high) // 2
        text = shown(middle)
        before = text > wanted and not text.startswith(wanted) if is_descending else text < wanted
        low, high = (middle + 1, high) if before else (low, middle)
    return low if low < len(keys) and shown(low).startswith(wanted) else None
