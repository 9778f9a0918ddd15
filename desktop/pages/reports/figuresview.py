"""The figures of one form: the sentence, the large numbers, every row, the checks."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.pages.reports.reading import Counted
from desktop.theme import px
from desktop.widgets.buttons import QuietButton
from desktop.widgets.card import Card
from desktop.widgets.chip import Chip
from desktop.widgets.columns import Columns
from desktop.widgets.figure import Figure
from desktop.widgets.labels import Heading, Label, Muted
from desktop.widgets.tooltips import set_tooltip
from desktop.wording.figures import LARGE_ROWS
from storage.reports.checking import CheckResult
from storage.reports.figures import Figures, Row
from storage.reports.missing import Missing


class NumberButton(QuietButton):
    """A number in a row; pressing it opens the records behind it."""


class Sentence(Heading):
    """The headline in words."""


class FiguresView(QWidget):
    """Built once for a form and filled again and again; nothing in it moves when it is."""

    pressed = Signal(str)
    """The id of the row whose number was pressed."""
    check_pressed = Signal(object)
    missing_pressed = Signal(object)

    def __init__(self, figures: Figures) -> None:
        super().__init__()
        self.shape = shape_of(figures)
        self._numbers: dict[str, NumberButton] = {}
        self._before: dict[str, Muted] = {}
        self._large: dict[str, Figure] = {}
        self._before_heads: list[Muted] = []
        self.sentence = Sentence("", level=2, wrap=True)
        self._basis = QVBoxLayout()
        self._missing = Card(self.tr("Missing before you can submit"))
        self._missing_lines = QVBoxLayout()
        self._missing.body.addLayout(self._missing_lines)
        self._checks = Card(self.tr("Checks"))
        self._check_lines = QVBoxLayout()
        self._checks.body.addLayout(self._check_lines)
        self._lay_out(figures)

    def show_counted(self, counted: Counted) -> None:
        """Show these figures, of the form the view was built for."""
        figures, before = counted.figures, counted.before
        self.sentence.setText(figures.sentence)
        for row in figures.rows:
            self._show_row(row, before)
        for head in self._before_heads:
            head.setText(before.period.words() if before else "")
            head.setVisible(before is not None)
        self._show_basis(figures)
        self._show_missing(counted.missing)
        self._show_checks(figures.checks)

    def number(self, row: str) -> QWidget | None:
        """Return the button of a row."""
        return self._numbers.get(row)

    def _show_row(self, row: Row, before: Figures | None) -> None:
        if row.id in self._large:
            self._large[row.id].set_number(row.shown)
        button = self._numbers[row.id]
        button.setText(row.shown)
        button.setProperty("zero", row.value in (0, None))
        button.setAccessibleName(f"{row.label}: {row.shown}")
        button.style().unpolish(button)
        button.style().polish(button)
        self._before[row.id].setText(before.row(row.id).shown if before else "")
        self._before[row.id].setVisible(before is not None)

    def _lay_out(self, figures: Figures) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(14))
        head = Card()
        head.body.addWidget(self.sentence)
        self.sentence.setVisible(bool(figures.sentence))
        head.body.addLayout(self._basis)
        large = self._large_figures(figures)
        if figures.sentence:
            column.addWidget(head)
        if large:
            column.addWidget(Columns([(figure, 1) for figure in large], len(large), least=150))
        column.addWidget(self._missing)
        if not figures.sentence:
            column.addWidget(head)
        for section, title in figures.sections:
            column.addWidget(self._section(title, figures.rows_of(section)))
        column.addWidget(self._checks)
        column.addStretch(1)

    def _large_figures(self, figures: Figures) -> list[Figure]:
        found = []
        for row_id, icon in LARGE_ROWS.get(figures.form, ()):
            row = next((row for row in figures.rows if row.id == row_id), None)
            if row is not None:
                figure = Figure(row.label.removesuffix(", percent"), icon, row.rule)
                figure.setObjectName(f"reports_large_{row.id}")
                figure.clicked.connect(lambda _=False, row_id=row_id: self.pressed.emit(row_id))
                self._large[row_id] = figure
                found.append(figure)
        return found

    def _section(self, title: str, rows: tuple[Row, ...]) -> Card:
        card = Card(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(14))
        grid.setVerticalSpacing(px(1))
        grid.setColumnStretch(0, 1)
        head = Muted("")
        self._before_heads.append(head)
        grid.addWidget(head, 0, 2, alignment=Qt.AlignmentFlag.AlignRight)
        for line, row in enumerate(rows, start=1):
            label = Label(row.label, wrap=True)
            set_tooltip(label, row.rule)
            button = NumberButton("")
            button.setObjectName(f"reports_row_{row.id}")
            button.setAccessibleDescription(row.rule)
            button.clicked.connect(lambda _=False, row_id=row.id: self.pressed.emit(row_id))
            before = Muted("")
            before.setMinimumWidth(px(64))
            before.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._numbers[row.id], self._before[row.id] = button, before
            grid.addWidget(label, line, 0)
            grid.addWidget(button, line, 1, alignment=Qt.AlignmentFlag.AlignRight)
            grid.addWidget(before, line, 2, alignment=Qt.AlignmentFlag.AlignRight)
        grid.setColumnMinimumWidth(1, px(76))
        card.body.addLayout(grid)
        return card

    def _show_missing(self, missing: tuple[Missing, ...]) -> None:
        self._missing.setVisible(bool(missing))
        _clear(self._missing_lines)
        for one in missing:
            button = QuietButton(one.text, "triangle-alert")
            button.setObjectName(f"reports_missing_{one.text.partition(' without ')[2]}")
            button.clicked.connect(lambda _=False, one=one: self.missing_pressed.emit(one))
            self._missing_lines.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)

    def _show_checks(self, checks: tuple[CheckResult, ...]) -> None:
        self._checks.setVisible(bool(checks))
        _clear(self._check_lines)
        for check in checks:
            self._check_lines.addWidget(self._check_line(check))

    def _check_line(self, check: CheckResult) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(10))
        if check.holds:
            row.addWidget(Chip(self.tr("Holds"), "ok", "circle-check"))
        else:
            row.addWidget(Chip(self.tr("Does not hold"), "warn", "triangle-alert"))
        row.addWidget(Label(" ".join(filter(None, (check.text, check.detail))), wrap=True), 1)
        if not check.holds:
            button = QuietButton(self.tr("Show the records"))
            button.setObjectName(f"reports_check_{check.id}")
            button.clicked.connect(lambda: self.check_pressed.emit(check))
            row.addWidget(button)
        return line

    def _show_basis(self, figures: Figures) -> None:
        _clear(self._basis)
        for note in figures.footnotes:
            self._basis.addWidget(Label(note, wrap=True))
        self._basis.addWidget(Muted(" ".join(figures.basis), wrap=True))


def shape_of(figures: Figures) -> tuple[str, str]:
    """Return what must be equal for a view to be filled again."""
    return figures.form, figures.version


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
