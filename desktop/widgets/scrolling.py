"""What scrolls when the window is small or the text large."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from typing_extensions import override


class Scrolling(QScrollArea):
    """Shows ``inside`` at its own height where there is room, else scrolls it."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = inside
        self.setWidget(inside)
        # A scroll area would paint the window's ground behind it.
        inside.setAutoFillBackground(False)

    @override
    def sizeHint(self) -> QSize:
        return self._inside.sizeHint()
