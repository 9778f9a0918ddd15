"""The model of a table: the order of the keys, and windows of rows fetched as they are seen."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from desktop.lists.cells import Row, text_of
from desktop.lists.columns import Column
from desktop.lists.source import WINDOW, Page
from desktop.widgets.tooltips import plain_tip

Index = QModelIndex | QPersistentModelIndex
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_TO_SCREEN_READERS = int(Qt.ItemDataRole.AccessibleTextRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_ROOT = QModelIndex()
_MOST_WINDOWS = 60
WAITING = "…"
"""Stands in a cell until its row arrives."""


class RecordModel(QAbstractTableModel):
    """Rows by place; a row not here yet is asked for through ``want``, with its neighbours."""

    def __init__(
        self, columns: Sequence[Column], want: Callable[[int], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.columns = columns
        self.keys: Sequence[Any] = ()
        self._want = want
        self._rows: dict[int, Row] = {}
        self._asked: dict[int, None] = {}
        self._waiting = Row(tuple(WAITING for _ in columns))

    def put_page(self, page: Page) -> None:
        """Take a new order with the rows that came with it."""
        self.beginResetModel()
        self.keys = page.keys
        self._rows = dict(page.rows)
        self._asked.clear()
        self.endResetModel()

    def put_rows(self, rows: Mapping[int, Row], keys: Sequence[Any]) -> None:
        """Take a window of rows; one of an order no longer shown is dropped."""
        if keys is not self.keys or not rows:
            return
        self._rows.update(rows)
        self.dataChanged.emit(
            self.index(min(rows), 0), self.index(max(rows), len(self.columns) - 1)
        )

    def row(self, place: int) -> Row:
        """Return the row at ``place``, or the one that stands for it until it arrives."""
        found = self._rows.get(place)
        if found is None:
            self._ask(place // WINDOW)
            return self._waiting
        return found

    def loaded(self) -> Iterable[Row]:
        """Return every row that is here."""
        return self._rows.values()

    def prefetch(self, first: int, last: int) -> None:
        """Ask for the rows a screen before ``first`` and after ``last``."""
        for place in (first - WINDOW // 2, last + WINDOW // 2):
            if 0 <= place < len(self.keys) and place not in self._rows:
                self._ask(place // WINDOW)

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.keys)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def data(self, index: Index, role: int = _DISPLAY) -> object:
        # Painting goes past this, to row(); screen readers and tooltips come here.
        if role in (_DISPLAY, _TO_SCREEN_READERS):
            return text_of(self.row(index.row()).cells[index.column()])
        if role == _TIP:
            row = self.row(index.row())
            text = text_of(row.cells[index.column()])
            cut = row.cut.get(index.column())
            return plain_tip(text) if cut is not None and cut[1] != text else None
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _DISPLAY:
            return self.columns[section].label
        if role == _ALIGNMENT:
            is_number = self.columns[section].style == "number"
            side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _ask(self, window: int) -> None:
        if window in self._asked:
            return
        self._asked[window] = None
        self._want(window)
        if len(self._asked) > _MOST_WINDOWS:
            self._forget(next(iter(self._asked)))

    def _forget(self, window: int) -> None:
        del self._asked[window]
        for place in range(window * WINDOW, (window + 1) * WINDOW):
            self._rows.pop(place, None)
