"""What the letters typed so far may mean: a line each, with a number and a word at the far end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from desktop.theme import px, tokens
from desktop.widgets.lines import LINE, AnyIndex, LineList, begin_line


@dataclass(frozen=True, slots=True)
class Pick:
    """One line: what it stands for, its words, what steps back behind them, and its mark."""

    key: Any
    text: str
    detail: str = ""
    mark: str = ""


def _spoken(pick: Pick) -> str:
    return ", ".join(part for part in (pick.mark, pick.text, pick.detail) if part)


class _Line(QStyledItemDelegate):
    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex, /) -> QSize:
        return QSize(0, QFontMetrics(option.font).height() + px(12))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex, /) -> None:
        pick = index.data(LINE)
        if not isinstance(pick, Pick):
            return
        colours = tokens()
        painter.save()
        rect = begin_line(painter, option, 6)
        inner = rect.adjusted(px(9), 0, -px(9), 0)
        if pick.mark:
            number = QRect(inner.left(), inner.top(), px(24), inner.height())
            _write(painter, number, pick.mark, colours.muted, Qt.AlignmentFlag.AlignRight)
            inner.setLeft(number.right() + px(10))
        metrics = QFontMetrics(option.font)
        room = min(metrics.horizontalAdvance(pick.detail) + px(4), inner.width() // 2)
        end = QRect(inner.right() - room, inner.top(), room, inner.height())
        _write(painter, end, pick.detail, colours.muted, Qt.AlignmentFlag.AlignRight)
        inner.setRight(end.left() - px(8))
        strong = QFont(option.font)
        strong.setWeight(QFont.Weight.Medium)
        painter.setFont(strong)
        _write(painter, inner, pick.text, colours.text, Qt.AlignmentFlag.AlignLeft)
        painter.restore()


def _write(painter: QPainter, rect: QRect, text: str, colour: str, side: Qt.AlignmentFlag) -> None:
    painter.setPen(QColor(colour))
    cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, cut)


class PickList(LineList):
    """The keyboard stays in the line above; ``picked`` carries what was clicked."""

    picked = Signal(object)

    def __init__(self, name: str, rows: int) -> None:
        super().__init__(name, _spoken, _Line())
        self._rows = rows
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(lambda index: self.picked.emit(index.data(LINE).key))

    def show_picks(self, picks: Sequence[Pick], *, chosen: bool = True) -> None:
        """Show ``picks``, the first one chosen unless nothing is meant yet."""
        self.lines.put(picks)
        self.scrollToTop()
        if chosen:
            self.step(0)

    def texts(self) -> list[str]:
        """Return the words of every line shown."""
        return [pick.text for pick in self.lines.lines]

    def current(self) -> Any:
        """Return what the chosen line stands for, or None."""
        index = self.currentIndex()
        return self.lines.lines[index.row()].key if index.isValid() else None

    @override
    def sizeHint(self) -> QSize:
        height = QFontMetrics(self.font()).height() + px(12)
        return QSize(px(260), height * self._rows + px(8))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), self.sizeHint().height())
