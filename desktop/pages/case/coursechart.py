"""Screenings over time: the totals of one instrument over its bands, the returns marked."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from typing_extensions import override

from desktop.charts import Chart
from desktop.theme import px, tokens
from desktop.wording.dates import short_day
from storage.domain.codes import CodeBook
from storage.usecases.screenings import Course, Scored

_TINTS = ("ok_soft", "info_soft", "warn_soft")


def _tr(text: str) -> str:
    return QCoreApplication.translate("case", text)


class CourseChart(Chart):
    """One point for each screening; a diamond after a return; a ring where a person judged."""

    def __init__(self, course: Course, book: CodeBook) -> None:
        self._course, self._book = course, book
        name = _tr("Screenings over time: {instrument}").format(
            instrument=book.label("instrument", course.instrument)
        )
        super().__init__(name, "; ".join(scored_words(one, book) for one in course.scored))

    @override
    def sizeHint(self) -> QSize:
        return QSize(px(420), px(178))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(220), px(150))

    @override
    def draw(self, painter: QPainter, room: QRectF) -> None:
        metrics = QFontMetricsF(painter.font())
        line = metrics.height()
        names = [self._book.label("screening_band", one.band) for one in self._course.bands]
        right = max((metrics.horizontalAdvance(name) for name in names), default=0) + px(12)
        left = metrics.horizontalAdvance("00") + px(10)
        plot = room.adjusted(left, line / 2, -right, -line - px(8))
        self._bands(painter, plot, names, line)
        self._returns(painter, plot, line)
        self._points(painter, plot)
        self._days(painter, plot, line)

    def _bands(self, painter: QPainter, plot: QRectF, names: Sequence[str], line: float) -> None:
        muted = QColor(tokens().muted)
        for number, (band, name) in enumerate(zip(self._course.bands, names, strict=True)):
            top, bottom = self._y(plot, band.last + 1), self._y(plot, band.first)
            stripe = QRectF(plot.left(), top, plot.width(), bottom - top)
            painter.fillRect(stripe, QColor(tokens()[_TINTS[min(number, len(_TINTS) - 1)]]))
            painter.setPen(muted)
            box = QRectF(plot.right() + px(8), stripe.center().y() - line / 2, px(400), line)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft, name)
            low = QRectF(0, bottom - line / 2, plot.left() - px(6), line)
            painter.drawText(low, Qt.AlignmentFlag.AlignRight, str(band.first))
        painter.setPen(QPen(QColor(tokens().line), 1))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())

    def _returns(self, painter: QPainter, plot: QRectF, line: float) -> None:
        pen = QPen(QColor(tokens().muted), 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        first, last = self._span()
        words, end = _tr("returned"), float("-inf")
        width = QFontMetricsF(painter.font()).horizontalAdvance(words)
        for day in self._course.returns:
            if first <= day <= last:
                x = self._x(plot, day)
                painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
                if x > end:
                    box = QRectF(x + px(3), plot.top(), width + 2, line)
                    painter.drawText(box, Qt.AlignmentFlag.AlignLeft, words)
                    end = x + width + px(6)

    def _points(self, painter: QPainter, plot: QRectF) -> None:
        accent = QColor(tokens().accent)
        points = [
            QPointF(self._x(plot, one.on), self._y(plot, one.total)) for one in self._course.scored
        ]
        painter.setPen(QPen(accent, px(2)))
        painter.drawPolyline(QPolygonF(points))
        for one, point in zip(self._course.scored, points, strict=True):
            self._point(painter, one, point)

    def _point(self, painter: QPainter, one: Scored, at: QPointF) -> None:
        accent, size = QColor(tokens().accent), float(px(5))
        painter.setPen(QPen(accent, px(2)))
        painter.setBrush(QColor(tokens().surface) if one.judged else accent)
        if one.after_return:
            wide = size * 1.5
            painter.drawPolygon(
                QPolygonF(
                    [
                        at + QPointF(0, -wide),
                        at + QPointF(wide, 0),
                        at + QPointF(0, wide),
                        at + QPointF(-wide, 0),
                    ]
                )
            )
        else:
            painter.drawEllipse(at, size, size)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(tokens().text))
        above = QRectF(at.x() - px(20), at.y() - px(26), px(40), px(18))
        painter.drawText(above, Qt.AlignmentFlag.AlignCenter, str(one.total))

    def _days(self, painter: QPainter, plot: QRectF, line: float) -> None:
        painter.setPen(QColor(tokens().muted))
        y = plot.bottom() + px(6)
        end = float("-inf")
        for one in self._course.scored:
            words = short_day(one.on)
            width = QFontMetricsF(painter.font()).horizontalAdvance(words)
            x = min(max(self._x(plot, one.on) - width / 2, plot.left()), plot.right() - width)
            if x > end:
                painter.drawText(QRectF(x, y, width + 2, line), 0, words)
                end = x + width + px(12)

    def _span(self) -> tuple[date, date]:
        days = [one.on for one in self._course.scored]
        return min(days), max(days)

    def _x(self, plot: QRectF, day: date) -> float:
        first, last = self._span()
        whole = (last - first).days
        inset = px(18)
        part = (day - first).days / whole if whole else 0.5
        return plot.left() + inset + (plot.width() - 2 * inset) * part

    def _y(self, plot: QRectF, total: int) -> float:
        most = max(
            max((one.total for one in self._course.scored), default=0) + 1,
            max((band.last for band in self._course.bands), default=0) + 1,
        )
        return plot.bottom() - plot.height() * min(total, most) / most


def scored_words(one: Scored, book: CodeBook) -> str:
    """Return one screening in words, for those who do not see the chart."""
    band = book.label("screening_band", one.band) if one.band else ""
    parts = (
        _tr("{total} on {day}").format(total=one.total, day=short_day(one.on)),
        band,
        _tr("by judgement") if one.judged else "",
        _tr("after a return") if one.after_return else "",
    )
    return ", ".join(filter(None, parts))
