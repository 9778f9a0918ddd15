"""A panel with a list to tick, narrowed by typing."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from desktop.theme import px, tokens
from desktop.theme.icons import paint_icon
from desktop.widgets.inputs import SearchField
from desktop.widgets.labels import Muted
from desktop.widgets.popup import PopupPanel
from desktop.widgets.tooltips import plain_tip

_TICKING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_KEY = Qt.ItemDataRole.UserRole
_SEARCH_FROM = 9
"""Shorter lists need no search line."""


class ChoicePopup(QListWidget):
    """A list of choices; Space and Enter tick."""

    ticked = Signal(QListWidgetItem)

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if event.key() in _TICKING and self.currentRow() >= 0:
            self.ticked.emit(self.currentItem())
        else:
            super().keyPressEvent(event)


class TickDelegate(QStyledItemDelegate):
    """Paints a tick box and the words, cut where the panel ends."""

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(px(160), option.fontMetrics.height() + px(13))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        colours, box = tokens(), QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.selected))
            painter.drawRoundedRect(box, px(5), px(5))
        side = px(16)
        tick = QRectF(box.left() + px(8), box.center().y() - side / 2, side, side)
        is_in = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
        painter.setPen(QColor(colours.accent if is_in else colours.outline))
        painter.setBrush(QColor(colours.accent if is_in else colours.surface))
        painter.drawRoundedRect(tick.adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
        if is_in:
            inset = px(2)
            paint_icon(
                painter, "check", tick.adjusted(inset, inset, -inset, -inset), colours.on_accent
            )
        words = box.adjusted(px(34), 0, -px(6), 0)
        text = option.fontMetrics.elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, int(words.width())
        )
        painter.setPen(QColor(colours.text))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()


class TickList(ChoicePopup):
    """Lines to tick that stand in a dialog; ``changed`` after each tick."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setItemDelegate(TickDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(px(220))
        self.ticked.connect(self._toggle)
        self.itemClicked.connect(self._toggle)

    def add(self, key: str, text: str, *, is_in: bool, is_open: bool = True) -> QListWidgetItem:
        """Add a line; one that is not ``is_open`` shows its tick and cannot be changed."""
        item = QListWidgetItem(text)
        item.setData(_KEY, key)
        item.setToolTip(plain_tip(text))
        enabled = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        item.setFlags(enabled if is_open else Qt.ItemFlag.NoItemFlags)
        item.setCheckState(_state(is_in))
        self.addItem(item)
        return item

    def items_in_order(self) -> list[QListWidgetItem]:
        """Return every line."""
        return [self.item(row) for row in range(self.count())]

    def chosen(self) -> list[str]:
        """Return the keys of the ticked lines that can be changed."""
        return [
            str(item.data(_KEY))
            for item in self.items_in_order()
            if item.checkState() == Qt.CheckState.Checked
            and item.flags() & Qt.ItemFlag.ItemIsEnabled
        ]

    def tick_only(self, keys: Collection[str]) -> None:
        """Tick the lines of ``keys`` and no other that can be changed."""
        for item in self.items_in_order():
            if item.flags() & Qt.ItemFlag.ItemIsEnabled:
                item.setCheckState(_state(item.data(_KEY) in keys))
        self.changed.emit()

    def _toggle(self, item: QListWidgetItem) -> None:
        if item.flags() & Qt.ItemFlag.ItemIsEnabled:
            item.setCheckState(_state(item.checkState() != Qt.CheckState.Checked))
            self.changed.emit()


class Checklist(PopupPanel):
    """Choices by key; ``toggled`` carries a key and whether it is in.

    ``narrow`` may fetch other choices for what is typed and hand them to ``offer``; without it the
    list filters itself.
    """

    toggled = Signal(object, bool)

    def __init__(
        self,
        owner: QWidget,
        name: str,
        chosen: set[Any],
        *,
        narrow: Callable[[str], object] | None = None,
    ) -> None:
        super().__init__(owner, name)
        self._chosen = chosen
        self._narrow = narrow
        self.search = SearchField(self.tr("Type to find"))
        self.list = ChoicePopup()
        self.list.setItemDelegate(TickDelegate(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(name)
        self._nothing = Muted(self.tr("Nothing found"))
        self._nothing.hide()
        self.body.addWidget(self.search)
        self.body.addWidget(self.list)
        self.body.addWidget(self._nothing)
        self.search.textChanged.connect(self._filter)
        self.search.stepped_down.connect(self.list.setFocus)
        self.search.returnPressed.connect(self._take_current)
        self.list.ticked.connect(self._toggle)
        self.list.itemClicked.connect(self._toggle)
        self.setMinimumWidth(max(owner.width(), px(260)))

    def offer(self, choices: Sequence[tuple[Any, str]]) -> None:
        """List ``choices``, pairs of key and text."""
        self.list.clear()
        for key, text in choices:
            item = QListWidgetItem(text)
            item.setData(_KEY, key)
            item.setToolTip(plain_tip(text))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(_state(key in self._chosen))
            self.list.addItem(item)
        self.search.setVisible(self._narrow is not None or len(choices) >= _SEARCH_FROM)
        self._nothing.setVisible(not choices and bool(self.search.text()))
        if choices:
            self.list.setCurrentRow(0)
        rows = min(max(len(choices), 3), 10)
        self.list.setFixedHeight(rows * max(self.list.sizeHintForRow(0), px(30)) + px(12))

    def begin(self, typed: str) -> None:
        """Take the keyboard, with a letter already ``typed``."""
        if self.search.isVisible():
            self.search.setFocus()
            self.search.setText(typed)
        else:
            self.list.setFocus()

    def _filter(self, typed: str) -> None:
        if self._narrow is not None:
            self._narrow(typed)
            return
        wanted = typed.strip().casefold()
        first = -1
        for row in range(self.list.count()):
            item = self.list.item(row)
            fits = wanted in item.text().casefold()
            item.setHidden(not fits)
            first = row if fits and first < 0 else first
        self.list.setCurrentRow(first)
        self._nothing.setVisible(first < 0)

    def _take_current(self) -> None:
        row = self.list.currentRow()
        if row >= 0 and not self.list.isRowHidden(row):
            self._toggle(self.list.item(row))
            self.search.selectAll()

    def _toggle(self, item: QListWidgetItem) -> None:
        key = item.data(_KEY)
        is_in = key not in self._chosen
        (self._chosen.add if is_in else self._chosen.discard)(key)
        item.setCheckState(_state(is_in))
        self.toggled.emit(key, is_in)


def _state(is_in: bool) -> Qt.CheckState:  # noqa: FBT001 - yes or no is all there is to say
    return Qt.CheckState.Checked if is_in else Qt.CheckState.Unchecked
