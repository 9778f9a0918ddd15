"""Lists of a few painted lines: what they hold, how a line is chosen, how its words are cut."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from desktop.theme import px, tokens

AnyIndex = QModelIndex | QPersistentModelIndex
LINE = int(Qt.ItemDataRole.UserRole)
"""The role in which a model gives what a line stands for."""


class LineModel(QAbstractListModel):
    """A few lines; ``spoken`` says one of them to a screen reader."""

    def __init__(self, spoken: Callable[[Any], str]) -> None:
        super().__init__()
        self._spoken = spoken
        self.lines: tuple[Any, ...] = ()

    def put(self, lines: Sequence[Any]) -> None:
        """Hold ``lines`` instead."""
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    @override
    def rowCount(self, parent: AnyIndex = QModelIndex(), /) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else len(self.lines)

    @override
    def data(self, index: AnyIndex, /, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == LINE:
            return line
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self._spoken(line)
        return None


class LineList(QListView):
    """A list of painted lines of one height, without a frame."""

    def __init__(
        self, name: str, spoken: Callable[[Any], str], delegate: QStyledItemDelegate
    ) -> None:
        super().__init__()
        self.lines = LineModel(spoken)
        self.setModel(self.lines)
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def step(self, by: int) -> None:
        """Move the choice by so many lines, as far as there are any; the first where none is."""
        count = self.lines.rowCount()
        if count:
            now = self.currentIndex().row()
            row = 0 if now < 0 else min(max(now + by, 0), count - 1)
            self.setCurrentIndex(self.lines.index(row, 0))


def begin_line(painter: QPainter, option: QStyleOptionViewItem, radius: int) -> QRect:
    """Paint the ground of a chosen line and return the room of the line."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if option.state & QStyle.StateFlag.State_Selected:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().selected))
        painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), px(radius), px(radius))
    return QRect(option.rect)
