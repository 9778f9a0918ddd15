"""Every row of the form: the sum over programs, then each program's own figure."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.lists.columns import Column
from desktop.lists.source import Sort
from storage.reports.percent import shown
from storage.reports.statewide import StateRow, Statewide

BLANK = "\N{EN DASH}"
"""Where a program has no value."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("statewide", text)


class StateSource:
    """The rows of the form in its order; they are all in memory already."""

    def __init__(self, programs: Sequence[str]) -> None:
        self.programs = tuple(programs)
        self._rows: Sequence[StateRow] = ()
        self.columns = (
            Column(_tr("What is counted"), 270, stretch=True),
            Column("", 52, "muted"),
            Column(_tr("Sum"), 84, "number"),
            *(Column(name, 104, "number") for name in programs),
        )

    def put(self, state: Statewide) -> None:
        """Show other figures, of the same programs."""
        self._rows = state.rows

    def row(self, key: int) -> StateRow | None:
        """Return the row at a place."""
        return self._rows[key] if 0 <= key < len(self._rows) else None

    def order(self, _connection: Any, _filter: object, _sort: Sort) -> Sequence[int]:
        """Return the places of all rows."""
        return range(len(self._rows))

    def rows(self, _connection: Any, keys: Sequence[int]) -> Mapping[int, tuple[Any, ...]]:
        """Return the cells of some rows."""
        found = self._rows
        return {key: _cells(found[key]) for key in keys if key < len(found)}


def _cells(row: StateRow) -> tuple[str, ...]:
    own = (BLANK if value is None else shown(value, row.unit) for value in row.by_program)
    return row.label, row.question, row.shown, *own
