"""Where a table is: selection, current row and scroll, bound to keys and not to row numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QTableView

from desktop.lists.model import RecordModel

_Select = QItemSelectionModel.SelectionFlag


@dataclass(frozen=True, slots=True)
class Place:
    """The keys of the current row, the selected rows and the row on top, and how far it is cut."""

    current: Any = None
    selected: tuple[Any, ...] = ()
    top: Any = None
    offset: int = 0


def place_of(view: QTableView, model: RecordModel, current: Any) -> Place:
    """Return where ``view`` is."""
    top = view.rowAt(0)
    return Place(
        current,
        tuple(model.keys[row] for row in sorted(_rows(view))),
        model.keys[top] if 0 <= top < len(model.keys) else None,
        -view.rowViewportPosition(top) if top >= 0 else 0,
    )


def put_back(view: QTableView, model: RecordModel, place: Place, *, from_top: bool) -> None:
    """Bring ``view`` back to ``place`` in the order the model has now; ``from_top`` scrolls up."""
    wanted = {place.current, place.top, *place.selected}
    at = {key: row for row, key in enumerate(model.keys) if key in wanted}
    selection = view.selectionModel()
    for key in place.selected:
        if key in at:
            selection.select(model.index(at[key], 0), _Select.Select | _Select.Rows)
    if place.current in at:
        selection.setCurrentIndex(model.index(at[place.current], 0), _Select.NoUpdate)
    if from_top:
        view.scrollToTop()
    elif place.top in at:
        height = view.verticalHeader().defaultSectionSize()
        view.verticalScrollBar().setValue(at[place.top] * height + place.offset)


def _rows(view: QTableView) -> Iterable[int]:
    return {index.row() for index in view.selectionModel().selectedRows()}
