"""The columns of a table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from desktop.lists.cells import Cell, CellStyle


def as_text(value: object) -> str:
    """Show a value as it is, and nothing for None."""
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its width in pixels at 100 %, how its cells look and sort.

    ``show`` turns the raw value of a row into a cell; it runs on the reader lane. ``sort`` is the
    name by which the source orders; a column without one does not sort. ``stretch`` columns share
    the room that is left. ``field`` is the field of the source's kind that the column shows: by
    it the column is filtered and exported.
    """

    label: str
    width: int = 160
    style: CellStyle = "text"
    sort: str = ""
    show: Callable[[Any], Cell] = as_text
    stretch: bool = False
    field: str = ""

    @property
    def name(self) -> str:
        """What the column is known by in a view that is kept."""
        return self.sort or self.field or self.label
