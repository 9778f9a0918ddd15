"""A field that holds chips: what was chosen out of many, added and taken out in a panel."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy
from typing_extensions import override

from desktop.theme import px, tokens
from desktop.theme.icons import paint_icon
from desktop.widgets.chip import chip_size, paint_chip

_OPENING = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_F4)
_TAKING = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)


class ChipField(QFrame):
    """Chips in a box. Space, Down or a click asks for the panel; Backspace takes the last out."""

    opening = Signal(str)
    """The panel is wanted; carries a letter already typed."""
    taken_out = Signal()

    def __init__(self, name: str, placeholder: str) -> None:
        super().__init__()
        self._texts: Sequence[str] = ()
        self._placeholder = placeholder
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_texts(self, texts: Sequence[str]) -> None:
        """Show ``texts``, one chip each."""
        self._texts = tuple(texts)
        self.setAccessibleDescription(", ".join(texts) or self._placeholder)
        self.updateGeometry()
        self.update()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int, /) -> int:
        return self._flow(width)[1]

    @override
    def sizeHint(self) -> QSize:
        return QSize(px(220), self._flow(max(self.width(), px(120)))[1])

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), self._flow(max(self.width(), px(120)))[1])

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if event.key() in _OPENING:
            self.opening.emit("")
        elif event.key() in _TAKING and self._texts:
            self.taken_out.emit()
        elif event.text().isalnum() and not event.modifiers():
            self.opening.emit(event.text())
        else:
            super().keyPressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent, /) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.opening.emit("")

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = px(16)
        left = px(10) if self.isRightToLeft() else self.width() - side - px(10)
        paint_icon(painter, "chevron-down", QRectF(left, px(9), side, side), tokens().muted)
        if not self._texts:
            painter.setPen(QColor(tokens().muted))
            room = QRect(px(10), 0, self.width() - px(40), self.height())
            where = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(room, where, self._placeholder)
        for text, box in zip(self._texts, self._flow(self.width())[0], strict=True):
            paint_chip(painter, QRectF(box), text, "neutral")
        painter.end()

    def _flow(self, width: int) -> tuple[list[QRect], int]:
        """Return where each chip goes in ``width``, and the height they take."""
        gap, edge = px(5), px(6)
        room = max(width - edge - px(34), px(60))
        x = y = edge
        boxes: list[QRect] = []
        height = chip_size("", "", self.font()).height()
        for text in self._texts:
            size = chip_size(text, "", self.font())
            size.setWidth(min(size.width(), room))
            if x > edge and x + size.width() > edge + room:
                x, y = edge, y + height + gap
            boxes.append(QRect(QPoint(x, y), size))
            x += size.width() + gap
        return boxes, max(y + height + edge, px(34))
