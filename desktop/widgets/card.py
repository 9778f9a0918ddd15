"""A card: one subject on a raised surface, with a title and what one can do about it."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.labels import Heading


class SectionHeader(QWidget):
    """A heading with actions at its far end."""

    def __init__(self, title: str, *actions: QWidget) -> None:
        super().__init__()
        self.heading = Heading(title, level=2)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.heading)
        row.addStretch(1)
        for action in actions:
            row.addWidget(action)


class Card(QFrame):
    """A surface for one subject; put widgets into ``body``."""

    def __init__(self, title: str = "", *actions: QWidget) -> None:
        super().__init__()
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(px(18), px(16), px(18), px(16))
        self.body.setSpacing(px(10))
        self.header: SectionHeader | None = None
        if title or actions:
            self.header = SectionHeader(title, *actions)
            self.body.addWidget(self.header)


class ListCard(Card):
    """A card that a list fills to its edges; ``empty``, hidden at first, stands in its place."""

    def __init__(self, table: QWidget, empty: QWidget | None = None) -> None:
        super().__init__()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(table, 1)
        if empty is not None:
            self.body.addWidget(empty, 1)
            empty.hide()
