"""What could not be taken in yet: kept, passed on, and said in a sentence each."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.conflicts.needwords import Said
from desktop.theme import px
from desktop.widgets.card import Card
from desktop.widgets.labels import Label, Muted
from desktop.widgets.picture import Picture


class KeptCard(Card):
    """What is kept under a title, with what that means for the reader; hidden when empty."""

    def __init__(self, title: str, meaning: str, icon: str) -> None:
        super().__init__(title)
        self._icon = icon
        self._said: tuple[Said, ...] = ()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(10))
        self.body.addWidget(Muted(meaning, wrap=True))
        self.body.addLayout(self._lines)
        self.hide()

    @property
    def said(self) -> tuple[Said, ...]:
        """What is shown."""
        return self._said

    def show_lines(self, lines: Sequence[Said]) -> None:
        """Show ``lines``; the same ones again leave everything where it is."""
        if tuple(lines) == self._said:
            return
        self._said = tuple(lines)
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for said in lines:
            self._lines.addWidget(self._line(said))
        self.setVisible(bool(lines))

    def _line(self, said: Said) -> QWidget:
        line = QWidget()
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addWidget(Label(said.what, wrap=True, selectable=True))
        words.addWidget(Muted(said.why, wrap=True))
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        row.addWidget(Picture(self._icon, size=18), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return line
