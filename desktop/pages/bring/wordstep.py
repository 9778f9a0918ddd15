"""Which code each word of a column means, and whether the month or the day comes first."""

from datetime import date

import msgspec
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.card import Card
from desktop.widgets.chip import Chip
from desktop.widgets.inputs import ChoiceBox
from desktop.widgets.labels import Label, Muted
from desktop.wording.dates import short_day
from desktop.wording.numbers import counted
from storage.domain.codes import CodeBook
from storage.exchange.cells import CellError
from storage.exchange.foreign.dates import read_day
from storage.exchange.foreign.mapping import Columns, field_at, part_label
from storage.exchange.foreign.suggesting import ColumnDates, ColumnWords, Word
from storage.exchange.foreign.values import word_of

_UNSET = "?"
_LAST = 4
_BOX = 260
"""Pixels of a choice at 100 %: a code in words, or a way to read a date."""
_MOST_SHOWN = 60
"""Words of one column that are shown; the rarest of more are told as rejects."""


class WordStep(QWidget):
    """A card for the dates, and one for each column of codes."""

    def __init__(self, book: CodeBook, today: date) -> None:
        super().__init__()
        self._book, self._today = book, today
        self._columns = Columns(source="")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(14))

    def columns(self) -> Columns:
        """Return the mapping with what was chosen here."""
        return self._columns

    def show_questions(
        self, columns: Columns, words: list[ColumnWords], dates: list[ColumnDates]
    ) -> None:
        """Show what is to be looked at; what nobody has to decide is shown as decided."""
        self._columns = columns
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if asked := [each for each in dates if each.order]:
            self._column.addWidget(self._dates_card(asked))
        for each in words:
            if each.words:
                self._column.addWidget(self._words_card(each))
        if not asked and not any(each.words for each in words):
            text = self.tr("Nothing to decide here: no column holds words of a list, or dates.")
            self._column.addWidget(Muted(text, wrap=True))
        self._column.addStretch(1)

    def _dates_card(self, dates: list[ColumnDates]) -> Card:
        card = Card(self.tr("Dates"))
        grid = _grid()
        for row, each in enumerate(dates):
            box = ChoiceBox(self.tr("Dates of {column}").format(column=each.column))
            box.setObjectName(f"bring_date_{row}")
            box.setMinimumWidth(px(_BOX))
            if each.order in ("ask", "mixed"):
                box.addItem(self.tr("Say which comes first"), "")
            for order in ("mdy", "dmy"):
                box.addItem(self._reading(each.example, order), order)
            box.setCurrentIndex(max(box.findData(self._columns.dates.get(each.column, "")), 0))
            box.activated.connect(
                lambda _, box=box, column=each.column: self._order(column, box.currentData())
            )
            grid.addWidget(Label(each.column, wrap=True), row, 0)
            grid.addWidget(Muted(each.example), row, 1)
            grid.addWidget(box, row, 2)
            if each.order == "mixed":
                grid.addWidget(Chip(self.tr("Both ways in one column"), "warn"), row, 3)
        card.body.addLayout(grid)
        return card

    def _reading(self, example: str, order: str) -> str:
        first = self.tr("Month first") if order == "mdy" else self.tr("Day first")
        try:
            day = short_day(read_day(example.split(" ", maxsplit=1)[0], order, self._today))
        except CellError:
            day = self.tr("no such day")
        return f"{first}: {day}" if example else first

    def _words_card(self, column: ColumnWords) -> Card:
        label = f"{part_label(column.place.partition('.')[0])}: {field_at(column.place).label}"
        card = Card(self.tr("{column} is {field}").format(column=column.column, field=label))
        grid = _grid()
        choices = self._book.choices(column.list_name, self._today)
        # What is in doubt stands first: it is what one is here for.
        ordered = sorted(column.words[:_MOST_SHOWN], key=lambda word: word.is_sure)
        for row, word in enumerate(ordered):
            box = self._box(column, word, choices)
            grid.addWidget(Label(word.text, wrap=True), row, 0)
            grid.addWidget(Muted(counted(word.count, self.tr("time"), self.tr("times"))), row, 1)
            grid.addWidget(box, row, 2)
            if not word.is_sure and not self._chosen(column, word):
                words = self.tr("Look at this") if word.code else self.tr("No code yet")
                grid.addWidget(Chip(words, "warn"), row, 3)
        if len(column.words) > _MOST_SHOWN:
            more = self.tr("Rarer words are left out; their rows will be rejected with the word.")
            card.body.addWidget(Muted(more, wrap=True))
        card.body.addLayout(grid)
        return card

    def _box(self, column: ColumnWords, word: Word, choices: list[tuple[str, str]]) -> ChoiceBox:
        box = ChoiceBox(self.tr("{word} means").format(word=word.text))
        box.setMinimumWidth(px(_BOX))
        box.addItem(self.tr("Choose a code"), _UNSET)
        box.addItem(self.tr("Leave the field empty"), "")
        for code, label in choices:
            box.addItem(label, code)
        known = self._columns.words.get(column.column, {})
        code = known.get(word_of(word.text), word.code or _UNSET)
        box.setCurrentIndex(max(box.findData(code), 0))
        # A suggestion counts as soon as it is seen here and not changed.
        if code != _UNSET:
            self._mean(column.column, word.text, code)
        box.activated.connect(
            lambda _: self._mean(column.column, word.text, str(box.currentData()))
        )
        return box

    def _chosen(self, column: ColumnWords, word: Word) -> bool:
        code = self._columns.words.get(column.column, {}).get(word_of(word.text))
        return code is not None and code != word.code

    def _mean(self, column: str, word: str, code: str) -> None:
        known = dict(self._columns.words.get(column, {}))
        known.pop(word_of(word), None)
        if code != _UNSET:
            known[word_of(word)] = code
        words = {**self._columns.words, column: known}
        self._columns = msgspec.structs.replace(self._columns, words=words)

    def _order(self, column: str, order: object) -> None:
        dates = {name: value for name, value in self._columns.dates.items() if name != column}
        if order:
            dates[column] = str(order)
        self._columns = msgspec.structs.replace(self._columns, dates=dates)


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(px(14))
    grid.setVerticalSpacing(px(8))
    grid.setColumnMinimumWidth(0, px(180))
    grid.setColumnStretch(_LAST, 1)
    return grid
