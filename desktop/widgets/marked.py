"""A text in which some words are marked: underlined, strong and on a soft ground."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy
from typing_extensions import override

from desktop.theme import px, tokens
from desktop.widgets.labels import Label


class MarkedText(Label):
    """Plain text, wrapped; ``spans`` (start, length) are the words to mark."""

    def __init__(self, text: str, spans: Sequence[tuple[int, int]] = ()) -> None:
        super().__init__(text)
        self._spans = tuple(spans)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def marked(self) -> tuple[str, ...]:
        """The marked words."""
        return tuple(self.text()[start : start + length] for start, length in self._spans)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int, /) -> int:
        return self._laid_out(width)[1]

    @override
    def sizeHint(self) -> QSize:
        wanted = QFontMetricsF(self.font()).horizontalAdvance(self.text()) * _STRONGER
        width = min(round(wanted) + px(2), px(300))
        return QSize(width, self.heightForWidth(max(width, 1)))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(80), round(QFontMetricsF(self.font()).height()))

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(tokens().text))
        layout, _ = self._laid_out(self.width())
        layout.draw(painter, QPointF(0, 0))
        painter.end()

    def _laid_out(self, width: int) -> tuple[QTextLayout, int]:
        layout = QTextLayout(self.text().replace("\n", "\u2028"), self.font())
        layout.setTextOption(_wrapping())
        layout.setFormats([self._mark(start, length) for start, length in self._spans])
        layout.beginLayout()
        bottom = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, bottom))
            bottom += line.height()
        layout.endLayout()
        return layout, round(bottom + 0.5)

    @staticmethod
    def _mark(start: int, length: int) -> QTextLayout.FormatRange:
        marked = QTextCharFormat()
        marked.setFontUnderline(True)
        marked.setFontWeight(QFont.Weight.DemiBold)
        marked.setBackground(QColor(tokens().accent_soft))
        found = QTextLayout.FormatRange()
        found.start, found.length, found.format = start, length, marked
        return found


_STRONGER = 1.08
"""How much wider strong letters are than plain ones, at most."""


def _wrapping() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setAlignment(Qt.AlignmentFlag.AlignLeft)
    return option
