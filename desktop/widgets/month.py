"""A month to choose a day from, by mouse or by keyboard."""

import calendar
from datetime import date, timedelta

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from desktop.theme import px, tokens
from desktop.widgets.buttons import IconButton
from desktop.widgets.labels import Heading
from desktop.widgets.popup import PopupPanel
from desktop.wording.dates import WEEKDAYS, long_day, month_name

_WEEKS = 6
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}
_MONTHS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class MonthGrid(QWidget):
    """Six weeks around a day. Arrows move by day and week, Page keys by month, T is today."""

    moved = Signal(object)
    chosen = Signal(object)

    def __init__(self, day: date, today: date) -> None:
        super().__init__()
        self.day = day
        self._today = today
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(long_day(day))

    def go_to(self, day: date) -> None:
        """Move to ``day``."""
        self.day = day
        self.setAccessibleName(long_day(day))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, long_day(day)))
        self.moved.emit(day)
        self.update()

    def turn(self, months: int) -> None:
        """Move by ``months``, to the same day of the month or the last there is."""
        number = self.day.year * 12 + self.day.month - 1 + months
        year, month = number // 12, number % 12 + 1
        last = calendar.monthrange(year, month)[1]
        self.go_to(date(year, month, min(self.day.day, last)))

    @override
    def sizeHint(self) -> QSize:
        return QSize(px(36) * 7, px(32) * (_WEEKS + 1))

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            step = -_STEPS[key] if self.isRightToLeft() and abs(_STEPS[key]) == 1 else _STEPS[key]
            self.go_to(self.day + timedelta(days=step))
        elif key in _MONTHS:
            self.turn(_MONTHS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.day)
        elif key == Qt.Key.Key_T:
            self.go_to(self._today)
        else:
            super().keyPressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent, /) -> None:
        column = int(event.position().x() * 7 // self.width())
        row = int(event.position().y() * (_WEEKS + 1) // self.height()) - 1
        if row >= 0:
            self.chosen.emit(self._first() + timedelta(days=row * 7 + column))

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = self.width() / 7, self.height() / (_WEEKS + 1)
        painter.setPen(QColor(tokens().muted))
        for column in range(7):
            cell = QRectF(column * width, 0, width, height)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, WEEKDAYS[column - 1][:2])
        first = self._first()
        for number in range(_WEEKS * 7):
            cell = QRectF(number % 7 * width, (number // 7 + 1) * height, width, height)
            self._paint_day(painter, cell, first + timedelta(days=number))
        painter.end()

    def _paint_day(self, painter: QPainter, cell: QRectF, day: date) -> None:
        colours = tokens()
        is_chosen, is_today = day == self.day, day == self._today
        if is_chosen or is_today:
            painter.setBrush(QColor(colours.accent if is_chosen else colours.surface))
            painter.setPen(QColor(colours.accent))
            painter.drawRoundedRect(cell.adjusted(2, 2, -2, -2), px(6), px(6))
        ink = colours.text if day.month == self.day.month else colours.muted
        painter.setPen(QColor(colours.on_accent if is_chosen else ink))
        font = QFont(self.font())
        font.setBold(is_chosen or is_today)
        painter.setFont(font)
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(day.day))

    def _first(self) -> date:
        """Return the Sunday the grid begins with."""
        start = self.day.replace(day=1)
        return start - timedelta(days=(start.weekday() + 1) % 7)


class MonthPopup(PopupPanel):
    """The month with its name and two arrows; ``chosen`` carries the day."""

    chosen = Signal(object)

    def __init__(self, owner: QWidget, day: date, today: date) -> None:
        super().__init__(owner, "Calendar")
        self.grid = MonthGrid(day, today)
        self._name = Heading(month_name(day.year, day.month), level=3)
        self._name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        back = IconButton("chevron-left", self.tr("Month before"))
        forth = IconButton("chevron-right", self.tr("Next month"))
        back.clicked.connect(lambda: self.grid.turn(-1))
        forth.clicked.connect(lambda: self.grid.turn(1))
        header = QHBoxLayout()
        header.addWidget(back)
        header.addWidget(self._name, 1)
        header.addWidget(forth)
        self.body.addLayout(header)
        self.body.addWidget(self.grid)
        self.grid.moved.connect(self._moved)
        self.grid.chosen.connect(self._choose)
        self.setFocusProxy(self.grid)

    def _moved(self, day: date) -> None:
        self._name.setText(month_name(day.year, day.month))

    def _choose(self, day: date) -> None:
        self.chosen.emit(day)
        self.close()
