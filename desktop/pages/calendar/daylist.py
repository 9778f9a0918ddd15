"""What stands on one day as a real list: for the keyboard, for screen readers, to be opened."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)
from typing_extensions import override

from desktop.pages.calendar.words import detail, heading, icon_of, sentence, tone_of
from desktop.theme import px, tokens
from desktop.theme.icons import paint_icon
from desktop.widgets.tooltips import plain_tip
from desktop.wording.dates import long_day
from storage.usecases.calendar.occurrence import Occurrence

_ONE = Qt.ItemDataRole.UserRole
_DETAIL = Qt.ItemDataRole.UserRole + 1
_HEADING = Qt.ItemDataRole.UserRole + 2
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _TwoLines(QStyledItemDelegate):
    """An icon in its tone, what it is, and beneath it who and where."""

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        lines = 2 if index.data(_DETAIL) else 1
        return QSize(px(120), option.fontMetrics.height() * lines + px(14))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        one, colours, box = index.data(_ONE), tokens(), QRectF(option.rect)
        tone = tone_of(one)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.selected))
            painter.drawRoundedRect(box, px(6), px(6))
        side = px(26)
        badge = QRectF(box.left() + px(6), box.top() + px(7), side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours[tone.ground]))
        painter.drawRoundedRect(badge, px(6), px(6))
        inset = px(5)
        mark = badge.adjusted(inset, inset, -inset, -inset)
        paint_icon(painter, icon_of(one), mark, colours[tone.ink])
        words = box.adjusted(px(40), px(6), -px(6), -px(6))
        line = option.fontMetrics.height()
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        _write(
            painter,
            QRectF(words.left(), words.top(), words.width(), line),
            str(index.data(_HEADING)),
            "text",
        )
        painter.setFont(option.font)
        below = QRectF(words.left(), words.top() + line, words.width(), line)
        _write(painter, below, str(index.data(_DETAIL)), "muted")
        painter.restore()


class DayList(QListWidget):
    """Up and Down move, Enter opens; Escape gives the keyboard back to the days."""

    opened = Signal(object)
    left = Signal()
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("calendar-day-list")
        self.setAccessibleName(self.tr("The chosen day"))
        self.setItemDelegate(_TwoLines(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.itemDoubleClicked.connect(lambda item: self.opened.emit(item.data(_ONE)))
        self.currentItemChanged.connect(self._tell)

    def show_day(self, day: date, items: Sequence[Occurrence], *, initials: bool) -> None:
        """List ``items``; the one that is current stays so where it can."""
        self.setAccessibleName(long_day(day))
        current = self.current()
        kept = current and (current.record, current.at, current.where)
        self.blockSignals(True)
        self.clear()
        for one in items:
            item = QListWidgetItem(sentence(one, initials=initials))
            item.setToolTip(plain_tip(item.text()))
            item.setData(_ONE, one)
            item.setData(_HEADING, heading(one, initials=initials))
            item.setData(_DETAIL, detail(one, initials=initials))
            self.addItem(item)
            if (one.record, one.at, one.where) == kept:
                self.setCurrentItem(item)
        self.blockSignals(False)

    def current(self) -> Occurrence | None:
        """Return what is current, or None."""
        one: Occurrence | None = self.currentIndex().data(_ONE)
        return one

    def begin(self) -> None:
        """Take the keyboard, on the first thing where none is current."""
        if self.currentRow() < 0 and self.count():
            self.setCurrentRow(0)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        current = self.current()
        if event.key() in _ENTER and current is not None:
            self.opened.emit(current)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.text().isalnum():
            event.ignore()  # the page's own keys, not a search by first letters
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        if (one := self.current()) is not None:
            self.chosen.emit(one)


def _write(painter: QPainter, box: QRectF, text: str, role: str) -> None:
    painter.setPen(QColor(tokens()[role]))
    cut = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)
