"""What the painted views of the calendar share: days, the keyboard, the mouse, and painting."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from desktop.pages.calendar.words import (
    icon_of,
    sentence,
    short_line,
    short_time,
    subject_word,
    tone_of,
)
from desktop.theme import px, tokens
from desktop.theme.icons import paint_icon
from desktop.widgets.tooltips import plain_tip
from desktop.wording.dates import long_day
from desktop.wording.numbers import counted
from storage.usecases.calendar.occurrence import Occurrence

SMALL = 0.88
"""The cut of the text in small places."""

_NARROWEST = 8
_NARROW = 110
_ICON_ALONE = 26


class CalendarView(QWidget):
    """Days with what stands on them; one day is chosen, and perhaps one thing of it."""

    moved = Signal(object)
    """The day the keyboard or the mouse went to."""
    opened = Signal(object)
    """The occurrence that was opened."""
    listed = Signal()
    """The chosen day's list is asked for."""

    def __init__(self, name: str, today: date) -> None:
        super().__init__()
        self.day = self._today = today
        self.chosen: Occurrence | None = None
        self._days: Mapping[date, Sequence[Occurrence]] = {}
        self._initials = False
        self._hits: list[tuple[QRectF, date, Occurrence | None]] = []
        self._name = name
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tell()

    def show_days(
        self,
        days: Mapping[date, Sequence[Occurrence]],
        day: date,
        today: date,
        *,
        initials: bool,
    ) -> None:
        """Show ``days`` with ``day`` chosen; what was chosen of it stays chosen where it can."""
        self._days, self._today, self._initials = days, today, initials
        record = self.chosen.record if self.chosen else None
        self.day = day
        self.chosen = next((one for one in self.items() if one.record == record), None)
        self._tell()
        self.updateGeometry()
        self.update()

    def items(self) -> Sequence[Occurrence]:
        """Return what stands on the chosen day."""
        return self._days.get(self.day, ())

    def go_to(self, day: date) -> None:
        """Choose ``day``; the page brings other days when it is not among these."""
        self.day, self.chosen = day, None
        self._tell(aloud=True)
        self.update()
        self.moved.emit(day)

    def choose(self, one: Occurrence) -> None:
        """Choose one thing of the chosen day, and say it."""
        self.chosen = one
        self._say(sentence(one, initials=self._initials))
        self.update()

    def step(self, key: Qt.Key) -> int:
        """Return by how many days an arrow moves; it follows the direction of reading."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key, 0)
        return -step if self.isRightToLeft() else step

    def go_by(self, days: int) -> None:
        """Choose the day ``days`` later."""
        self.go_to(self.day + timedelta(days=days))

    @override
    def mousePressEvent(self, event: QMouseEvent, /) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        day, one = self._under(event.position())
        if day is not None and (day != self.day or one is None):
            self.go_to(day)
        if one is not None:
            self.choose(one)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent, /) -> None:
        _, one = self._under(event.position())
        if one is not None:
            self.opened.emit(one)

    @override
    def event(self, event: QEvent, /) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            _, one = self._under(QPointF(event.pos()))
            words = sentence(one, initials=self._initials) if one is not None else ""
            QToolTip.showText(event.globalPos(), plain_tip(words) if words else "", self)
            return True
        return super().event(event)

    def _under(self, point: QPointF) -> tuple[date | None, Occurrence | None]:
        """Return the day and the thing under the mouse; the last painted lies on top."""
        for box, day, one in reversed(self._hits):
            if box.contains(point):
                return day, one
        return None, None

    def _tell(self, *, aloud: bool = False) -> None:
        count = counted(len(self.items()), "item", "items")
        words = f"{long_day(self.day)}, {count}"
        self.setAccessibleName(f"{self._name}: {words}")
        if aloud:
            self._say(words)

    def _say(self, words: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _paint_line(self, painter: QPainter, box: QRectF, one: Occurrence, *, timed: bool) -> None:
        """Paint one thing in one line: a ground, an icon, its words."""
        self._ground(painter, box, one)
        self._write_line(painter, box, one, timed=timed)

    def _write_line(self, painter: QPainter, box: QRectF, one: Occurrence, *, timed: bool) -> None:
        tone, colours = tone_of(one), tokens()
        side = min(px(13), box.height() - px(2))
        left = box.left() + px(6)
        mark = QRectF(left, box.top() + (box.height() - side) / 2, side, side)
        paint_icon(painter, "layers" if one.versions else icon_of(one), mark, colours[tone.ink])
        left += side + px(4)
        words = QRectF(left, box.top(), box.right() - left - px(3), box.height())
        if words.width() < px(_ICON_ALONE):
            return
        text = short_line(one, initials=self._initials, timed=timed)
        if one.at is not None and self._is_narrow(box):
            # Where nothing more has room, the word stands before the time.
            text = f"{subject_word(one.subject)} {short_time(one.at)}"
        self._words(painter, words, text, colours[tone.ink])

    def _is_narrow(self, box: QRectF) -> bool:
        """Tell whether the first line of a box has room for little but the word and the time."""
        return box.width() < px(_NARROW)

    def _ground(self, painter: QPainter, box: QRectF, one: Occurrence) -> None:
        tone, colours = tone_of(one), tokens()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours[tone.ground]))
        if one.versions:
            # It may be here: without words where nothing but an icon has room.
            painter.setPen(QPen(QColor(colours[tone.ink]), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(box, px(4), px(4))
        painter.fillRect(
            QRectF(box.left(), box.top() + px(2), px(2.5), box.height() - px(4)),
            QColor(colours[tone.ink]),
        )
        if one is self.chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.focus), px(2)))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), px(4), px(4))

    def _words(self, painter: QPainter, box: QRectF, text: str, colour: str) -> None:
        if box.width() < _NARROWEST:
            return
        painter.setPen(QColor(colour))
        cut = QFontMetricsF(painter.font()).elidedText(
            text, Qt.TextElideMode.ElideRight, box.width()
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)

    def _small(self, *, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * SMALL)
        font.setBold(bold)
        return font

    def _frame(self, painter: QPainter, box: QRectF) -> None:
        """Mark the chosen day: where the keyboard is, with the colour of the focus."""
        colours = tokens()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.focus if self.hasFocus() else colours.outline), px(2)))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), px(4), px(4))
