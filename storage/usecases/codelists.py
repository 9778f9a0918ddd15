"""The code lists shipped with Satchel, read once, and what the program made of them."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from storage.domain.codes import CodeBook, CodeEntry, FieldArrangement, in_places
from storage.domain.kinds import KINDS
from storage.spec.fields import Code, Codes
from storage.spec.kinds import fields_of

_CACHE = "satchel.book"


@cache
def codebook() -> CodeBook:
    """Return every code list that a field of any kind names, as shipped."""
    named = {
        field.list_name
        for kind in KINDS.values()
        for field in fields_of(kind).values()
        if isinstance(field, Code | Codes)
    }
    return CodeBook(MappingProxyType({name: _list(name) for name in sorted(named)}))


@dataclass(slots=True)
class _Read:
    """The book of one connection, and how far the connection was when it was read."""

    state: object
    written: int
    rows: Sequence[tuple[Any, ...]]
    book: CodeBook


def book_of(connection: Connection) -> CodeBook:
    """Return the code lists and fields as the program of this workspace arranges them.

    The same object as long as nothing is arranged otherwise. A code of the program's own stays
    known when its setting is retired: records have it.
    """
    state, written = connection.get_transaction(), _rows_written(connection)
    read: _Read | None = connection.info.get(_CACHE)
    # Before its first statement a connection stands in no transaction: nothing is known of it.
    if state is not None and read is not None and (read.state, read.written) == (state, written):
        return read.book
    rows = (
        *map(tuple, connection.exec_driver_sql(_CODES)),
        *map(tuple, connection.exec_driver_sql(_FIELDS)),
    )
    book = read.book if read is not None and read.rows == rows else _overlaid(rows)
    connection.info[_CACHE] = _Read(connection.get_transaction(), written, rows, book)
    return book


def rows_of(path: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file below ``resources``."""
    text = files("resources").joinpath(path).read_text("utf-8")
    yield from csv.DictReader(text.splitlines())


def _rows_written(connection: Connection) -> int:
    """Return how many rows the connection has written since it was opened; asks no database."""
    return int(getattr(connection.connection.driver_connection, "total_changes", 0))


def _overlaid(rows: Sequence[tuple[Any, ...]]) -> CodeBook:
    shipped = codebook()
    if not rows:
        return shipped
    codes: dict[str, dict[str, tuple[Any, ...]]] = {}
    fields: dict[tuple[str, str], FieldArrangement] = {}
    # In the order of saving: of two settings of one thing the later one holds, on every laptop.
    for what, name, part, *rest in rows:
        if what == "code" and name in shipped.lists:
            codes.setdefault(name, {})[part] = tuple(rest)
        elif what == "field":
            label, hidden, mandatory, place, retired = rest[:5]
            fields[name, part] = (
                FieldArrangement()
                if retired
                else FieldArrangement(label, bool(hidden), bool(mandatory), place)
            )
    lists = {name: _arranged(shipped.lists[name], codes.get(name, {})) for name in shipped.lists}
    return CodeBook(MappingProxyType(lists), MappingProxyType(fields))


def _arranged(
    shipped: Mapping[str, CodeEntry], settings: Mapping[str, tuple[Any, ...]]
) -> Mapping[str, CodeEntry]:
    """Return a list with the program's settings laid over it, in the program's order."""
    if not settings:
        return shipped
    entries = dict(shipped)
    places: dict[str, int | None] = {}
    for code, (label, hidden, _own, place, retired, pmt, nca, first, last) in settings.items():
        known = shipped.get(code)
        if known is None:
            days = _day(first or ""), _day(last or "")
            gone = bool(hidden or retired)
            entries[code] = CodeEntry(code, label or code, *days, pmt, nca, hidden=gone, own=True)
        elif not retired:
            entries[code] = replace(known, label=label or known.label, hidden=bool(hidden))
        if place is not None and not retired:
            places[code] = place
    return MappingProxyType({code: entries[code] for code in in_places(list(entries), places)})


def _list(name: str) -> Mapping[str, CodeEntry]:
    entries = (_entry(row) for row in rows_of(f"codes/{name}.csv"))
    return MappingProxyType({entry.code: entry for entry in entries})


def _entry(row: Mapping[str, str]) -> CodeEntry:
    return CodeEntry(
        code=row["code"],
        label=row["label"],
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        pmt=row["pmt"],
        nca=row["nca"],
        verified=row["verified"] == "yes",
        note=row["note"],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


_CODES = (
    "SELECT 'code', list_name, code, relabelled, hidden, own, place, retired, pmt, nca, "
    "valid_from, valid_to FROM code_setting ORDER BY retired DESC, saved, id"
)
_FIELDS = (
    "SELECT 'field', kind_name, field_name, relabelled, hidden, mandatory, place, retired "
    "FROM field_setting ORDER BY retired DESC, saved, id"
)
