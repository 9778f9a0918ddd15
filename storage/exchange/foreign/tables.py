"""A table from elsewhere: sheets of cells as text, and where its header stands."""

from collections.abc import Sequence

import msgspec

from storage.domain.names import folded

Cells = tuple[str, ...]

MOST_ROWS = 100_000
MOST_COLUMNS = 400
MOST_CELLS = 4_000_000
LONGEST_CELL = 200_000
MOST_BYTES = 64_000_000
_LOOKED_FOR_HEADER = 12
OWN_COLUMNS = ("satchel row", "satchel reason")
"""The columns that a file of rejects has beside those it came with."""


class Sheet(msgspec.Struct, frozen=True):
    """One sheet: its name, whether it was hidden, and its rows with the numbers people see."""

    name: str
    hidden: bool
    rows: tuple[Cells, ...]
    numbers: tuple[int, ...]
    merged: int = 0
    """Areas of merged cells: only the first cell of such an area holds anything."""


class Table(msgspec.Struct, frozen=True):
    """Everything that was read of one file."""

    sheets: tuple[Sheet, ...]


class Body(msgspec.Struct, frozen=True):
    """A sheet with its header taken off: columns by name, rows as wide as the header."""

    columns: Cells
    rows: tuple[Cells, ...]
    numbers: tuple[int, ...]


def header_place(sheet: Sheet) -> int:
    """Return which row is most likely the header: the first that is as full as any near it."""
    near = sheet.rows[:_LOOKED_FOR_HEADER]
    filled = [sum(1 for cell in row if cell.strip()) for row in near]
    wanted = max(filled, default=0) * 0.7
    return next((place for place, count in enumerate(filled) if count and count >= wanted), 0)


def body_of(sheet: Sheet, header: int) -> Body:
    """Return the rows under the header in place ``header``; own columns of rejects are left out."""
    if not sheet.rows:
        return Body((), (), ())
    names = _named(sheet.rows[header])
    places = [place for place, name in enumerate(names) if folded(name) not in OWN_COLUMNS]
    rows = sheet.rows[header + 1 :]
    kept = tuple(tuple(row[p] if p < len(row) else "" for p in places) for row in rows)
    return Body(tuple(names[p] for p in places), kept, sheet.numbers[header + 1 :])


def _named(cells: Sequence[str]) -> list[str]:
    """Name every column once: one without a name by its letter, a second of a name by a number."""
    names: list[str] = []
    for place, cell in enumerate(cells):
        name = " ".join(cell.split())[:80] or f"Column {letters(place)}"
        same, number = name, 2
        while same in names:
            same, number = f"{name} ({number})", number + 1
        names.append(same)
    return names


def letters(place: int) -> str:
    """Return the letters by which a spreadsheet calls the column in ``place`` (0 is A)."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
