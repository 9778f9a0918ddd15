"""A part of a screen that scrolls up and down when there is no room for all of it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from typing_extensions import override

from desktop.theme import px


class ScrollBox(QScrollArea):
    """Shows ``inner`` on the surface it lies on; the keyboard scrolls by moving through it."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)
        # A scroll area paints the ground of the window behind what it holds.
        inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    @override
    def minimumSizeHint(self) -> QSize:
        # It scrolls up and down only: never narrower than what it holds.
        bar = self.verticalScrollBar().sizeHint().width()
        inner = self.widget()
        width = inner.minimumSizeHint().width() if inner is not None else 0
        return QSize(width + bar, px(60))
