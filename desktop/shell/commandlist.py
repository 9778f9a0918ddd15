"""The lines of the command box: an icon, a title, what it is about, and a word at the far end."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)
from typing_extensions import override

from desktop.shell.entries import Entry
from desktop.theme import px, tokens
from desktop.theme.icons import paint_icon

AnyIndex = QModelIndex | QPersistentModelIndex
_ENTRY = int(Qt.ItemDataRole.UserRole)


class _Entries(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[Entry, ...] = ()

    def put(self, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self._entries = tuple(entries)
        self.endResetModel()

    @override
    def rowCount(self, parent: AnyIndex = QModelIndex(), /) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else len(self._entries)

    @override
    def data(self, index: AnyIndex, /, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self._entries[index.row()]
        if role == _ENTRY:
            return entry
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return ", ".join(part for part in (entry.title, entry.detail, entry.aside) if part)
        return None


class _Line(QStyledItemDelegate):
    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex, /) -> QSize:
        return QSize(0, QFontMetrics(option.font).height() + px(18))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex, /) -> None:
        entry = index.data(_ENTRY)
        if not isinstance(entry, Entry):
            return
        colours = tokens()
        rect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.selected))
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), px(7), px(7))
        side = px(18)
        box = QRectF(rect.left() + px(10), rect.center().y() - side / 2, side, side)
        paint_icon(painter, entry.icon, box, colours.accent)
        inner = rect.adjusted(px(40), 0, -px(12), 0)
        inner = _write_end(painter, inner, entry.aside, colours.muted)
        strong = QFont(option.font)
        strong.setWeight(QFont.Weight.Medium)
        inner = _write(painter, inner, entry.title, strong, colours.text)
        _write(painter, inner, entry.detail, option.font, colours.muted)
        painter.restore()


class CommandList(QListView):
    """``taken`` carries the entry that was clicked or entered."""

    taken = Signal(Entry)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._model = _Entries()
        self.setModel(self._model)
        self.setItemDelegate(_Line(self))
        self.setAccessibleName(name)
        self.setObjectName("command_list")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._take)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show ``entries``, the first one chosen."""
        self._model.put(entries)
        self.step(0)

    def entries(self) -> list[Entry]:
        """Return what is shown."""
        model = self._model
        return [model.data(model.index(row), _ENTRY) for row in range(model.rowCount())]  # type: ignore[misc]  # the role holds entries

    def whole_height(self) -> int:
        """Return the height that shows every entry."""
        rows = self._model.rowCount()
        return rows * self.sizeHintForRow(0) + px(4) if rows else px(40)

    def current(self) -> Entry | None:
        """Return the entry that Enter would take."""
        entry = self.currentIndex().data(_ENTRY)
        return entry if isinstance(entry, Entry) else None

    def step(self, step: int) -> None:
        """Move the choice by ``step`` lines, as far as there are any."""
        count = self._model.rowCount()
        if count:
            row = min(max(self.currentIndex().row() + step, 0), count - 1)
            self.setCurrentIndex(self._model.index(row))

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._take()
        else:
            super().keyPressEvent(event)

    def _take(self) -> None:
        entry = self.current()
        if entry is not None:
            self.taken.emit(entry)


def _write(painter: QPainter, rect: QRect, text: str, font: QFont, colour: str) -> QRect:
    """Write ``text`` at the left of ``rect``, shortened to fit; return the room that is left."""
    metrics = QFontMetrics(font)
    fitting = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fitting)
    return rect.adjusted(metrics.horizontalAdvance(fitting) + px(10), 0, 0, 0)


def _write_end(painter: QPainter, rect: QRect, text: str, colour: str) -> QRect:
    metrics = painter.fontMetrics()
    painter.setPen(QColor(colour))
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
    return rect.adjusted(0, 0, -metrics.horizontalAdvance(text) - px(14), 0)
