"""The header of a table: sorts by a press, says how it is sorted in words too."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget
from typing_extensions import override

from desktop.lists.columns import Column
from desktop.lists.source import Sort
from desktop.theme import px, tokens
from desktop.theme.icons import paint_icon


class RecordHeader(QHeaderView):
    """Column headings with a mark at the one that sorts."""

    def __init__(self, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = columns
        self.sorted_section = -1
        self.is_descending = False
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(px(48))
        # Measuring up to a thousand rows for a width nobody asked for would go through Python.
        self.setResizeContentsPrecision(0)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_sort(self, sort: Sort) -> str:
        """Mark the column that sorts and return the same in words; nothing when none does."""
        names = [column.sort for column in self._columns]
        self.sorted_section = (
            names.index(sort.column) if sort.column in names and sort.column else -1
        )
        self.is_descending = sort.descending
        self.viewport().update()
        if self.sorted_section < 0:
            return ""
        labels = {column.sort: column.label for column in self._columns if column.sort}
        said = [
            self.tr("{column}, {direction}").format(
                column=labels[name],
                direction=self.tr("descending") if down else self.tr("ascending"),
            )
            for name, down in sort.by()
            if name in labels
        ]
        return self.tr("Sorted by {columns}").format(columns=self.tr(", then ").join(said))

    def fit(self, width: int) -> None:
        """Give every column its width, and those that stretch the rest of ``width``."""
        shown = [
            (number, column)
            for number, column in enumerate(self._columns)
            if not self.isSectionHidden(number)
        ]
        stretching = sum(column.stretch for _, column in shown)
        rest = max(width - sum(px(column.width) for _, column in shown), 0)
        for number, column in shown:
            extra = rest // stretching if column.stretch else 0
            self.resizeSection(number, px(column.width) + extra)

    @override
    def paintSection(self, painter: QPainter, rect: QRect, section: int, /) -> None:
        super().paintSection(painter, rect, section)
        if section != self.sorted_section:
            return
        side = px(12)
        # Numbers and their heading stand at the far side: the mark stands where no word does.
        is_left = self.isRightToLeft() != (self._columns[section].style == "number")
        left = rect.left() + px(4) if is_left else rect.right() - side - px(4)
        box = QRectF(left, rect.center().y() - side / 2, side, side)
        painter.save()
        if not self.is_descending:
            painter.translate(box.center())
            painter.rotate(180)
            painter.translate(-box.center())
        paint_icon(painter, "chevron-down", box, tokens().text)
        painter.restore()
