"""Words to be read out: numbered, large, and spoken whole by a screen reader."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.columns import Columns
from desktop.widgets.labels import Hint, Label

_LEAST = 120


class BigWord(Label):
    """One word, large enough to read across a table."""


class WordCell(QWidget):
    """A word with its number before it."""

    def __init__(self, number: int, word: str) -> None:
        super().__init__()
        place = Hint(f"{number}")
        place.setMinimumWidth(px(18))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        row.addWidget(place)
        row.addWidget(BigWord(word))
        row.addStretch(1)


class WordGrid(QWidget):
    """Words in rows, fewer to a row where the window is narrow or the text large."""

    def __init__(self, name: str, words: Sequence[str], columns: int) -> None:
        super().__init__()
        self.words = tuple(words)
        spoken = ", ".join(f"{number} {word}" for number, word in enumerate(words, 1))
        self.setAccessibleName(f"{name}: {spoken}")
        cells = [(WordCell(number, word), 1) for number, word in enumerate(words, 1)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Columns(cells, columns, _LEAST))
