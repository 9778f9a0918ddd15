"""A part of a screen that scrolls up and down when there is no room for all of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class ScrollBox(QScrollArea):
    """Shows ``inner`` on the surface it lies on; the keyboard scrolls by moving through it."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inner)
        # A scroll area paints the ground of the window behind what it holds.
        inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
