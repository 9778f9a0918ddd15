"""The header of a table: sorts by a press, says how it is sorted in words too."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget
from typing_extensions import override

from desktop.theme import px, tokens
from desktop.theme.icons import paint_icon


class RecordHeader(QHeaderView):
    """Column headings with a mark at the one that sorts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.sorted_section = -1
        self.is_descending = False
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(px(48))
        # Measuring up to a thousand rows for a width nobody asked for would go through Python.
        self.setResizeContentsPrecision(0)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def mark(self, section: int, *, descending: bool) -> None:
        """Mark the section that sorts."""
        self.sorted_section, self.is_descending = section, descending
        self.viewport().update()

    @override
    def paintSection(self, painter: QPainter, rect: QRect, section: int, /) -> None:
        super().paintSection(painter, rect, section)
        if section != self.sorted_section:
            return
        side = px(12)
        left = rect.left() + px(4) if self.isRightToLeft() else rect.right() - side - px(4)
        box = QRectF(left, rect.center().y() - side / 2, side, side)
        painter.save()
        if not self.is_descending:
            painter.translate(box.center())
            painter.rotate(180)
            painter.translate(-box.center())
        paint_icon(painter, "chevron-down", box, tokens().text)
        painter.restore()
