"""Every figure that would leave, with its code, as a table."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.lists.columns import Column
from desktop.lists.source import Sort
from desktop.wording.numbers import count
from storage.reports.facts import Line


def _tr(text: str) -> str:
    return QCoreApplication.translate("figures", text)


class LineSource:
    """The figures in the order of the form; they are all in memory already."""

    def __init__(self) -> None:
        self._lines: Sequence[Line] = ()
        self._parts = {"numerator": _tr("{row}: of them"), "denominator": _tr("{row}: of all")}
        self.columns = (
            Column(_tr("What is counted"), 170, stretch=True),
            Column(_tr("Figure"), 76, "number", show=count),
            Column(_tr("Code"), 260, "muted"),
        )

    def put(self, lines: Sequence[Line]) -> None:
        """Show other figures."""
        self._lines = lines

    def order(self, _connection: Any, _filter: object, _sort: Sort) -> Sequence[int]:
        """Return the places of all figures."""
        return range(len(self._lines))

    def rows(self, _connection: Any, keys: Sequence[int]) -> Mapping[int, tuple[Any, ...]]:
        """Return the cells of some figures."""
        found = self._lines
        return {key: self._cells(found[key]) for key in keys if key < len(found)}

    def _cells(self, line: Line) -> tuple[Any, ...]:
        code = " ".join((line.fact.measure, *line.fact.dimensions))
        return self._parts.get(line.part, "{row}").format(row=line.label), line.fact.value, code
