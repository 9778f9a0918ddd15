"""A short list of records, each with a line, a second one that steps back, and a way to open it."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme import px
from desktop.theme.icons import icon
from desktop.widgets.buttons import QuietButton
from desktop.widgets.chip import Chip, ChipKind
from desktop.widgets.labels import Label, Muted


@dataclass(frozen=True, slots=True)
class Row:
    """One record: what stands for it, its words, its chip, and what its button does."""

    key: Hashable
    text: str
    detail: str = ""
    chip: str = ""
    chip_kind: ChipKind = "neutral"
    act: str = ""
    """The name of the button; a row without one has none."""
    icon: str = "pencil"
    first: str = ""
    """The name of a button before it, for what is done with one press; empty for none."""


class RowList(QWidget):
    """Rows that stay where they are, keyboard included, when what they say changes."""

    opened = Signal(object)
    pressed = Signal(object)
    """The button for one press."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._rows: dict[Hashable, _RowView] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(8))

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show ``rows`` in their order."""
        gone = self._rows.keys() - {row.key for row in rows}
        for key in gone:
            view = self._rows.pop(key)
            view.hide()
            self._column.removeWidget(view)
            view.deleteLater()
        for place, row in enumerate(rows):
            view = self._rows.get(row.key) or self._add(row)
            if self._column.indexOf(view) != place:
                self._column.insertWidget(place, view)
            view.show_row(row)
        self.setVisible(bool(rows))

    def keys(self) -> list[Hashable]:
        """Return what the rows stand for, from the first to the last."""
        return list(self._rows)

    def button(self, key: Hashable) -> QuietButton:
        """Return the button of a row; KeyError when there is no such row."""
        return self._rows[key].button

    def first_button(self, key: Hashable) -> QuietButton:
        """Return the button for one press; KeyError when there is no such row."""
        return self._rows[key].first

    def _add(self, row: Row) -> "_RowView":
        view = self._rows[row.key] = _RowView()
        key = row.key
        view.button.clicked.connect(lambda: self.opened.emit(key))
        view.first.clicked.connect(lambda: self.pressed.emit(key))
        return view


class _RowView(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._text = Label("", wrap=True)
        self._detail = Muted("", wrap=True)
        self._chip = Chip()
        self.button = QuietButton("", "pencil")
        self.first = QuietButton("", "check")
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(self._text)
        words.addWidget(self._detail)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(10))
        line.addLayout(words, 1)
        line.addWidget(self._chip)
        line.addWidget(self.first)
        line.addWidget(self.button)

    def show_row(self, row: Row) -> None:
        self._text.setText(row.text)
        self._detail.setText(row.detail)
        self._detail.setVisible(bool(row.detail))
        self._chip.setVisible(bool(row.chip))
        self._chip.set(row.chip, row.chip_kind)
        self.first.setVisible(bool(row.first))
        self.first.setText(row.first)
        self.first.setAccessibleName(f"{row.first}: {row.text}")
        self.button.setVisible(bool(row.act))
        if row.act:
            self.button.setText(row.act)
            self.button.setAccessibleName(f"{row.act}: {row.text}")
            self.button.setIcon(icon(row.icon, "accent"))
