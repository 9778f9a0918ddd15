"""Typed values in the editors of a form, and cells in a file that is imported: the real doors."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.forms.days import DayEditor, PartialDayEditor
from desktop.forms.lines import LineEditor, TimeEditor, WholeEditor
from desktop.forms.moments import MomentEditor
from storage.exchange.exporting import export_files
from storage.spec.fields import Day, Moment, PartialDay, TimeOfDay, Whole
from storage.workspace import Workspace
from tests.badinputs.typed import BORN, CELLS, DAYS, MOMENTS, NO, NUMBERS, TIMES
from tests.conftest import FixedClock
from tests.exchange.files import CASE, PERSON, rejects_of, take_in

TODAY = date(2026, 3, 4)
NOW = FixedClock(datetime(2026, 3, 9, 15, tzinfo=UTC))
EDITORS: dict[str, Callable[[], LineEditor]] = {
    "day": lambda: DayEditor(Day(label="Day"), TODAY),
    "born": lambda: PartialDayEditor(PartialDay(label="Born"), TODAY),
    "time": lambda: TimeEditor(TimeOfDay(label="Time")),
    "moment": lambda: MomentEditor(Moment(label="Moment"), NOW),
    "number": lambda: WholeEditor(Whole(label="Number", maximum=1_440)),
}
TYPED = [
    (kind, item, typed, expected == NO)
    for kind, table in (
        ("day", DAYS), ("born", BORN), ("time", TIMES), ("moment", MOMENTS), ("number", NUMBERS),
    )
    for item, typed, expected in table
    if typed
]  # fmt: skip
COLUMNS = {
    "day": ("contact.csv", "case,on", "C-1,{}", "on"),
    "whole": ("contact.csv", "case,on,minutes", "C-1,2026-03-02,{}", "minutes"),
    "time": ("contact.csv", "case,on,started_at", "C-1,2026-03-02,{}", "started_at"),
    "moment": ("missing_episode.csv", "case,person,identified_at", "C-1,P-1,{}", "identified_at"),
    "partial": ("person.csv", "role,born_on", "primary_victim,{}", "born_on"),
}
_NEVER = frozenset(
    (
        "0001-01-01T00:00:00Z",
        "1899-12-31T23:59:59Z",
        "2038-01-19T03:14:08Z",
        "9999-12-31T23:59:59Z",
    )
)
"""Moments that read, still to come or of years that no record has."""


@pytest.mark.parametrize(("kind", "item", "typed", "refused"), TYPED)
def test_what_is_typed_into_a_form_is_taken_or_stays_with_the_reason_under_it(
    qtbot: QtBot, kind: str, item: int, typed: str, *, refused: bool
) -> None:
    editor = EDITORS[kind]()
    qtbot.addWidget(editor)
    editor.line.insert(typed)
    put = editor.line.text()
    assert bool(editor.problem()) == refused, item
    editor.line.editingFinished.emit()
    if refused:
        assert editor.line.text() == put
        assert editor.problem().endswith(".")
        return
    value = editor.value()
    assert value is not None
    # What it was rewritten as on leaving says the same.
    editor.line.setText(f" {editor.line.text()} ")
    assert editor.value() == value


@pytest.mark.parametrize(("kind", "item", "cell", "reads"), CELLS)
def test_a_cell_of_a_file_comes_in_exactly_or_its_row_and_column_are_named(
    workspace: Workspace, tmp_path: Path, kind: str, item: int, cell: str, *, reads: bool
) -> None:
    name, header, row, column = COLUMNS[kind]
    files = {"person.csv": PERSON, "case.csv": CASE}
    quoted = f'"{cell}"' if "," in cell else cell
    files[name] = f"{header}\n{row.format(quoted)}\n"
    if name == "person.csv":
        del files["case.csv"]
    if reads and cell not in _NEVER:
        take_in(workspace, tmp_path, files)
        assert cell.strip() in workspace.read(export_files).files[name].decode(), item
    else:
        (reject,) = rejects_of(workspace, tmp_path, files)
        assert reject.startswith(f"{name}, row 2, {column}: "), item
        assert len(reject) < 200
