"""A QR code, painted black on white whatever the theme: readers need it so."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from segno import make
from typing_extensions import override

from desktop.theme import px

_QUIET = 4
"""Squares of white around it (ISO/IEC 18004)."""
_SQUARE = 4
"""Side of a square at 100 % text: a telephone reads it at arm's length."""


class QrCode(QWidget):
    """Shows ``text`` as a QR code; ``name`` and what it says are there for a screen reader."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__()
        self.text = text
        self._matrix = [bytes(row) for row in make(text, error="m", micro=False).matrix]
        self.setAccessibleName(name)
        self.setAccessibleDescription(text)
        self._square = px(_SQUARE)
        side = self._square * (len(self._matrix) + 2 * _QUIET)
        self.setFixedSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Qt.GlobalColor.white))
        square = self._square
        for line, row in enumerate(self._matrix):
            for column, module in enumerate(row):
                if module:
                    at = ((_QUIET + column) * square, (_QUIET + line) * square)
                    painter.fillRect(*at, square, square, QColor(Qt.GlobalColor.black))
