"""One day or seven side by side: whole days above, hours below, overlaps beside each other."""

from collections.abc import Sequence
from datetime import date, time, timedelta

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from typing_extensions import override

from desktop.conflicts.words import marked_words
from desktop.pages.calendar.ranges import WEEK, days_shown
from desktop.pages.calendar.tracks import Rest, laid_out
from desktop.pages.calendar.view import CalendarView
from desktop.pages.calendar.words import detail, short_time
from desktop.theme import px, tokens
from desktop.wording.dates import MONTHS, WEEKDAYS
from storage.usecases.calendar.occurrence import Occurrence

_FIRST_HOUR, _LAST_HOUR = 8, 18
_HOUR_HEIGHT = 46
_MOST_WHOLE = 4
_NARROWEST_TRACK = 52
_TURNS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class DaysView(CalendarView):
    """Left and Right move by day, Up and Down through a day's things; Enter opens one."""

    def __init__(self, name: str, today: date, view: str) -> None:
        self._view = view
        super().__init__(name, today)

    @override
    def sizeHint(self) -> QSize:
        first, last = self._hours()
        return QSize(px(700), self._top() + (last - first) * px(_HOUR_HEIGHT) + px(8))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(280), self.sizeHint().height())

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        key = Qt.Key(event.key())
        items = list(self.items())
        if step := self.step(key):
            self.go_by(step)
        elif key in _TURNS:
            self.go_by(_TURNS[key] * (WEEK if self._view == "week" else 1))
        elif key in _STEPS and items:
            place = items.index(self.chosen) + _STEPS[key] if self.chosen in items else 0
            self.choose(items[max(0, min(place, len(items) - 1))])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self.chosen is not None:
                self.opened.emit(self.chosen)
            else:
                self.listed.emit()
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(self.rect()), QColor(tokens().surface))
        self._hits = []
        days = self._shown()
        width = (self.width() - self._gutter()) / len(days)
        self._paint_hours(painter)
        for number, day in enumerate(days):
            left = self._gutter() + number * width
            self._paint_day(painter, QRectF(left, 0, width, self.height()), day)
        painter.end()

    def _paint_hours(self, painter: QPainter) -> None:
        colours, (first, last) = tokens(), self._hours()
        painter.setFont(self._small())
        line = QFontMetricsF(painter.font()).height()
        for hour in range(first, last + 1):
            y = self._top() + (hour - first) * px(_HOUR_HEIGHT)
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(self._gutter(), y, self.width(), y)
            if hour < last:
                box = QRectF(0, y + px(2), self._gutter() - px(6), line)
                painter.setPen(QColor(colours.muted))
                painter.drawText(box, Qt.AlignmentFlag.AlignRight, short_time(time(hour)))

    def _paint_day(self, painter: QPainter, box: QRectF, day: date) -> None:
        colours, items = tokens(), self._days.get(day, ())
        self._hits.append((box, day, None))
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(box.topLeft(), box.bottomLeft())
        self._head(painter, box, day)
        self._paint_whole(painter, box, day, [one for one in items if one.at is None])
        first, _ = self._hours()
        most = max(1, int(box.width() // px(_NARROWEST_TRACK)))
        for placed in laid_out(items, most):
            width = (box.width() - px(6)) / placed.tracks
            top = self._top() + (placed.start / 60 - first) * px(_HOUR_HEIGHT)
            height = (placed.end - placed.start) / 60 * px(_HOUR_HEIGHT)
            room = QRectF(
                box.left() + px(3) + placed.track * width, top + 1, width - px(2), height - 2
            )
            if isinstance(placed, Rest):
                self._paint_rest(painter, room, day, len(placed.items))
            else:
                self._paint_timed(painter, room, day, placed.item)
        if day == self.day and self._view == "week":
            self._frame(painter, box.adjusted(0, 0, 0, -1))

    def _head(self, painter: QPainter, box: QRectF, day: date) -> None:
        colours = tokens()
        is_today = day == self._today
        painter.setFont(self._small(bold=is_today or day == self.day))
        widest = QFontMetricsF(self._small(bold=True)).horizontalAdvance("Wednesday, Nov 30")
        text = f"{WEEKDAYS[day.weekday()][:3]} {day.day}"
        if widest < box.width() - px(16):
            text = f"{WEEKDAYS[day.weekday()]}, {MONTHS[day.month - 1][:3]} {day.day}"
        head = QRectF(box.left(), 0, box.width(), px(28))
        if is_today:
            width = QFontMetricsF(painter.font()).horizontalAdvance(text) + px(16)
            mark = QRectF(0, 0, min(width, head.width() - px(4)), px(22))
            mark.moveCenter(head.center())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            painter.drawRoundedRect(mark, px(11), px(11))
        painter.setPen(QColor(colours.on_accent if is_today else colours.text))
        painter.drawText(head, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_whole(
        self, painter: QPainter, box: QRectF, day: date, items: Sequence[Occurrence]
    ) -> None:
        painter.setFont(self._small())
        height = self._line()
        kept = len(items) if len(items) <= _MOST_WHOLE else _MOST_WHOLE - 1
        for place, one in enumerate(items[:kept]):
            y = px(30) + place * (height + px(2))
            room = QRectF(box.left() + px(3), y, box.width() - px(6), height)
            self._hits.append((room, day, one))
            self._paint_line(painter, room, one, timed=False)
        if kept < len(items):
            y = px(30) + kept * (height + px(2))
            room = QRectF(box.left() + px(9), y, box.width() - px(9), height)
            text = _tr("{number} more").format(number=len(items) - kept)
            self._words(painter, room, text, tokens().muted)

    def _paint_timed(self, painter: QPainter, box: QRectF, day: date, one: Occurrence) -> None:
        self._hits.append((box, day, one))
        painter.setFont(self._small())
        height = self._line()
        if box.height() < height * 2:
            self._paint_line(painter, box, one, timed=True)
            return
        self._ground(painter, box, one)
        first = QRectF(box.left(), box.top() + px(2), box.width(), height)
        self._write_line(painter, first, one, timed=True)
        below = QRectF(box.left() + px(8), first.bottom(), box.width() - px(11), height - px(2))
        more = detail(one, initials=self._initials) or one.what
        if self._is_narrow(box):
            more = marked_words(more, one.versions)  # the line above has no room for it
        self._words(painter, below, more, tokens().muted)

    def _paint_rest(self, painter: QPainter, box: QRectF, day: date, number: int) -> None:
        colours = tokens()
        self._hits.append((box, day, None))
        painter.setPen(QPen(QColor(colours.outline), 1, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(colours.raised))
        painter.drawRoundedRect(box, px(4), px(4))
        painter.setFont(self._small())
        text = _tr("{number} more").format(number=number)
        room = QRectF(box.left() + px(6), box.top(), box.width() - px(8), self._line())
        if QFontMetricsF(painter.font()).horizontalAdvance(text) > room.width():
            text = f"+{number}"
        self._words(painter, room, text, colours.muted)

    def _shown(self) -> list[date]:
        first, last = days_shown(self._view, self.day)
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]

    def _hours(self) -> tuple[int, int]:
        """Return the hours of work, and more where something stands outside of them."""
        times = [one.at for day in self._shown() for one in self._days.get(day, ()) if one.at]
        first = min((at.hour for at in times), default=_FIRST_HOUR)
        last = max((at.hour + 1 for at in times), default=_LAST_HOUR)
        return min(first, _FIRST_HOUR), min(max(last + 1, _LAST_HOUR), 24)

    def _top(self) -> int:
        most = max(
            (sum(one.at is None for one in self._days.get(day, ())) for day in self._shown()),
            default=0,
        )
        return px(34) + round(min(most, _MOST_WHOLE) * (self._line() + px(2))) + px(4)

    def _line(self) -> float:
        return QFontMetricsF(self._small()).height() + px(4)

    def _gutter(self) -> int:
        return round(QFontMetricsF(self._small()).horizontalAdvance("12 PM")) + px(12)


def _tr(text: str) -> str:
    return QCoreApplication.translate("calendar", text)
