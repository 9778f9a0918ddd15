"""A QR code, painted black on white whatever the theme: readers need it so."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from segno import make
from typing_extensions import override

from desktop.theme import px

_QUIET = 4
"""Squares of white around it (ISO/IEC 18004)."""
_SIDE = 208


class QrCode(QWidget):
    """Shows ``text`` as a QR code; ``name`` and what it says are there for a screen reader."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__()
        self.text = text
        self._matrix = [bytes(row) for row in make(text, error="m", micro=False).matrix]
        self.setAccessibleName(name)
        self.setAccessibleDescription(text)
        self.setFixedSize(px(_SIDE), px(_SIDE))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(px(_SIDE), px(_SIDE))

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Qt.GlobalColor.white))
        whole = len(self._matrix) + 2 * _QUIET
        # Whole pixels alone keep the squares sharp; what is left over becomes white around them.
        square = max(min(self.width(), self.height()) // whole, 1)
        left = (self.width() - square * whole) // 2 + square * _QUIET
        top = (self.height() - square * whole) // 2 + square * _QUIET
        for line, row in enumerate(self._matrix):
            for column, module in enumerate(row):
                if module:
                    at = (left + column * square, top + line * square)
                    painter.fillRect(*at, square, square, QColor(Qt.GlobalColor.black))
