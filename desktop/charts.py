"""Charts painted by hand: themable, sharp, and read out in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop.theme import px, tokens
from desktop.wording.numbers import count

_LINES = 4
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values, one for each label."""

    name: str
    values: Sequence[int]


def _tone(number: int) -> QColor:
    tones = tokens().charts
    return QColor(tones[number % len(tones)])


def ceiling_of(highest: int) -> int:
    """Return the number the scale ends at: round, divisible by four, not below ``highest``."""
    size = 1
    while True:
        for step in _STEPS:
            top = int(step * size) * _LINES
            if top >= highest and step * size == int(step * size):
                return top
        size *= 10


class Chart(QWidget):
    """What both charts share: a name, and the data in words for those who do not see it."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAccessibleDescription(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def draw(self, painter: QPainter, room: QRectF) -> None:
        """Paint the chart into ``room``; on paper as on the screen."""
        raise NotImplementedError

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        self.draw(painter, QRectF(self.rect()))
        painter.end()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(220), px(170))


class BarChart(Chart):
    """Stacked bars by label, with a legend and a scale."""

    def __init__(self, name: str, labels: Sequence[str], series: Sequence[Series]) -> None:
        self._labels, self._series = labels, series
        words = "; ".join(
            f"{label}: " + ", ".join(f"{one.name} {count(one.values[at])}" for one in series)
            for at, label in enumerate(labels)
        )
        super().__init__(name, words)

    @override
    def draw(self, painter: QPainter, room: QRectF) -> None:
        sums = [sum(one.values[at] for one in self._series) for at in range(len(self._labels))]
        top = ceiling_of(max(sums, default=0))
        metrics = QFontMetricsF(painter.font())
        left = metrics.horizontalAdvance(count(top)) + px(10)
        line = metrics.height()
        plot = room.adjusted(left, line + px(14), -px(4), -line - px(8))
        self._legend(painter, QPointF(plot.left(), room.top()), line)
        for number in range(_LINES + 1):
            y = plot.bottom() - plot.height() * number / _LINES
            painter.setPen(QPen(QColor(tokens().line), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            box = QRectF(room.left(), y - line / 2, left - px(8), line)
            painter.setPen(QColor(tokens().muted))
            painter.drawText(box, Qt.AlignmentFlag.AlignRight, count(top * number // _LINES))
        slot = plot.width() / max(len(self._labels), 1)
        for at, label in enumerate(self._labels):
            x = plot.left() + slot * at
            self._bar(painter, QRectF(x, plot.top(), slot, plot.height()), at, top)
            painter.setPen(QColor(tokens().muted))
            box = QRectF(x, plot.bottom() + px(6), slot, line)
            text = metrics.elidedText(label, Qt.TextElideMode.ElideRight, slot)
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, text)

    def _bar(self, painter: QPainter, slot: QRectF, at: int, top: int) -> None:
        width = min(px(32), slot.width() * 0.6)
        x, y = slot.center().x() - width / 2, slot.bottom()
        height = slot.height() * sum(one.values[at] for one in self._series) / top
        radius = min(px(4), height)
        shape = QPainterPath()
        shape.setFillRule(Qt.FillRule.WindingFill)
        shape.addRoundedRect(QRectF(x, y - height, width, height), radius, radius)
        shape.addRect(QRectF(x, y - max(height - radius, 0), width, max(height - radius, 0)))
        painter.save()
        painter.setClipPath(shape)
        for number, one in enumerate(self._series):
            part = slot.height() * one.values[at] / top
            # A hair of the surface keeps the parts apart for eyes that do not tell the colours.
            gap = 1 if number else 0
            painter.fillRect(QRectF(x, y - part, width, part - gap), _tone(number))
            y -= part
        painter.restore()

    def _legend(self, painter: QPainter, start: QPointF, line: float) -> None:
        metrics = QFontMetricsF(painter.font())
        x = start.x()
        for number, one in enumerate(self._series):
            mark = QRectF(x, start.y() + (line - px(10)) / 2, px(10), px(10))
            painter.fillRect(mark, _tone(number))
            painter.setPen(QColor(tokens().muted))
            width = metrics.horizontalAdvance(one.name)
            painter.drawText(QRectF(x + px(15), start.y(), width + 2, line), 0, one.name)
            x += width + px(34)


class Donut(Chart):
    """Parts of a whole around their sum, with the numbers beside their names."""

    def __init__(self, name: str, parts: Sequence[tuple[str, int]]) -> None:
        self._parts = parts
        super().__init__(name, "; ".join(f"{part}: {count(value)}" for part, value in parts))

    @override
    def draw(self, painter: QPainter, room: QRectF) -> None:
        total = sum(value for _, value in self._parts)
        side = min(room.height() - px(8), room.width() * 0.42, px(170))
        ring = QRectF(room.left() + px(4), room.center().y() - side / 2, side, side)
        pen = QPen()
        pen.setWidthF(side * 0.16)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        inset = side * 0.08
        angle = 90 * 16
        for number, (_, value) in enumerate(self._parts):
            span = -round(360 * 16 * value / total) if total else 0
            pen.setColor(_tone(number))
            painter.setPen(pen)
            gap = 16 if len(self._parts) > 1 else 0
            painter.drawArc(ring.adjusted(inset, inset, -inset, -inset), angle, span + gap)
            angle += span
        self._sum(painter, ring, total)
        self._names(painter, room.adjusted(side + px(24), 0, -px(4), 0))

    def _sum(self, painter: QPainter, ring: QRectF, total: int) -> None:
        painter.save()
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(tokens().text))
        painter.drawText(ring, Qt.AlignmentFlag.AlignCenter, count(total))
        painter.restore()

    def _names(self, painter: QPainter, room: QRectF) -> None:
        metrics = QFontMetricsF(painter.font())
        line = metrics.height() + px(6)
        y = room.center().y() - line * len(self._parts) / 2
        for number, (name, value) in enumerate(self._parts):
            row = QRectF(room.left(), y, room.width(), line)
            mark = QRectF(row.left(), row.center().y() - px(5), px(10), px(10))
            painter.fillRect(mark, _tone(number))
            number_text = count(value)
            painter.setPen(QColor(tokens().muted))
            where = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(row, where | Qt.AlignmentFlag.AlignRight, number_text)
            painter.setPen(QColor(tokens().text))
            words = row.adjusted(px(18), 0, -metrics.horizontalAdvance(number_text) - px(8), 0)
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, where | Qt.AlignmentFlag.AlignLeft, text)
            y += line
