"""The lines of the command box: an icon, a title, what it is about, and a word at the far end."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from desktop.shell.entries import Entry
from desktop.theme import px, tokens
from desktop.theme.icons import paint_icon
from desktop.widgets.lines import LINE, AnyIndex, LineList, begin_line


def _spoken(entry: Entry) -> str:
    return ", ".join(part for part in (entry.title, entry.detail, entry.aside) if part)


class _Line(QStyledItemDelegate):
    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex, /) -> QSize:
        return QSize(0, QFontMetrics(option.font).height() + px(18))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex, /) -> None:
        entry = index.data(LINE)
        if not isinstance(entry, Entry):
            return
        colours = tokens()
        painter.save()
        rect = begin_line(painter, option, 7)
        side = px(18)
        box = QRectF(rect.left() + px(10), rect.center().y() - side / 2, side, side)
        paint_icon(painter, entry.icon, box, colours.accent)
        inner = rect.adjusted(px(40), 0, -px(12), 0)
        inner = _write_end(painter, inner, entry.aside, colours.muted)
        strong = QFont(option.font)
        strong.setWeight(QFont.Weight.Medium)
        inner = _write(painter, inner, entry.title, strong, colours.text)
        _write(painter, inner, entry.detail, option.font, colours.muted)
        painter.restore()


class CommandList(LineList):
    """``taken`` carries the entry that was clicked or entered."""

    taken = Signal(Entry)

    def __init__(self, name: str) -> None:
        super().__init__(name, _spoken, _Line())
        self.setObjectName("command_list")
        self.clicked.connect(self._take)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show ``entries``, the first one chosen."""
        self.lines.put(entries)
        self.step(0)

    def entries(self) -> list[Entry]:
        """Return what is shown."""
        return list(self.lines.lines)

    def whole_height(self) -> int:
        """Return the height that shows every entry."""
        rows = self.lines.rowCount()
        return rows * self.sizeHintForRow(0) + px(4) if rows else px(40)

    def current(self) -> Entry | None:
        """Return the entry that Enter would take."""
        entry = self.currentIndex().data(LINE)
        return entry if isinstance(entry, Entry) else None

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._take()
        else:
            super().keyPressEvent(event)

    def _take(self) -> None:
        entry = self.current()
        if entry is not None:
            self.taken.emit(entry)


def _write(painter: QPainter, rect: QRect, text: str, font: QFont, colour: str) -> QRect:
    """Write ``text`` at the left of ``rect``, shortened to fit; return the room that is left."""
    metrics = QFontMetrics(font)
    fitting = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fitting)
    return rect.adjusted(metrics.horizontalAdvance(fitting) + px(10), 0, 0, 0)


def _write_end(painter: QPainter, rect: QRect, text: str, colour: str) -> QRect:
    metrics = painter.fontMetrics()
    painter.setPen(QColor(colour))
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
    return rect.adjusted(0, 0, -metrics.horizontalAdvance(text) - px(14), 0)
