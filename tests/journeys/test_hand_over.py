"""A coordinator hands a case to a colleague, whose own laptop shows it after the next sync."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.dialogs.handover import HandOverDialog
from desktop.dialogs.record import RecordDialog
from desktop.lists.table import RecordTable
from desktop.widgets.inputs import LineEdit
from storage.domain.kinds.case import Case
from storage.domain.kinds.task import Task
from storage.tables.records import fetch
from storage.usecases.changes import Changes
from storage.usecases.records import Add, Edit, save
from storage.usecases.transaction import Transaction
from tests.conftest import FixedClock, Template
from tests.desktop.desks import Sessions
from tests.desktop.syncing.office import (
    Ana,
    ana,
    lena,
    new_folder,
    new_template,
    served,
    settle,
    sync,
)
from tests.journeys.walking import Walker, rows_of
from tests.storage.builders import add_case

__all__ = ["ana", "lena", "new_folder", "new_template", "served"]

TODAY = date(2026, 3, 4)
AWAY = "Lena Ortiz stands in for Ana Reyes, Mon Mar 9 to Fri Mar 13"
READING = "Read the case and meet the youth after the hand-over"
PROMISED = {"Marisol": ("Call the school", "Ask for the date"), "Dov": (), "Tess": ()}


@pytest.fixture
def anas_window(
    ana: Ana, lena: Sessions, folder: Path, template: Template, clock: FixedClock, qtbot: QtBot
) -> Iterator[Sessions]:
    """Sessions of Ana's laptop, on which three cases were begun since Lena joined."""
    assert not lena.living
    for name, tasks in PROMISED.items():
        ana.workspace.write(_begin, name, "Lena Ortiz" if name == "Tess" else "Ana Reyes", tasks)
    ana.workspace.close()
    sessions = Sessions(folder, template.key, clock, qtbot)
    yield sessions
    sessions.end()


def test_a_hand_over(anas_window: Sessions, lena: Sessions, qtbot: QtBot) -> None:
    session = anas_window.start()
    walker = Walker(session, qtbot)
    choose_the_heaviest_case(walker)
    hand_it_over(walker)
    say_who_stands_in(walker)
    sync(session, qtbot)
    anas_window.end()

    session = lena.start()
    settle(session, qtbot)
    walker = Walker(session, qtbot)
    see_it_on_ones_own_laptop(walker)


def choose_the_heaviest_case(walker: Walker) -> None:
    """The heaviest caseload stands first, and in it the heaviest case."""
    walker.press("Ctrl+0")
    coordinators = walker.find(RecordTable, "team-coordinators")
    assert coordinators.hasFocus()
    walker.press("Home")
    assert coordinators.current() == "Ana Reyes"
    cases = walker.find(RecordTable, "team-cases")
    assert cases.count() == 2
    cases.setFocus()
    walker.press("Home")
    assert cases.selected() == [cases.keys[0]]


def hand_it_over(walker: Walker) -> None:
    """Of Ana's two cases the chosen one alone is ticked; nothing of a child can be read here."""
    walker.push("Hand over")
    dialog = walker.front()
    assert isinstance(dialog, HandOverDialog)
    assert len(dialog.chosen()) == 1
    assert walker.find(LineEdit, "handover-to").hasFocus()
    walker.write_here("Lena Ortiz")
    assert "Vega" not in walker.words()
    walker.push("Hand over")
    assert walker.front() is walker.window
    assert "Handed over to Lena Ortiz" in walker.words()


def say_who_stands_in(walker: Walker) -> None:
    walker.push("Add coverage")
    assert isinstance(walker.front(), RecordDialog)
    for field, words in (
        ("away", "Ana Reyes"),
        ("covered_by", "Lena Ortiz"),
        ("from_on", "3/9/2026"),
        ("until_on", "3/13/2026"),
    ):
        walker.fill(field, words)
    walker.press("Ctrl+Return")
    assert AWAY in walker.words()


def see_it_on_ones_own_laptop(walker: Walker) -> None:
    """Today has what was promised in it, its head who led it, the team page who stands in."""
    said = walker.words()
    assert "2 Open cases" in said
    for promise in PROMISED["Marisol"]:
        assert f"Vega, Marisol \u00b7 {promise}" in said
    owners = {row["text"]: row["owner"] for row in walker.read(rows_of, "task")}
    assert owners.pop(READING) == "Lena Ortiz"
    assert owners == dict.fromkeys(PROMISED["Marisol"], "Lena Ortiz")
    walker.press("Ctrl+K")
    walker.write_here("mar")
    walker.press("Return")
    assert "Lena Ortiz \u00b7 back-up Ana Reyes" in walker.words()
    walker.press("Ctrl+0")
    assert AWAY in walker.words()


def _begin(transaction: Transaction, name: str, lead: str, tasks: tuple[str, ...]) -> Changes:
    case, _ = add_case(transaction, name, "Vega")
    led = fetch(transaction.connection, Case, case.id)
    assert led is not None
    promised = [
        Task(
            id=transaction.new_id(),
            case=case.id,
            text=text,
            due_on=TODAY,
            status="open",
            owner=lead,
        )
        for text in tasks
    ]
    return save(
        transaction, [Edit(led, replace(case, coordinator=lead)), *map(Add, promised)], "promise"
    )
