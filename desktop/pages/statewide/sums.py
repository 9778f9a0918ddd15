"""The sums in large, the sentence, and one row of the form by program as bars."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.charts import BarChart, Series
from desktop.theme import px
from desktop.widgets.card import Card
from desktop.widgets.columns import Columns
from desktop.widgets.figure import Figure
from desktop.widgets.labels import Heading
from desktop.wording.figures import LARGE_ROWS
from storage.reports.statewide import StateRow, Statewide


class Sums(QWidget):
    """Built for one form; ``chosen`` carries the id of the row whose large number was pressed."""

    chosen = Signal(str)

    def __init__(self, state: Statewide) -> None:
        super().__init__()
        self.form = state.form
        self.sentence = Heading("", level=2, wrap=True)
        self._card = Card()
        self._card.body.addWidget(self.sentence)
        self._large: dict[str, Figure] = {}
        for row_id, icon in LARGE_ROWS[state.form.form]:
            row = state.form.row(row_id)
            figure = Figure(row.label.removesuffix(", percent"), icon, row.rule)
            figure.setObjectName(f"statewide_large_{row_id}")
            figure.clicked.connect(lambda _=False, row_id=row_id: self.chosen.emit(row_id))
            self._large[row_id] = figure
        cells = [(figure, 1) for figure in self._large.values()]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(14))
        column.addWidget(self._card)
        column.addWidget(Columns(cells, len(cells), least=150))

    @property
    def first(self) -> str:
        """The id of the row that is shown by program until another is chosen."""
        return LARGE_ROWS[self.form.form][0][0]

    def show_state(self, state: Statewide) -> None:
        """Show the sums."""
        self.sentence.setText(state.sentence)
        self._card.setVisible(bool(state.sentence))
        for row_id, figure in self._large.items():
            figure.set_number(state.row(row_id).shown)


class ByProgram(Card):
    """One row of the form, a bar for each program; a share shows the counts above its line."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = Heading("", level=2, wrap=True)
        self._chart: BarChart | None = None
        self.body.addWidget(self.heading)

    def show_row(self, state: Statewide, row: StateRow) -> None:
        """Show a row; a percentage is shown by the counts it is a share of."""
        counts = state.form.row(row.id).counts
        shown = state.row(counts.numerator) if counts.measure == "percent" else row
        title = self.tr("By program: {row}").format(row=shown.label)
        self.heading.setText(title)
        labels = [sender.short for sender in state.senders]
        values = [value if isinstance(value, int) else 0 for value in shown.by_program]
        chart = BarChart(title, labels, [Series(shown.label, values)])
        chart.setMinimumHeight(px(210))
        if self._chart is not None:
            self.body.replaceWidget(self._chart, chart)
            self._chart.hide()
            self._chart.deleteLater()
        else:
            self.body.addWidget(chart)
        self._chart = chart
