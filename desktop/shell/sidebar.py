"""The dark bar at the side: where one can go."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.actions import action_of
from desktop.theme import px, tokens
from desktop.theme.icons import icon
from desktop.widgets.buttons import PressButton
from desktop.widgets.mark import Mark, SideName, SideText
from desktop.widgets.scrollbox import ScrollBox
from desktop.widgets.tooltips import set_tooltip
from desktop.wording.numbers import count as count_words
from desktop.wording.numbers import counted

_EDGE, _ICON_ALONE = 10, 48
_MOST_COUNTED = 100
_BY_WAY_OF = {
    "case": "caseload",
    "program": "settings",
    "disclosures": "settings",
    "accessrecord": "settings",
}


class NavButton(PressButton):
    """One way to go; checked while one is there."""

    def __init__(self, action_id: str, *, checkable: bool = True) -> None:
        action = action_of(action_id)
        super().__init__(action.label())
        self._words = action.label()
        self._narrow, self._count = False, 0
        self.setObjectName(f"nav_{action_id}")
        self.setAccessibleName(action.label())
        self.setAccessibleDescription(action.explanation())
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIcon(icon(action.icon, "side_text", on="side_active_text"))
        self.setIconSize(QSize(px(26), px(18)))
        set_tooltip(self, f"{action.explanation()} ({action.shortcut})")

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001 - a switch
        """Show the icon alone; the name is still spoken and in the tooltip."""
        self._narrow = narrow
        self.setText("" if narrow else self._words)
        self.setMinimumWidth(px(_ICON_ALONE) if narrow else 0)
        self.update()

    def set_count(self, count: int) -> None:
        """Say how much stands there; nothing is said of nothing."""
        self._count = count
        name = f"{self._words}, {counted(count, self.tr('entry'), self.tr('entries'))}"
        self.setAccessibleName(name if count else self._words)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        super().paintEvent(event)
        if not self._count:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = tokens().side_active_text if self.isChecked() else tokens().side_text
        painter.setPen(QColor(colour))
        words = count_words(self._count) if self._count < _MOST_COUNTED else "99+"
        metrics = QFontMetricsF(self.font())
        height = metrics.height() + px(2)
        width = max(metrics.horizontalAdvance(words) + px(12), height)
        inset = px(4 if self._narrow else 12)
        top = px(2) if self._narrow else (self.height() - height) / 2
        box = QRectF(self.width() - inset - width, top, width, height)
        if self._narrow:
            painter.setBrush(QColor(tokens().side))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()


class Sidebar(QFrame):
    """The name, the program, the pages; settings and help at the foot."""

    chosen = Signal(str)
    """The id of the action that was pressed."""

    def __init__(self, program: str, pages: Iterable[str], foot: Iterable[str]) -> None:
        super().__init__()
        self._buttons: dict[str, NavButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(px(_EDGE), px(18), 0, px(14))
        column.setSpacing(px(4))
        name = QHBoxLayout()
        name.setContentsMargins(px(8), 0, px(_EDGE), 0)
        name.setSpacing(px(9))
        name.addWidget(Mark(24))
        column.addLayout(name)
        self._name = SideName("Satchel")
        self._program = SideText(program, wrap=True)
        self._program.setContentsMargins(px(8), 0, px(4 + _EDGE), 0)
        name.addWidget(self._name)
        name.addStretch(1)
        column.addWidget(self._program)
        column.addSpacing(px(12))
        inner = QWidget()
        among = QVBoxLayout(inner)
        among.setContentsMargins(0, 0, 0, 0)
        among.setSpacing(px(4))
        for action_id in pages:
            among.addWidget(self._button(action_id))
        among.addStretch(1)
        # With large text there are more pages than a small window has room for.
        self._pages = ScrollBox(inner)
        self._pages.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pages.verticalScrollBar().rangeChanged.connect(self._make_room)
        self._beside = QHBoxLayout()
        self._beside.addWidget(self._pages)
        column.addLayout(self._beside, 1)
        self._foot = QVBoxLayout()
        self._foot.setSpacing(px(4))
        for action_id in foot:
            self._foot.addWidget(self._button(action_id))
        column.addLayout(self._foot)
        self._narrow = False
        self._make_room()

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001 - a switch
        """Leave the room to the page where there is little: icons alone."""
        self._name.setVisible(not narrow)
        self._program.setVisible(not narrow)
        for button in self._buttons.values():
            button.set_narrow(narrow)
        self._narrow = narrow
        self._make_room()

    def show_page(self, page_id: str, *, offered: bool) -> None:
        """Show the way to a page that not every program has, or take it away."""
        if page_id in self._buttons:
            self._buttons[page_id].setVisible(offered)

    def show_current(self, page_id: str) -> None:
        """Mark where one is, or the page by which one comes there."""
        here = _BY_WAY_OF.get(page_id, page_id)
        for action_id, button in self._buttons.items():
            button.setChecked(action_id == here)
        if here in self._buttons:
            self._pages.ensureWidgetVisible(self._buttons[here])

    def show_count(self, page_id: str, count: int) -> None:
        """Say how much stands on a page; a page that is not here is left out."""
        if (button := self._buttons.get(page_id)) is not None:
            button.set_count(count)

    def _make_room(self) -> None:
        """Let the bar that scrolls stand in the edge, so that no way there is cut off by it."""
        bar = self._pages.verticalScrollBar()
        beside = bar.sizeHint().width() if bar.maximum() else 0
        edge = px(_EDGE)
        self._beside.setContentsMargins(0, 0, max(0, edge - beside), 0)
        self._foot.setContentsMargins(0, 0, max(edge, beside), 0)
        self.setFixedWidth(px(72 if self._narrow else 216) + max(0, beside - edge))

    def _button(self, action_id: str) -> NavButton:
        button = NavButton(action_id)
        # A press must not uncheck where one is: the window says where that is.
        button.clicked.connect(lambda: self._press(action_id))
        self._buttons[action_id] = button
        return button

    def _press(self, action_id: str) -> None:
        button = self._buttons[action_id]
        button.setChecked(not button.isChecked())
        self.chosen.emit(action_id)
