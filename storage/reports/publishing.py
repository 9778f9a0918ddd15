"""The state's figures for anybody's eyes: small numbers blank, and nothing that gives them away.

What MACA sees on its own screen are the true figures. This is what may be printed, saved and
published: every count of people, contacts or services below 11 is hidden, with as many others as
it takes that none can be worked out from sums, from the rules of the form, or from percentages.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from storage.domain.periods import MonthDay
from storage.reports.form import FormCheck
from storage.reports.percent import shown
from storage.reports.printing import Printing, report_pdf
from storage.reports.rendering import safe_cell
from storage.reports.statewide import StateRow, Statewide, labels
from storage.reports.suppression import THRESHOLD, Cell, Equation, suppressed
from storage.reports.wording import filled

ALL = "all"
"""The column of the sums; the others are numbered by program."""
HIDDEN = "hidden"
"""What stands in place of a number that may not be published."""

_Column = str | int


@dataclass(frozen=True, slots=True)
class Published:
    """The figures of the state with what may be shown of each, and how many numbers are hidden."""

    statewide: Statewide
    hidden: frozenset[Cell]

    def shown(self, row: StateRow, column: _Column) -> str:
        """Return what is published of a row in a column."""
        value = row.total if column == ALL else row.by_program[int(column)]
        return HIDDEN if self._is_hidden(row.id, column) else shown(value, row.unit)

    def _is_hidden(self, row_id: str, column: _Column) -> bool:
        counts = self.statewide.form.row(row_id).counts
        if counts.measure == "percent":
            sides = (counts.numerator, counts.denominator)
            return any((side, column) in self.hidden for side in sides)
        return (row_id, column) in self.hidden


def published(statewide: Statewide) -> Published:
    """Return what may be published of ``statewide``."""
    columns: list[_Column] = [ALL, *range(len(statewide.senders))]
    cells: dict[Cell, int] = {
        (row.id, column): value
        for row in statewide.rows
        if row.unit not in {"percent", "activities"}
        for column, value in zip(columns, (row.total, *row.by_program), strict=True)
        if isinstance(value, int)
    }
    equations = [*_sums(statewide, cells), *_rules(statewide, columns)]
    return Published(statewide, suppressed(cells, equations, dear=_is_sum))


def as_csv(found: Published) -> bytes:
    """Return one line for each row, one column for the sum and for each program."""
    state = found.statewide
    head = ["id", "section", "label", "unit", "sum over programs"]
    names = [safe_cell(sender.name) for sender in state.senders]
    titles = {section.id: section.title for section in state.form.sections}
    lines = [[*head, *names]]
    for row in state.rows:
        texts = [safe_cell(text) for text in (row.id, titles[row.section], row.label, row.unit)]
        values = [found.shown(row, column) for column in (ALL, *range(len(names)))]
        lines.append([*texts, *(_plain(value) for value in values)])
    lines += [[], *([safe_cell(note)] for note in notes(found, found.hidden))]
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(lines)
    return file.getvalue().encode()


def as_pdf(found: Published, printing: Printing) -> bytes:
    """Return the sums as tagged PDF, with the programs they are sums over."""
    state = found.statewide
    texts = _texts(found)
    content = {
        "title": f"{state.form.title}, sums over programs",
        "subtitle": state.form.subtitle,
        "period": state.period.words(),
        "sentence": filled(state.form.sentence, texts),
        "basis": notes(found, frozenset(filter(_is_sum, found.hidden))),
        "sections": [
            {
                "title": section.title,
                "rows": [
                    {"id": row.id, "label": row.label, "value": texts[row.id]}
                    for row in state.rows_of(section.id)
                ],
            }
            for section in state.form.sections
        ],
    }
    return report_pdf(content, printing)


def notes(found: Published, hidden: frozenset[Cell]) -> list[str]:
    """Return what a reader must know beside figures of which those in ``hidden`` are blank."""
    state, names = found.statewide, labels()
    resets = MonthDay.parse(state.form.new_resets).words() if state.form.new_resets else ""
    places = _texts(found) | {"new_resets": resets}
    said = [
        f"Sums over {len(state.senders)} of {state.expected} programs.",
        "A person served by two programs is counted by both; this cannot be removed.",
        "Programs: " + "; ".join(sender.name for sender in state.senders) + ".",
    ]
    if state.missing:
        said.append("Not sent: " + "; ".join(names[code] for code in state.missing) + ".")
    if state.lost:
        names_lost = "; ".join(state.lost)
        said.append(f"As sent before; the server does not have them now: {names_lost}.")
    if hidden:
        count = "1 number is" if len(hidden) == 1 else f"{len(hidden)} numbers are"
        said.append(
            f"{count} hidden: below {THRESHOLD}, or one from which such a number could be worked "
            "out."
        )
    return [*said, *(filled(text, places) for text in state.form.basis)]


def _texts(found: Published) -> dict[str, str]:
    state = found.statewide
    return {row.id: found.shown(row, ALL) for row in state.rows} | {"period": state.period.words()}


def _sums(statewide: Statewide, cells: Mapping[Cell, int]) -> Iterator[Equation]:
    for row in statewide.rows:
        parts = tuple((row.id, n) for n in range(len(row.by_program)) if (row.id, n) in cells)
        if parts:
            yield Equation(parts, ((row.id, ALL),))


def _rules(statewide: Statewide, columns: list[_Column]) -> Iterator[Equation]:
    """Yield what the form's own checks say about the numbers of every column."""
    for check in statewide.form.checks:
        if not _says_something(statewide, check):
            continue
        for left in ((row,) for row in check.left) if check.each else (check.left,):
            for column in columns:
                yield Equation(
                    tuple((row, column) for row in left),
                    tuple((row, column) for row in check.right),
                    exact=check.rule == "eq",
                )


def _says_something(statewide: Statewide, check: FormCheck) -> bool:
    """Tell whether the sides of ``check`` count alike, so that their difference is a count."""
    rows = (*check.left, *check.right)
    if check.rule == "explained" or len(set(rows)) < len(rows):
        return False
    if check.when and not _starts_new_year(statewide):
        return False
    units = {statewide.form.row(row).unit for row in rows}
    return units <= {"people", "contacts"} or units == {"times"}


def _starts_new_year(statewide: Statewide) -> bool:
    resets, start = statewide.form.new_resets, statewide.period.start
    return bool(resets) and MonthDay.parse(resets).on_or_before(start) == start


def _is_sum(cell: Cell) -> bool:
    return isinstance(cell, tuple) and cell[-1] == ALL


def _plain(text: str) -> str:
    """Return a number as spreadsheets read one."""
    return text.replace(",", "") if text[:1].isdigit() else text
