"""The reconciliation sheet: what would come, or came, counted, summed and side by side."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.columns import Columns
from desktop.widgets.figure import Figure
from desktop.widgets.inputs import CheckBox
from desktop.widgets.labels import Label, Muted
from desktop.wording.names import shown
from desktop.wording.numbers import count, counted
from storage.exchange.foreign.outcome import Outcome

_REJECTS = 50
_SAMPLES = 8
_CODES = 40
_ALIKE = 60


class SheetStep(QWidget):
    """Figures, who may be known, rejects, counts, sums, codes and samples of one outcome."""

    same_changed = Signal()
    save_rejects = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.same: dict[str, str] = {}
        self._initials = False
        self._shown: tuple[Outcome, bool] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(14))

    def show_names(self, *, initials: bool) -> None:
        """Show again what is shown, with names as they are or as initials."""
        if self._shown is not None:
            outcome, tried = self._shown
            self.show_outcome(outcome, tried=tried, initials=initials)

    def show_outcome(self, outcome: Outcome, *, tried: bool, initials: bool) -> None:
        """Show what a rehearsal says (``tried``), or what was brought in."""
        self._initials, self._shown = initials, (outcome, tried)
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._column.addWidget(self._figures(outcome, tried=tried))
        self._column.addWidget(self._balance(outcome))
        if tried and outcome.alike:
            self._column.addWidget(self._alike(outcome))
        if outcome.rejects:
            self._column.addWidget(self._rejects(outcome))
        self._column.addWidget(self._counts(outcome))
        if outcome.codes:
            rows = [(c.field, c.code, count(c.added)) for c in outcome.codes[:_CODES]]
            head = (self.tr("Field"), self.tr("Code"), self.tr("Records"))
            self._column.addWidget(_table(self.tr("Codes"), head, rows))
        for sample in outcome.samples[:_SAMPLES]:
            title = self.tr("Row {row}, side by side").format(row=sample.row)
            titles = (
                self.tr("Column"), self.tr("In the file"), self.tr("Field"), self.tr("Here"),
            )  # fmt: skip
            lines = [self._hidden(line) for line in sample.lines]
            self._column.addWidget(_table(title, titles, lines))
        self._column.addStretch(1)

    def _hidden(self, line: tuple[str, str, str, str]) -> tuple[str, str, str, str]:
        """Return the line of a sample as it may be seen: its values as initials, where asked."""
        column, cell, field, words = line
        return column, shown(cell, self._initials), field, shown(words, self._initials)

    def _figures(self, outcome: Outcome, *, tried: bool) -> QWidget:
        came = self.tr("Rows that would come in") if tried else self.tr("Rows brought in")
        figures = (
            (came, outcome.rows_brought, "check"),
            (self.tr("Here already"), outcome.rows_here, ""),
            (self.tr("Rejected"), outcome.rows_rejected, ""),
            (self.tr("Records added"), outcome.added(), ""),
        )
        cells = []
        for caption, number, icon in figures:
            figure = Figure(caption, icon)
            figure.set_number(count(number))
            cells.append((figure, 1))
        return Columns(cells, 4)

    def _balance(self, outcome: Outcome) -> Banner:
        if outcome.balances():
            rows = counted(outcome.rows, self.tr("row"), self.tr("rows"))
            return Banner(
                self.tr("Everything is accounted for: {rows} read.").format(rows=rows), "ok"
            )
        return Banner(self.tr("The sums do not balance. Look at them before you go on."), "warn")

    def _alike(self, outcome: Outcome) -> Card:
        card = Card(self.tr("Possibly on record already"))
        text = self.tr("Tick who is the same person. Nobody is joined unless you say so.")
        card.body.addWidget(Muted(text, wrap=True))
        for like in outcome.alike[:_ALIKE]:
            told = shown(like.told, self._initials)
            known = shown(like.known, self._initials)
            box = CheckBox(self.tr("{told} is {known}").format(told=told, known=known))
            box.setChecked(self.same.get(like.key) == like.record)
            box.toggled.connect(
                lambda on, key=like.key, record=like.record: self._join(key, record, on=on)
            )
            card.body.addWidget(box)
        return card

    def _join(self, key: str, record: str, *, on: bool) -> None:
        if on:
            self.same[key] = record
        else:
            self.same.pop(key, None)
        self.same_changed.emit()

    def _rejects(self, outcome: Outcome) -> Card:
        save = Button(self.tr("Save the rejected rows…"))
        save.setObjectName("bring_save_rejects")
        save.clicked.connect(self.save_rejects.emit)
        card = Card(self.tr("Rejected"), save)
        note = self.tr("Correct them in the saved file and bring that: nothing comes in twice.")
        card.body.addWidget(Muted(note, wrap=True))
        rows = [
            (str(reject.row), reject.field or reject.column, reject.reason)
            for reject in outcome.rejects[:_REJECTS]
        ]
        card.body.addLayout(_lines((self.tr("Row"), self.tr("Field"), self.tr("Why")), rows))
        if len(outcome.rejects) > _REJECTS:
            more = self.tr("and {n} more reasons, in the file of rejects")
            card.body.addWidget(Muted(more.format(n=count(len(outcome.rejects) - _REJECTS))))
        return card

    def _counts(self, outcome: Outcome) -> Card:
        head = (
            self.tr("Records"), self.tr("Read"), self.tr("Added"),
            self.tr("Here already"), self.tr("Rejected"),
        )  # fmt: skip
        rows = [
            (c.part, count(c.read), count(c.added), count(c.here), count(c.rejected))
            for c in outcome.counts
        ]
        rows += [
            (
                self.tr("Sum of {field}").format(field=s.field),
                count(s.in_file),
                count(s.added),
                count(s.here),
                count(s.rejected),
            )
            for s in outcome.sums
        ]
        return _table(self.tr("Counts and sums"), head, rows)


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Card:
    card = Card(title)
    card.body.addLayout(_lines(head, rows))
    return card


def _lines(head: Sequence[str], rows: Sequence[Sequence[str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(px(18))
    grid.setVerticalSpacing(px(5))
    for place, text in enumerate(head):
        grid.addWidget(Muted(text), 0, place)
    for number, row in enumerate(rows, 1):
        for place, text in enumerate(row):
            grid.addWidget(Label(text, wrap=True), number, place)
    grid.setColumnStretch(len(head) - 1, 1)
    return grid
