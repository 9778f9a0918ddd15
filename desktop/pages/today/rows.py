"""Short lists of rows that open something: few, whole, each reached by Tab."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.theme import px, tokens
from desktop.theme.icons import paint_icon
from desktop.widgets.buttons import PressButton
from desktop.widgets.labels import Muted

_ALIGN = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_ALIGN_END = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says; ``key`` names it for good, ``open`` is what pressing it does."""

    key: str
    icon: str
    title: str
    detail: str
    when: str
    open: Callable[[], None]


class RowButton(PressButton):
    """A row of two lines: its title with the day at the end, and a quieter line below."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.row: Row | None = None
        self.clicked.connect(self._open)

    def show_row(self, row: Row) -> None:
        """Say what ``row`` says."""
        self.row = row
        self.setAccessibleName(", ".join(filter(None, (row.when, row.title, row.detail))))
        self.setObjectName(f"row-{row.key}")
        self.setVisible(True)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(px(200), round(QFontMetricsF(self.font()).height() * 2) + px(16))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        super().paintEvent(event)
        if self.row is None:
            return
        painter = QPainter(self)
        area = QRectF(self.rect()).adjusted(px(10), px(6), -px(10), -px(6))
        colours = tokens()
        side = px(18)
        icon = QRectF(area.left(), area.center().y() - side / 2, side, side)
        paint_icon(painter, self.row.icon, icon, colours.muted)
        area.setLeft(area.left() + side + px(12))
        top = QRectF(area.left(), area.top(), area.width(), area.height() / 2)
        bottom = top.translated(0, area.height() / 2)
        painter.setPen(QColor(colours.muted))
        metrics = QFontMetricsF(self.font())
        when = metrics.horizontalAdvance(self.row.when)
        painter.drawText(top, _ALIGN_END, self.row.when)
        _draw(painter, bottom, self.row.detail)
        strong = QFont(self.font())
        strong.setWeight(QFont.Weight.DemiBold)
        painter.setFont(strong)
        painter.setPen(QColor(colours.text))
        _draw(painter, top.adjusted(0, 0, -(when + px(12)), 0), self.row.title)
        painter.end()

    def _open(self) -> None:
        if self.row is not None:
            self.row.open()


class RowList(QWidget):
    """Rows under each other; where there are none, a sentence says so."""

    def __init__(self, nothing: str) -> None:
        super().__init__()
        self._buttons: list[RowButton] = []
        self._nothing = Muted(nothing, wrap=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(2))
        self._column.addWidget(self._nothing)

    @property
    def buttons(self) -> list[RowButton]:
        """The rows that are shown."""
        return [button for button in self._buttons if button.row is not None]

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show ``rows``; the row that has the keyboard keeps it."""
        focused = next((b.row.key for b in self.buttons if b.row and b.hasFocus()), None)
        while len(self._buttons) < len(rows):
            button = RowButton()
            self._buttons.append(button)
            self._column.addWidget(button)
        for button, row in zip(self._buttons, rows, strict=False):
            button.show_row(row)
            if row.key == focused:
                button.setFocus()
        for button in self._buttons[len(rows) :]:
            button.row = None
            button.hide()
        self._nothing.setVisible(not rows)


def _draw(painter: QPainter, area: QRectF, text: str) -> None:
    metrics = QFontMetricsF(painter.font())
    elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, _ALIGN, elided)
