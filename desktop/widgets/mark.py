"""The sign of Satchel, and the words beside it on the dark side of a window."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.theme import px, tokens
from desktop.theme.icons import paint_icon
from desktop.widgets.labels import Label


class Mark(QWidget):
    """The sign, in the light colour of the dark side."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self.setFixedSize(QSize(px(side), px(side)))

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        painter = QPainter(self)
        paint_icon(painter, "satchel", QRectF(self.rect()), tokens().side_focus)
        painter.end()


class SideName(Label):
    """The name of Satchel on the dark side."""


class SideText(Label):
    """A line on the dark side."""
