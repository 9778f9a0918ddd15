"""How a table of records looks and feels: rows in one piece, a lit row under the pointer."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView
from typing_extensions import override

from desktop.lists.delegate import CellDelegate
from desktop.lists.header import RecordHeader
from desktop.lists.model import RecordModel

_RESTYLED = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange)
_LEAST_ROWS = 4


class RowView(QTableView):
    """A view of ``RecordModel``, selected by whole rows, sized by the text."""

    def __init__(self, *, several: bool) -> None:
        super().__init__()
        self._delegate: CellDelegate | None = None
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(RecordHeader.ResizeMode.Fixed)

    def show_model(self, model: RecordModel, header: RecordHeader) -> None:
        """Show ``model`` under ``header``."""
        self.header = header
        self._delegate = CellDelegate(model, self.font())
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setHorizontalHeader(header)
        self._size(self._delegate.row_height)

    def _size(self, row_height: int) -> None:
        self.verticalHeader().setDefaultSectionSize(row_height)
        self.verticalScrollBar().setSingleStep(row_height)
        self.setMinimumHeight(row_height * _LEAST_ROWS)
        self.header.fit(self.viewport().width())

    def _hover(self, row: int) -> None:
        if self._delegate is None or row == self._delegate.hovered:
            return
        before, self._delegate.hovered = self._delegate.hovered, row
        for changed in (before, row):
            if changed >= 0:
                top = self.rowViewportPosition(changed)
                self.viewport().update(0, top, self.viewport().width(), self._delegate.row_height)

    @override
    def mouseMoveEvent(self, event: QMouseEvent, /) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    @override
    def leaveEvent(self, event: QEvent, /) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        if self._delegate is not None:
            self.header.fit(self.viewport().width())

    @override
    def changeEvent(self, event: QEvent, /) -> None:
        super().changeEvent(event)
        if event.type() in _RESTYLED and getattr(self, "_delegate", None) is not None:
            self._restyle()

    def _restyle(self) -> None:
        if self._delegate is not None:
            self._delegate.renew(self.font())
            self._size(self._delegate.row_height)
            self.viewport().update()
