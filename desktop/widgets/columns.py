"""Columns that become fewer when the window is narrow or the text large."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget
from typing_extensions import override

from desktop.theme import px


class Columns(QWidget):
    """Widgets with the number of columns each takes, row by row in their order.

    ``least`` is the least width of a column, in pixels at 100 %.
    """

    def __init__(
        self, cells: Sequence[tuple[QWidget, int]], columns: int, least: int = 190
    ) -> None:
        super().__init__()
        self._cells = self._every = tuple(cells)
        self._least = least
        self._most = columns
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(12))
        self._arrange(columns)

    def show_only(self, widgets: Collection[QWidget]) -> None:
        """Show these of the widgets, one after the other; the others leave no gap."""
        shown = tuple(cell for cell in self._every if cell[0] in widgets)
        for widget, _ in self._every:
            widget.setVisible(widget in widgets)
        if shown != self._cells:
            for widget, _ in self._cells:
                self._grid.removeWidget(widget)
            self._cells, columns, self._columns = shown, self._columns, 0
            self._arrange(columns)

    @property
    def columns(self) -> int:
        """How many columns there are now."""
        return self._columns

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(self._least), super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        room = (self.width() + px(16)) // (px(self._least) + px(16))
        self._arrange(self._balanced(max(1, min(self._most, room))))

    def _balanced(self, columns: int) -> int:
        """Return the fewest columns that need no more rows: two and two, not three and one."""
        if any(span > 1 for _, span in self._cells):
            return columns
        rows = -(-len(self._cells) // columns)
        return -(-len(self._cells) // rows) if rows else columns

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for row, cells in enumerate(self._rows(columns)):
            column = 0
            for widget, span in cells:
                self._grid.addWidget(widget, row, column, 1, span)
                column += span
        for number in range(self._most):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)

    def _rows(self, columns: int) -> list[list[tuple[QWidget, int]]]:
        """Return the cells of each row; where columns were given up, mixed rows are filled."""
        rows: list[list[tuple[QWidget, int]]] = []
        free = 0
        for widget, wanted in self._cells:
            span = min(wanted, columns)
            if span > free:
                rows.append([])
                free = columns
            rows[-1].append((widget, span))
            free -= span
        if columns < self._most and any(wanted > 1 for _, wanted in self._cells):
            for cells in rows:
                widget, span = cells[-1]
                cells[-1] = widget, span + columns - sum(taken for _, taken in cells)
        return rows
