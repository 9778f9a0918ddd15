"""What a cell of a table shows, made ready on the reader lane so that painting only paints."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from desktop.widgets.chip import ChipKind

CellStyle = Literal["text", "strong", "muted", "number", "chip", "icon"]


class ChipCell(NamedTuple):
    """A state in a pill."""

    text: str
    kind: ChipKind = "neutral"
    icon: str = ""


class IconCell(NamedTuple):
    """An icon with its words; the words say it without the icon."""

    icon: str
    text: str
    role: str = "muted"


Cell = str | ChipCell | IconCell


def text_of(cell: Cell) -> str:
    """Return the words of a cell."""
    return cell if isinstance(cell, str) else cell.text


@dataclass(slots=True)
class Row:
    """One row: its cells, and the text cut to the width of its columns once it was painted."""

    cells: tuple[Cell, ...]
    cut: dict[int, tuple[int, str]] = field(default_factory=dict)
