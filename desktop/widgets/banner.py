"""A sentence across a page that holds until something is done about it."""

from typing import Literal

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout
from typing_extensions import override

from desktop.theme import px, tokens
from desktop.theme.icons import paint_icon
from desktop.widgets.buttons import QuietButton
from desktop.widgets.labels import Label
from desktop.widgets.scrollbox import ScrollBox, bring_in_sight

BannerKind = Literal["info", "ok", "warn", "problem"]
_ICONS = {
    "info": "info",
    "ok": "circle-check",
    "warn": "triangle-alert",
    "problem": "triangle-alert",
}


class Banner(QFrame):
    """An icon, a sentence, and perhaps one action; ``acted`` when it is pressed."""

    acted = Signal()

    def __init__(self, text: str = "", kind: BannerKind = "info", action: str = "") -> None:
        super().__init__()
        self._kind = kind
        self._label = Label(text, wrap=True)
        self._button = QuietButton(action)
        self._button.clicked.connect(self.acted)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(40), px(9), px(10), px(9))
        row.setSpacing(px(10))
        row.addWidget(self._label, 1)
        row.addWidget(self._button)
        # Only now: shown before it has a parent, it would be a window of its own for a moment.
        self._button.setVisible(bool(action))
        self.setProperty("kind", kind)

    @property
    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def set_text(self, text: str, action: str | None = None) -> None:
        """Say something else; ``action`` renames the button, nothing hides it."""
        self._label.setText(text)
        if action is not None:
            self._button.setText(action)
            self._button.setVisible(bool(action))

    def say(self, text: str, action: str = "") -> None:
        """Say something else where it can be seen; without ``action`` there is no button."""
        self.set_text(text, action)
        self.show()
        # Once it is laid out.
        QTimer.singleShot(0, self, self._come_in_sight)

    def _come_in_sight(self) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, ScrollBox):
            above = above.parentWidget()
        if above is not None and self.isVisible():
            bring_in_sight(above, self)

    def set_kind(self, kind: BannerKind) -> None:
        """Change what kind of news it is."""
        self._kind = kind
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = px(18)
        left = self.width() - side - px(13) if self.isRightToLeft() else px(13)
        box = QRectF(left, (self.height() - side) / 2, side, side)
        paint_icon(painter, _ICONS[self._kind], box, tokens()[self._kind])
        painter.end()
