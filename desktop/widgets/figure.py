"""A number with its caption; pressing it opens the records behind it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout
from typing_extensions import override

from desktop.theme import px, tokens
from desktop.theme.icons import paint_icon
from desktop.widgets.buttons import PressButton
from desktop.widgets.labels import Label, Muted
from desktop.widgets.tooltips import set_tooltip
from desktop.wording.numbers import count


class FigureNumber(Label):
    """The number of a figure."""


class Figure(PressButton):
    """A large number over a caption, pressed by mouse, Space or Enter."""

    def __init__(self, caption: str, icon: str = "", hint: str = "", role: str = "accent") -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._icon, self._role = icon, role
        self._number = FigureNumber("\N{EM DASH}")
        self._caption = Muted(caption, wrap=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._number)
        words.addWidget(self._caption)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(px(58) if icon else px(18), px(12), px(14), px(12))
        row.addLayout(words)
        for label in (self._number, self._caption):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if hint:
            set_tooltip(self, hint)
            self.setAccessibleDescription(hint)
        self._say()

    def set_number(self, number: int | str) -> None:
        """Show ``number``; text is shown as it is."""
        self._number.setText(count(number) if isinstance(number, int) else number)
        self._say()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int, /) -> int:
        return self._row.heightForWidth(width)

    @override
    def sizeHint(self) -> QSize:
        return self._row.sizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        return self._row.minimumSize()

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        super().paintEvent(event)
        if self._icon:
            painter = QPainter(self)
            side = px(24)
            left = self.width() - side - px(20) if self.isRightToLeft() else px(20)
            box = QRectF(left, (self.height() - side) / 2, side, side)
            paint_icon(painter, self._icon, box, tokens()[self._role])
            painter.end()

    def _say(self) -> None:
        self.setAccessibleName(f"{self._number.text()} {self._caption.text()}")
