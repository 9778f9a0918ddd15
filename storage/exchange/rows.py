"""The rows of one CSV file: its header understood, every row as wide as it."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import MISSING

from storage.domain.kinds import KINDS
from storage.exchange.rejects import RejectList
from storage.exchange.sources import LONGEST_CELL, Source
from storage.spec.kinds import fields_of, kind_of, open_fields_of

ID = "id"
RETIRED = "retired"
_DELIMITERS = ",;\t|"
_LONGEST_LINE = 2 * LONGEST_CELL
_MANY = 20
"""Columns that are named when a header is wrong."""
_PLAIN_NAME = re.compile(r"[a-z][a-z0-9_ ]{0,39}")


class Rows:
    """One file's columns, and its rows by number as a spreadsheet shows them."""

    def __init__(self, source: Source, text: io.TextIOWrapper, rejects: RejectList) -> None:
        self._source = source
        self._rejects = rejects
        self._lines = _lines(text)
        first = next(self._lines, "")
        delimiter, first = _delimiter(source.kind, first, self._lines)
        self._reader = csv.reader(_again(first, self._lines), delimiter=delimiter, strict=True)
        self.columns: tuple[str, ...] = self._header()

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Yield (row number, cells); rows that cannot be read are rejected and left out."""
        if not self.columns:
            return
        width, number = len(self.columns), 1
        try:
            for number, cells in enumerate(self._reader, 2):
                if len(cells) == width:
                    yield number, cells
                elif cells:
                    self._reject(number, _ragged(len(cells), width))
        except csv.Error:
            self._reject(number + 1, _UNREADABLE)

    def _header(self) -> tuple[str, ...]:
        try:
            cells = next(self._reader, [])
        except csv.Error:
            self._reject(1, _UNREADABLE)
            return ()
        names = tuple(cell.strip() for cell in cells)
        count = self._rejects.count
        for reason in _header_problems(self._source.kind, names):
            self._reject(1, reason)
        return names if self._rejects.count == count else ()

    def _reject(self, row: int, reason: str) -> None:
        self._rejects.add(self._source.name, row, "", reason)


_UNREADABLE = (
    "a quotation mark opens and is not closed, or a cell is far too long. Compare the quotation"
    " marks in this row with those around it."
)


def column_names(kind: str) -> tuple[str, ...]:
    """Return the columns of an exported file of ``kind``, in order."""
    return (ID, RETIRED, *open_fields_of(KINDS[kind]))


def _ragged(cells: int, width: int) -> str:
    counted = "1 cell" if cells == 1 else f"{cells:,} cells"
    return f"has {counted} where the header names {width}."


def _header_problems(kind: str, names: tuple[str, ...]) -> Iterator[str]:
    known = set(column_names(kind))
    if not known & set(names):
        yield "does not name the fields. The first row names them, like " + (
            ", ".join(column_names(kind)[:4]) + " …"
        )
        return
    wrong = [(place, name) for place, name in enumerate(names, 1) if name not in known]
    for place, name in wrong[:_MANY]:
        yield f"column {place}{_named(name)} is not a field of {kind_of(KINDS[kind]).label}."
    if len(wrong) > _MANY:
        yield f"and {len(wrong) - _MANY:,} more columns are not."
    counts = Counter(names)
    for name in sorted(name for name in known if counts[name] > 1):
        yield f"the column {name} stands there twice."
    for name in _needed(kind):
        if name not in names:
            yield f"the column {name} is missing."


def _named(name: str) -> str:
    """Return ``name`` where it can be nothing but a column's name: a header may be missing."""
    return f" ({name})" if _PLAIN_NAME.fullmatch(name) else ""


def _needed(kind: str) -> Iterator[str]:
    cls = KINDS[kind]
    for name, field in fields_of(cls).items():
        default = cls.__dataclass_fields__[name].default
        if field.required and (default is MISSING or default is None):
            yield name


def _delimiter(kind: str, first: str, lines: Iterator[str]) -> tuple[str, str]:
    """Return what separates the cells, and the line that is the header."""
    stated = first.rstrip("\r\n")
    if stated.startswith("sep=") and len(stated) == len("sep=;"):
        return stated[-1], next(lines, "")
    known = set(column_names(kind))
    fits = {
        mark: len(known & {cell.strip().strip('"') for cell in stated.split(mark)})
        for mark in _DELIMITERS
    }
    return max(fits, key=lambda mark: fits[mark]), first


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Yield lines of a bounded length, so that a file without line ends cannot fill the memory."""
    while line := text.readline(_LONGEST_LINE):
        yield line


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    if first:
        yield first
    yield from rest
