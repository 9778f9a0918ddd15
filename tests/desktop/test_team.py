from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.dialogs.handover import HandOverDialog
from desktop.pages.team import TeamPage
from desktop.pages.today import TodayPage
from desktop.widgets.checklist import TickList
from desktop.widgets.figure import Figure
from desktop.widgets.inputs import ChoiceBox
from desktop.widgets.labels import Label
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.task import Task
from storage.domain.kinds.time_entry import Coverage
from storage.tables.records import fetch
from storage.usecases.changes import Changes
from storage.usecases.records import Add, Edit, save
from storage.usecases.transaction import Transaction
from storage.usecases.undo import undo
from tests.desktop.at_desk import AtDesk, at_desk
from tests.desktop.conftest import Show
from tests.storage.builders import add_case

__all__ = ["at_desk"]

TODAY = date(2026, 3, 4)


def _case(transaction: Transaction, coordinator: str, status: str) -> tuple[RecordId, Changes]:
    case, _ = add_case(transaction)
    stored = fetch(transaction.connection, Case, case.id)
    assert stored is not None
    after = replace(stored.record, coordinator=coordinator, status=status)
    return case.id, save(transaction, [Edit(stored, after)], "assign")


def _add(transaction: Transaction, cls: type[Any], values: dict[str, Any]) -> Changes:
    return save(transaction, [Add(cls(id=transaction.new_id(), **values))], "add")


@pytest.fixture
def cases(at_desk: AtDesk) -> list[RecordId]:
    """Two cases of Ana Reyes, the second acute; one of Rosa Lind."""
    return [
        at_desk.write(_case, name, status)
        for name, status in (
            ("Ana Reyes", "monitoring"),
            ("Ana Reyes", "active_acute"),
            ("Rosa Lind", "monitoring"),
        )
    ]


@pytest.fixture
def page(at_desk: AtDesk, shown: Show, cases: list[RecordId]) -> TeamPage:
    assert cases
    made = TeamPage(at_desk.lanes, at_desk.context)
    shown(made)
    made.open({})
    at_desk.rest()
    return made


def test_the_heaviest_caseload_stands_first_and_opens_its_cases(
    page: TeamPage, at_desk: AtDesk, cases: list[RecordId]
) -> None:
    assert page.table.count() == 2
    assert page.table.select("Ana Reyes")
    at_desk.rest()
    assert page.cases.count() == 2
    page.cases.select(cases[1])
    page.cases.opened.emit(cases[1])
    assert at_desk.went[-1].target == {"case": cases[1].hex()}


def test_a_new_task_makes_the_caseload_heavier_at_once(page: TeamPage, at_desk: AtDesk) -> None:
    page.table.select("Rosa Lind")
    at_desk.rest()
    chart = page.chart
    assert chart is not None
    before = chart.accessibleDescription()
    case = at_desk.write(_case, "Rosa Lind", "active_acute")
    at_desk.write(_add, Task, {"case": case, "text": "Call", "due_on": TODAY, "status": "open"})
    at_desk.rest()
    at_desk.rest()
    assert page.cases.count() == 2
    assert page.chart is not None
    assert page.chart.accessibleDescription() != before


def test_who_stands_in_is_said_in_a_sentence(page: TeamPage, at_desk: AtDesk) -> None:
    values = {
        "away": "Ana Reyes",
        "covered_by": "Rosa Lind",
        "from_on": TODAY,
        "until_on": date(2026, 3, 6),
    }
    at_desk.write(_add, Coverage, values)
    at_desk.rest()
    at_desk.rest()
    texts = [label.text() for label in page.coverage.findChildren(Label)]
    assert any(text.startswith("Rosa Lind stands in for Ana Reyes, Today to") for text in texts)


def test_the_page_is_left_and_found_again_as_it_was(
    page: TeamPage, at_desk: AtDesk, shown: Show
) -> None:
    page.table.select("Ana Reyes")
    at_desk.rest()
    again = TeamPage(at_desk.lanes, at_desk.context)
    shown(again)
    again.restore_place(page.place())
    at_desk.rest()
    assert again.cases.count() == 2


def _dialog(at_desk: AtDesk, page: TeamPage, **target: Any) -> HandOverDialog:
    made = HandOverDialog(at_desk.lanes, at_desk.context, target, page)
    made.open()
    at_desk.rest()
    return made


def test_ticked_cases_are_handed_over_and_taken_back(
    page: TeamPage, at_desk: AtDesk, cases: list[RecordId]
) -> None:
    dialog = _dialog(at_desk, page, **{"from": "Ana Reyes", "cases": [cases[0].hex()]})
    assert dialog.chosen() == [cases[0]]
    dialog.to.setText("Rosa  Lind")
    dialog.save()
    at_desk.rest()
    at_desk.rest()
    assert at_desk.said[-1].text == "Handed over to Rosa Lind"
    assert page.table.count() == 2
    page.table.select("Rosa Lind")
    at_desk.rest()
    assert page.cases.count() == 2
    dot = at_desk.said[-1].undo
    assert dot is not None
    at_desk.write(undo, dot)
    at_desk.rest()
    at_desk.rest()
    assert page.cases.count() == 1


def test_nobody_to_take_them_is_said_and_what_was_ticked_stays(
    page: TeamPage, at_desk: AtDesk
) -> None:
    dialog = _dialog(at_desk, page, **{"from": "Ana Reyes"})
    assert len(dialog.chosen()) == 2
    listed = dialog.findChild(TickList, "handover-cases")
    assert listed is not None
    listed.setCurrentRow(0)
    QTest.keyClick(listed, Qt.Key.Key_Space)
    dialog.save()
    at_desk.rest()
    assert "choose who takes" in dialog.banner.text
    place = dialog.place()
    again = _dialog(at_desk, page, **{"from": "Ana Reyes"})
    again.restore_place(place)
    assert again.chosen() == dialog.chosen()


def _open_cases(page: TodayPage) -> int:
    figure = page.findChild(Figure, "today-cases")
    assert figure is not None
    return int(figure.accessibleName().split()[0])


def test_who_stands_in_finds_those_cases_on_today(at_desk: AtDesk, shown: Show) -> None:
    at_desk.write(_case, "Rosa Lind", "active_acute")
    at_desk.write(_case, "Ana Reyes", "monitoring")
    at_desk.write(_case, "Ana Reyes", "monitoring")
    values = {"away": "Rosa Lind", "covered_by": "Ana Reyes", "from_on": TODAY, "until_on": TODAY}
    at_desk.write(_add, Coverage, values)
    page = TodayPage(at_desk.lanes, at_desk.context)
    shown(page)
    page.open({})
    at_desk.rest()
    whose = page.findChild(ChoiceBox, "today-whose")
    assert whose is not None
    assert [whose.itemData(row) for row in range(whose.count())] == [True, False, "Rosa Lind"]
    assert _open_cases(page) == 2
    whose.setCurrentIndex(2)
    whose.activated.emit(2)
    at_desk.rest()
    assert _open_cases(page) == 1
    again = TodayPage(at_desk.lanes, at_desk.context)
    shown(again)
    again.restore_place(page.place())
    at_desk.rest()
    assert _open_cases(again) == 1
