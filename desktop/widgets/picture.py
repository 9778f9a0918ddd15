"""An icon that stands by itself and takes the colour of the theme at every painting."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop.theme import px, tokens
from desktop.theme.icons import paint_icon


class Picture(QWidget):
    """The icon ``name`` in the colour of a token, ``size`` pixels wide at 100 %."""

    def __init__(self, name: str, role: str = "muted", size: int = 20) -> None:
        super().__init__()
        self._name, self._role, self._side = name, role, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(px(self._side), px(self._side))

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        painter = QPainter(self)
        paint_icon(painter, self._name, QRectF(self.rect()), tokens()[self._role])
        painter.end()
