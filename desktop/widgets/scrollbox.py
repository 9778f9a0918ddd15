"""A part of a screen that scrolls up and down when there is no room for all of it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget
from typing_extensions import override

from desktop.theme import px


def bring_in_sight(area: QScrollArea, widget: QWidget) -> None:
    """Scroll ``area`` until all of a widget in it is seen; Qt does not where areas are nested.

    What is higher than the area, or not in it, moves nothing.
    """
    inner, room = area.widget(), area.viewport().height()
    if not area.isAncestorOf(widget) or widget.height() > room or inner is None:
        return
    top = widget.mapTo(inner, widget.rect().topLeft()).y()
    seen_from = area.verticalScrollBar().value()
    if not seen_from <= top <= seen_from + room - widget.height():
        area.ensureWidgetVisible(widget, 0, min(px(24), (room - widget.height()) // 2))


class WrappedBody(QWidget):
    """What scrolls, with wrapped text in it: as high as its width asks for, not its narrowest."""

    @override
    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(least.width(), 0) if self.hasHeightForWidth() else least


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
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    @override
    def minimumSizeHint(self) -> QSize:
        # It scrolls up and down only: never narrower than what it holds.
        bar = self.verticalScrollBar().sizeHint().width()
        inner = self.widget()
        width = inner.minimumSizeHint().width() if inner is not None else 0
        return QSize(width + bar, px(60))

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None:
            bring_in_sight(self, now)
