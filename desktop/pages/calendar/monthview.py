"""Whole weeks around a month: a few things on each day, and how many more there are."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from typing_extensions import override

from desktop.pages.calendar.ranges import WEEK, days_shown, turned
from desktop.pages.calendar.view import CalendarView
from desktop.theme import px, tokens
from desktop.wording.dates import MONTHS, WEEKDAYS
from storage.usecases.calendar.occurrence import Occurrence, rank

_WEEKS = 6
_UP_AND_DOWN = {Qt.Key.Key_Up: -WEEK, Qt.Key.Key_Down: WEEK}
_MONTHS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_LINES = 3


class MonthView(CalendarView):
    """Arrows move by day and week, Page keys by month; Enter goes to the list of the day."""

    @override
    def sizeHint(self) -> QSize:
        return QSize(px(700), self._head() + self._weeks() * self._least_height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(280), self.sizeHint().height())

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        key = Qt.Key(event.key())
        if step := self.step(key) or _UP_AND_DOWN.get(key, 0):
            self.go_by(step)
        elif key in _MONTHS:
            self.go_to(turned("month", self.day, _MONTHS[key]))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            first = self.day - timedelta(days=(self.day.weekday() + 1) % WEEK)
            self.go_to(first if key == Qt.Key.Key_Home else first + timedelta(days=WEEK - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.listed.emit()
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._hits = []
        colours, head = tokens(), self._head()
        width = self.width() / WEEK
        height = (self.height() - head) / self._weeks()
        painter.fillRect(QRectF(self.rect()), QColor(colours.surface))
        painter.setFont(self._small(bold=True))
        painter.setPen(QColor(colours.muted))
        for column in range(WEEK):
            name = WEEKDAYS[column - 1]
            wide = QFontMetricsF(painter.font()).horizontalAdvance(name) < width - px(12)
            box = QRectF(column * width, 0, width, head)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name if wide else name[:3])
        first, last = days_shown("month", self.day)
        for number in range((last - first).days + 1):
            row, column = divmod(number, WEEK)
            box = QRectF(column * width, head + row * height, width, height)
            self._paint_day(painter, box, first + timedelta(days=number))
        painter.end()

    def _paint_day(self, painter: QPainter, box: QRectF, day: date) -> None:
        colours, items = tokens(), self._days.get(day, ())
        self._hits.append((box, day, None))
        if day.month != self.day.month:
            painter.fillRect(box, QColor(colours.ground))
        painter.setPen(QColor(colours.line))
        painter.drawLine(box.topLeft(), box.topRight())
        painter.drawLine(box.topLeft(), box.bottomLeft())
        painter.setFont(self._small(bold=day == self._today))
        line = QFontMetricsF(painter.font()).height()
        self._number(painter, QRectF(box.left(), box.top() + px(3), box.width(), line), day)
        top, height = box.top() + line + px(7), line + px(3)
        room = int((box.bottom() - px(3) - top) // (height + px(2)))
        kept = len(items) if len(items) <= room else max(room - 1, 0)
        painter.setFont(self._small())
        for place, one in enumerate(_most_pressing(items, kept)):
            y = top + place * (height + px(2))
            line_box = QRectF(box.left() + px(4), y, box.width() - px(8), height)
            self._hits.append((line_box, day, one))
            self._paint_line(painter, line_box, one, timed=True)
        if kept < len(items):
            rest = QRectF(box.left() + px(8), top + kept * (height + px(2)), box.width(), height)
            more = _tr("{number} more") if kept else _tr("{number} items")
            self._words(painter, rest, more.format(number=len(items) - kept), colours.muted)
        if day == self.day:
            self._frame(painter, box)

    def _number(self, painter: QPainter, box: QRectF, day: date) -> None:
        colours = tokens()
        text = f"{MONTHS[day.month - 1][:3]} {day.day}" if day.day == 1 else str(day.day)
        width = QFontMetricsF(painter.font()).horizontalAdvance(text) + px(10)
        mark = QRectF(box.left() + px(4), box.top(), max(width, box.height()), box.height())
        ink = colours.text if day.month == self.day.month else colours.muted
        if day == self._today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            painter.drawRoundedRect(mark, box.height() / 2, box.height() / 2)
            ink = colours.on_accent
        painter.setPen(QColor(ink))
        painter.drawText(mark, Qt.AlignmentFlag.AlignCenter, text)

    def _weeks(self) -> int:
        first, last = days_shown("month", self.day)
        return ((last - first).days + 1) // WEEK

    def _head(self) -> int:
        return px(28)

    def _least_height(self) -> int:
        line = QFontMetricsF(self._small()).height()
        return round(line + px(12) + _LINES * (line + px(5)))


def _most_pressing(items: Sequence[Occurrence], most: int) -> list[Occurrence]:
    """Return the ``most`` pressing of a day in the day's order: court never hides behind tasks."""
    kept = sorted(items, key=lambda one: (one.done, rank(one)))[:most]
    return [one for one in items if one in kept]


def _tr(text: str) -> str:
    return QCoreApplication.translate("calendar", text)
