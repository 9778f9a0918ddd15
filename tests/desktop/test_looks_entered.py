"""Whatever shows a record, or finds one by what is typed, is entered in the record of access."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

import desktop
from desktop.dialogs.history import HistoryDialog
from desktop.dialogs.intake import IntakeDialog
from desktop.dialogs.quicklog import QuickLogDialog
from desktop.forms.references import ReferenceEditor
from desktop.lists.filterpanel import FilterPanel
from desktop.pages.calendar.choosing import CaseChoice
from desktop.shell.dialogs import OpenDialogs
from desktop.shell.places import make_page
from desktop.withheld import noted_by
from storage.usecases.access.reading import Wanted, order, rows
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.desktop.at_desk import AtDesk, at_desk, over
from tests.desktop.conftest import Show, delete
from tests.desktop.desks import Sessions, sessions
from tests.desktop.test_access_record import shown_entries
from tests.storage.builders import add_case

__all__ = ["at_desk", "over", "sessions"]

WITHOUT_PEOPLE = {"clocks/part.py", "dialogs/viewer/bar.py", "widgets/checklist.py"}
"""Searches among rules, in a document whose opening is entered, and among the codes of a list."""


def entered(at_desk: AtDesk, act: str) -> list[str]:
    """Return what was said with the entries of ``act``, once nothing waits any more."""
    at_desk.context.looks.flush()
    at_desk.rest()
    return [one.why for one in shown_entries(at_desk, Wanted(act=act))]


def searches(at_desk: AtDesk) -> list[str]:
    return entered(at_desk, "search")


def test_the_history_of_a_record_is_entered_and_again_when_it_is_back_after_a_lock(
    at_desk: AtDesk, over: QWidget, clock: FixedClock
) -> None:
    case, _ = at_desk.write(add_case)
    target = {"kind": "case", "record": case.id.hex()}
    at_desk.context.open("history", target)
    assert entered(at_desk, "open") == ["Its history"]
    clock.pass_time(hours=9)
    kept = {"id": "history", "target": target, "place": {}, "spot": {}}
    OpenDialogs(over, at_desk.lanes, at_desk.context).restore_place([kept])
    assert entered(at_desk, "open") == ["Its history", "Its history"]
    for dialog in over.findChildren(HistoryDialog):
        delete(dialog)


def test_every_unlock_of_the_window_is_entered_with_what_opened_it(
    sessions: Sessions, workspace: Workspace
) -> None:
    keys: list[int] = []
    for by in ("passphrase", "PIN", ""):
        sessions.start(by)
        sessions.end()
        new = set(workspace.read(order, Wanted(act="unlock"))) - set(keys)
        keys += new
        assert [one.why for one in workspace.read(rows, [*new]).values()] == [by]


@pytest.mark.parametrize(
    ("name", "target", "kind"),
    [
        ("safetycard", {"plan": "01"}, "safety_plan"),
        ("plainplan", {"plan": "01"}, "safety_plan"),
        ("copypanel", {"case": "01"}, "case"),
        ("sameperson", {"kind": "person", "record": "01"}, "person"),
        ("misfiled", {"kind": "note", "record": "01"}, "note"),
    ],
)
def test_a_dialog_that_shows_a_record_is_entered(name: str, target: Any, kind: str) -> None:
    assert noted_by(name, target) == (kind, b"\x01")


def test_a_record_that_is_yet_to_be_written_is_no_look(at_desk: AtDesk) -> None:
    case, _ = at_desk.write(add_case)
    at_desk.context.open("record", {"kind": "note", "case": case.id.hex()})
    at_desk.context.open("quicklog", {"case": case.id.hex()})
    assert entered(at_desk, "open") == []


@pytest.fixture
def across(at_desk: AtDesk, shown: Show) -> Iterator[Any]:
    page: Any = make_page("across", at_desk.lanes, at_desk.context)
    shown(page)
    page.open({"tab": "court_event"})
    at_desk.rest()
    yield page
    at_desk.rest()


def test_what_is_searched_and_filtered_in_a_list_is_entered(across: Any, at_desk: AtDesk) -> None:
    panel = across.panels["court_event"]
    QTest.keyClicks(panel.search, "rivera")
    panel.search._search()
    assert searches(at_desk) == ["rivera"]
    panel.tools.filter_column("outcome")
    (asked,) = panel.tools.filter_button.findChildren(FilterPanel)
    asked.first.setText("dismissed")
    asked.apply()
    assert sorted(searches(at_desk)) == ["dismissed", "rivera"]


def test_a_new_case_enters_whom_its_name_found_and_keeps_no_name_that_nobody_has(
    at_desk: AtDesk, over: QWidget
) -> None:
    at_desk.write(add_case, "Renee", "Okafor")
    dialog = IntakeDialog(at_desk.lanes, at_desk.context, {}, over)
    dialog.open()
    for family, found in (("Zuniga", []), ("Okafor", ["Okafor"])):
        dialog.sheets.form("person").start_with({"family_name": family})
        dialog._look_for_alike()
        at_desk.rest()
        assert searches(at_desk) == found
    delete(dialog)


def test_whoever_is_taken_at_once_in_quick_log_is_no_search_and_a_list_that_is_read_is_one(
    at_desk: AtDesk, over: QWidget
) -> None:
    at_desk.write(add_case)
    dialog = QuickLogDialog(at_desk.lanes, at_desk.context, {}, over)
    dialog.open()
    at_desk.rest()
    QTest.keyClicks(dialog.whom.line, "mar")
    at_desk.rest()
    dialog.whom.take_what_is_typed()
    at_desk.rest()
    assert searches(at_desk) == []
    QTest.keyClicks(dialog.whom.line, "ved")
    at_desk.rest()
    assert searches(at_desk) == ["ved"]
    delete(dialog)


def test_a_name_typed_to_choose_a_case_is_entered(at_desk: AtDesk, over: QWidget) -> None:
    at_desk.write(add_case)
    dialog = CaseChoice(at_desk.lanes, at_desk.context, over, "Hearing", print)
    editor = dialog.editor
    assert isinstance(editor, ReferenceEditor)
    QTest.keyClicks(editor.line, "vega")
    at_desk.rest()
    assert searches(at_desk) == ["vega"]
    delete(dialog)


def test_every_search_that_may_find_people_is_entered() -> None:
    root = Path(desktop.__file__).parent
    unsaid = set()
    for path in root.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
        made = any(getattr(call.func, "id", "") == "SearchField" for call in calls)
        if made and "looks.searched" not in text:
            unsaid.add(path.relative_to(root).as_posix())
    assert unsaid == WITHOUT_PEOPLE
