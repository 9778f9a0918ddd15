"""How a form is laid out: sections of fields in columns, written by hand for every screen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """A field and how many columns it takes."""

    name: str
    span: int = 1


@dataclass(frozen=True, slots=True, init=False)
class Section:
    """Fields under one heading, filled row by row; a narrow window takes fewer columns."""

    title: str
    cells: tuple[Cell, ...]
    columns: int

    def __init__(self, title: str, cells: tuple[str | Cell, ...], columns: int = 2) -> None:
        object.__setattr__(self, "title", title)
        object.__setattr__(
            self, "cells", tuple(c if isinstance(c, Cell) else Cell(c) for c in cells)
        )
        object.__setattr__(self, "columns", columns)


def wide(name: str, span: int = 2) -> Cell:
    """Return a cell of ``span`` columns."""
    return Cell(name, span)
