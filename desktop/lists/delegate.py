"""Paints the cells of a table. Four hundred cells a frame: everything constant is fetched once."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from desktop.lists.cells import Cell, ChipCell, IconCell, Row
from desktop.lists.model import RecordModel
from desktop.theme import px, tokens
from desktop.theme.icons import paint_icon
from desktop.widgets.chip import chip_size, paint_chip

_SELECTED = QStyle.StateFlag.State_Selected
_FOCUSED = QStyle.StateFlag.State_HasFocus
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_CUT = Qt.TextElideMode.ElideRight


class CellDelegate(QStyledItemDelegate):
    """Text, chips and icons with words; a hairline under every row, a ring around the current."""

    def __init__(self, model: RecordModel, font: QFont) -> None:
        super().__init__(model)
        self._model = model
        self.hovered = -1
        self.renew(font)

    def renew(self, font: QFont) -> None:
        """Fetch colours and lengths again, after a change of theme or text size."""
        colours = tokens()
        self._text = QColor(colours.text)
        self._muted = QColor(colours.muted)
        self._line = QColor(colours.line)
        self._selected = QColor(colours.selected)
        self._hover = QColor(colours.hovered)
        self._focus = QColor(colours.focus)
        self._edge = px(10)
        self._icon = px(16)
        self._font = font
        self._strong = QFont(font)
        self._strong.setWeight(QFont.Weight.DemiBold)
        self._metrics = QFontMetrics(font)
        self._strong_metrics = QFontMetrics(self._strong)
        self.row_height = self._metrics.height() + px(22)
        for place in self._model.loaded():
            place.cut.clear()

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(px(100), self.row_height)

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        box: QRect = option.rect
        state = option.state
        place, column = index.row(), index.column()
        if state & _SELECTED:
            painter.fillRect(box, self._selected)
        elif place == self.hovered:
            painter.fillRect(box, self._hover)
        row = self._model.row(place)
        self._paint_cell(painter, box, row, column)
        painter.setPen(self._line)
        painter.drawLine(box.left(), box.bottom(), box.right(), box.bottom())
        if state & _FOCUSED:
            painter.setPen(self._focus)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0, 0, -1, -1))

    def _paint_cell(self, painter: QPainter, box: QRect, row: Row, column: int) -> None:
        cell: Cell = row.cells[column]
        inner = box.adjusted(self._edge, 0, -self._edge, -1)
        if type(cell) is ChipCell:
            if cell.text:
                self._paint_chip(painter, inner, cell)
            return
        if type(cell) is IconCell:
            icon = QRectF(
                inner.left(), inner.center().y() - self._icon / 2 + 1, self._icon, self._icon
            )
            paint_icon(painter, cell.icon, icon, tokens()[cell.role])
            inner.setLeft(inner.left() + self._icon + 6)
        style = self._model.columns[column].style
        is_strong = style == "strong"
        painter.setFont(self._strong if is_strong else self._font)
        painter.setPen(self._muted if style == "muted" else self._text)
        text = self._cut_to(row, column, inner.width(), strong=is_strong)
        painter.drawText(inner, _RIGHT if style == "number" else _LEFT, text)

    def _paint_chip(self, painter: QPainter, inner: QRect, cell: ChipCell) -> None:
        painter.setFont(self._font)
        size = chip_size(cell.text, cell.icon, self._font)
        width = min(size.width(), inner.width())
        top = inner.top() + (inner.height() - size.height()) / 2
        box = QRectF(inner.left(), top, width, size.height())
        paint_chip(painter, box, cell.text, cell.kind, cell.icon)

    def _cut_to(self, row: Row, column: int, width: int, *, strong: bool) -> str:
        known = row.cut.get(column)
        if known is not None and known[0] == width:
            return known[1]
        cell = row.cells[column]
        text = cell if isinstance(cell, str) else cell.text
        metrics = self._strong_metrics if strong else self._metrics
        cut = metrics.elidedText(text.replace("\n", " "), _CUT, width)
        row.cut[column] = (width, cut)
        return cut
