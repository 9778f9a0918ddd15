"""A page as it was drawn elsewhere: pixels on a ground, with what was found marked."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from typing_extensions import override

from desktop.theme import px, tokens
from storage.viewing.messages import Page

Place = tuple[float, float, float, float]
_DEPTH = 70
"""Of the colour over what was found, of 255: the words below stay readable."""


class PageView(QWidget):
    """One page; nothing of it is decoded here."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._pixels = b""
        self._places: Sequence[Place] = ()
        self._ratio = 1.0

    def show_page(self, page: Page, ratio: float) -> None:
        """Show ``page``, ``ratio`` of its pixels to one of this widget's."""
        # The image does not copy the bytes: they live as long as it does.
        self._pixels = page.pixels
        self._image = QImage(
            self._pixels, page.width, page.height, page.stride, QImage.Format.Format_BGR888
        )
        self._ratio = ratio
        self.setFixedSize(self.page_size())
        self.update()

    def forget(self) -> None:
        """Show nothing."""
        self._image, self._pixels, self._places = QImage(), b"", ()
        self.update()

    def mark(self, places: Sequence[Place]) -> None:
        """Mark what was found: parts of the page from its left upper corner."""
        self._places = places
        self.update()

    def page_size(self) -> QSize:
        """Return how much room the page takes."""
        across, down = self._image.width() / self._ratio, self._image.height() / self._ratio
        return QSize(round(across), round(down))

    @property
    def image(self) -> QImage:
        """What is shown."""
        return self._image

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.rect(), self._image)
        colour = QColor(tokens().accent)
        painter.setPen(QPen(colour, px(2)))
        colour.setAlpha(_DEPTH)
        painter.setBrush(colour)
        for left, top, right, bottom in self._places:
            box = QRectF(left * self.width(), top * self.height(), 0, 0)
            box.setRight(right * self.width())
            box.setBottom(bottom * self.height())
            painter.drawRect(box.adjusted(-px(2), -px(2), px(2), px(2)))
        painter.end()


class PageScroll(QScrollArea):
    """Scrolls over a page; at its ends the keys that turn pages go on to the dialog."""

    def __init__(self, view: PageView, name: str) -> None:
        super().__init__()
        self.view = view
        self.setWidget(view)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The frame says where the keyboard is: the page keeps off it.
        self.setViewportMargins(px(3), px(3), px(3), px(3))
        self.setMinimumSize(px(220), px(70))

    def room(self) -> int:
        """Return how wide a page may be without scrolling aside."""
        bar = self.verticalScrollBar().sizeHint().width()
        return max(px(120), self.width() - bar - 2 * self.frameWidth() - px(10))

    def go_to(self, place: Place) -> None:
        """Scroll to a place on the page."""
        left, top, right, bottom = place
        across, down = self.view.width(), self.view.height()
        self.ensureVisible(
            round((left + right) / 2 * across), round((top + bottom) / 2 * down), px(60), px(120)
        )

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        bar = self.verticalScrollBar()
        turns = {
            Qt.Key.Key_PageDown: bar.value() == bar.maximum(),
            Qt.Key.Key_PageUp: bar.value() == bar.minimum(),
        }
        if turns.get(Qt.Key(event.key()), False):
            event.ignore()
        else:
            super().keyPressEvent(event)
