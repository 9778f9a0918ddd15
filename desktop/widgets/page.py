"""The frame of a page: title, a line beneath it, buttons at the far end, and the body."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.theme import px
from desktop.widgets.labels import Heading, Muted
from desktop.widgets.scrollbox import bring_in_sight


class PageBody(QWidget):
    """What scrolls in a page."""


class Page(QWidget):
    """A page; with ``scrolls`` its body scrolls when the window is small or the text large.

    ``body_class`` is ``WrappedBody`` for a page of wrapped text without tables.
    """

    body_class: type[QWidget] = PageBody

    def __init__(self, title: str, subtitle: str = "", *, scrolls: bool = True) -> None:
        super().__init__()
        self.heading = Heading(title, level=1, wrap=True)
        self.subtitle = Muted(subtitle, wrap=True)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(px(8))
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(px(14))
        self._lay_out(scrolls=scrolls)
        self.set_subtitle(subtitle)

    def set_subtitle(self, text: str) -> None:
        """Show ``text`` under the title; nothing hides the line."""
        self.subtitle.setText(text)
        self.subtitle.setVisible(bool(text))

    def _lay_out(self, *, scrolls: bool) -> None:
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(self.heading)
        words.addWidget(self.subtitle)
        header = QHBoxLayout()
        header.addLayout(words, 1)
        header.addLayout(self.buttons)
        frame = self.body_class() if scrolls else self
        column = QVBoxLayout(frame)
        column.setContentsMargins(px(24), px(20), px(24), px(24))
        column.setSpacing(px(16))
        column.addLayout(header)
        column.addLayout(self.body, 1)
        if scrolls:
            self.scroll_area = QScrollArea()
            self.scroll_area.setWidgetResizable(True)
            self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
            self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.scroll_area.setWidget(frame)
            outer = QVBoxLayout(self)
            outer.setContentsMargins(0, 0, 0, 0)
            outer.addWidget(self.scroll_area)
            application = QApplication.instance()
            if isinstance(application, QApplication):
                application.focusChanged.connect(self._show_focused)

    def _show_focused(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None:
            bring_in_sight(self.scroll_area, now)
