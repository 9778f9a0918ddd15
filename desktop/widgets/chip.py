"""A short state in a pill. The words say it all; the colour only helps the eye."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy
from typing_extensions import override

from desktop.theme import px, tokens
from desktop.theme.icons import paint_icon
from desktop.widgets.labels import Label

ChipKind = Literal["neutral", "info", "ok", "warn"]

_CASE_STATUS: Mapping[str, ChipKind] = {
    "closed": "neutral",
    "missing": "warn",
    "active_acute": "info",
}


def case_status_kind(code: str) -> ChipKind:
    """Return the colour of a case's status, the same on every page."""
    return _CASE_STATUS.get(code, "ok")


class Chip(Label):
    """A pill with a word or two, and perhaps an icon."""

    def __init__(self, text: str = "", kind: ChipKind = "neutral", icon: str = "") -> None:
        super().__init__(text)
        self._kind: ChipKind = kind
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set(self, text: str, kind: ChipKind = "neutral", icon: str = "") -> None:
        """Show another state."""
        self._kind, self._icon = kind, icon
        self.setText(text)
        self.updateGeometry()
        self.update()

    @property
    def kind(self) -> ChipKind:
        """What colour it has."""
        return self._kind

    @override
    def sizeHint(self) -> QSize:
        return chip_size(self.text(), self._icon, self.font())

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        painter = QPainter(self)
        paint_chip(painter, QRectF(self.rect()), self.text(), self._kind, self._icon)
        painter.end()


class Tag(Label):
    """A small outlined word beside a label, such as the report a field feeds."""


def chip_size(text: str, icon: str, font: QFont) -> QSize:
    """Return the room a chip takes in running text of ``font``."""
    metrics = _metrics(font.family(), font.pointSizeF())
    width = metrics.horizontalAdvance(text) + px(20) + (px(18) if icon else 0)
    return QSize(round(width), round(metrics.height()) + px(6))


def paint_chip(painter: QPainter, rect: QRectF, text: str, kind: ChipKind, icon: str = "") -> None:
    """Paint a chip into ``rect``, in a smaller cut of the painter's font."""
    colours = tokens()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours[f"{kind}_soft"]))
    radius = rect.height() / 2
    painter.drawRoundedRect(rect, radius, radius)
    inner = rect.adjusted(px(10), 0, -px(10), 0)
    if icon:
        side = px(14)
        box = QRectF(inner.left() - px(2), inner.center().y() - side / 2, side, side)
        paint_icon(painter, icon, box, colours[kind])
        inner.setLeft(inner.left() + px(18))
    font = painter.font()
    painter.setFont(_font(font.family(), font.pointSizeF()))
    painter.setPen(QColor(colours[kind]))
    # What rounding takes must not end a word that fits.
    metrics = _metrics(font.family(), font.pointSizeF())
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width() + 1)
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
    painter.restore()


@lru_cache(maxsize=8)
def _font(family: str, points: float) -> QFont:
    font = QFont(family)
    font.setPointSizeF(points * 0.92)
    font.setWeight(QFont.Weight.DemiBold)
    return font


@lru_cache(maxsize=8)
def _metrics(family: str, points: float) -> QFontMetricsF:
    return QFontMetricsF(_font(family, points))
