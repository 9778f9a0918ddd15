"""Tasks: written in one line, done with one key, and the day that ends against its calendar."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, time
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.dialogs.dayend import DayEndDialog
from desktop.dialogs.dayend.row import ReasonPanel
from desktop.dialogs.newtask import NewTaskDialog
from desktop.pages.tasks import TasksPage
from desktop.widgets.buttons import Button
from desktop.widgets.labels import Heading, Label
from storage.domain.ids import RecordId, text_of
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.task import Task
from storage.tables.records import fetch
from storage.usecases.records import Add, save
from storage.usecases.tasks import TaskFilter, task_order
from storage.usecases.transaction import Transaction
from storage.usecases.undo import undo
from tests.desktop.conftest import Show, delete
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.storage.builders import add_case

__all__ = ["page_desk"]

TODAY = date(2026, 3, 4)
Opened = TypeVar("Opened", NewTaskDialog, DayEndDialog)


def add(transaction: Transaction, record: Any) -> RecordId:
    made = replace(record, id=transaction.new_id())
    save(transaction, [Add(made)], "add")
    return RecordId(made.id)


def add_task(desk: PageDesk, text: str = "Call the DCF office", **values: Any) -> RecordId:
    usual = {"due_on": TODAY, "status": "open", "owner": "Ana Reyes"}
    return desk.workspace.write(add, Task(id=RecordId(b""), text=text, **{**usual, **values}))


def task(desk: PageDesk, record: RecordId) -> Task:
    found = desk.workspace.read(fetch, Task, record)
    assert found is not None
    return found.record


def saved(desk: PageDesk) -> Task:
    """Return the one task there is."""
    query = TaskFilter(status="all")
    (record,) = desk.workspace.read(lambda c: task_order(c, query, "due", descending=False))
    return task(desk, record)


@pytest.fixture
def page(page_desk: PageDesk, shown: Show) -> TasksPage:
    page = TasksPage(page_desk.lanes, page_desk.context)
    page.resize(1180, 760)
    shown(page)
    return page


def _open(page: TasksPage, desk: PageDesk, **target: Any) -> None:
    page.open(target)
    desk.settle()
    page.table.setFocus()


def test_space_does_what_is_selected_and_the_notice_takes_it_back(
    page_desk: PageDesk, page: TasksPage
) -> None:
    one, two = add_task(page_desk), add_task(page_desk, "Write the summary")
    third = add_task(page_desk, "Order cards", due_on=date(2026, 3, 9))
    _open(page, page_desk)
    QTest.keyClick(page.table, Qt.Key.Key_Home)
    QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    page_desk.settle()
    assert {task(page_desk, record).status for record in (one, two)} == {"done"}
    assert task(page_desk, third).status == "open"
    assert page.table.count() == 1
    said = page_desk.said[-1]
    assert said.text == "2 tasks done"
    assert said.undo is not None
    page_desk.workspace.write(undo, said.undo)
    assert task(page_desk, one).status == "open"


@pytest.mark.parametrize(
    ("key", "due", "status"),
    [
        ("+", date(2026, 3, 5), "open"),
        ("7", date(2026, 3, 11), "open"),
        ("c", date(2026, 3, 5), "carried"),
    ],
)
def test_one_key_moves_a_task_or_carries_it_over(
    page_desk: PageDesk, page: TasksPage, key: str, due: date, status: str
) -> None:
    record = add_task(page_desk)
    _open(page, page_desk)
    page.table.select(record)
    QTest.keyClicks(page.table, key)
    page_desk.settle()
    moved = task(page_desk, record)
    assert (moved.due_on, moved.status) == (due, status)


def test_a_done_task_can_be_taken_up_again(page_desk: PageDesk, page: TasksPage) -> None:
    record = add_task(page_desk, status="done", done_on=TODAY)
    _open(page, page_desk, status="done")
    page.table.select(record)
    assert page.doing.finish_button.text() == "Not done after all"
    page.doing.finish_button.click()
    page_desk.settle()
    assert task(page_desk, record).status == "open"


def test_nothing_selected_offers_nothing_and_no_task_says_the_next_step(
    page_desk: PageDesk, page: TasksPage
) -> None:
    _open(page, page_desk)
    assert page.empty.isVisible()
    assert not page.table.isVisible()
    record = add_task(page_desk)
    _open(page, page_desk)
    assert not page.doing.finish_button.isEnabled()
    page.table.select(record)
    assert page.doing.finish_button.isEnabled()


def test_the_numbers_and_the_filters_are_of_whoever_is_asked_for(
    page_desk: PageDesk, page: TasksPage
) -> None:
    add_task(page_desk, due_on=date(2026, 3, 1))
    add_task(page_desk, owner="Bo Hale")
    _open(page, page_desk, whose="mine")
    assert page.table.count() == 1
    _open(page, page_desk, whose="all")
    assert page.table.count() == 2
    assert [figure.accessibleName() for figure in page.figures][:2] == [
        "1 Overdue",
        "1 Due today",
    ]
    place = page.place()
    page.search.setText("nothing like it")
    page.restore_place(place)
    page_desk.settle()
    assert (page.search.text(), page.table.count()) == ("", 2)


@pytest.fixture
def over(page_desk: PageDesk, shown: Show) -> QWidget:
    window = page_desk.window()
    shown(window)
    return window


def opening(desk: PageDesk, over: QWidget, cls: type[Opened]) -> Iterator[Callable[..., Opened]]:
    """Yield what opens a dialog about a target; all that were opened are deleted after."""
    made: list[Opened] = []

    def open_dialog(**target: Any) -> Opened:
        dialog = cls(desk.lanes, desk.context, target, over)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        made.append(dialog)
        dialog.open()
        desk.settle()
        return dialog

    yield open_dialog
    for dialog in made:
        delete(dialog)


@pytest.fixture
def new_task(page_desk: PageDesk, over: QWidget) -> Iterator[Callable[..., NewTaskDialog]]:
    yield from opening(page_desk, over, NewTaskDialog)


def test_a_task_is_one_line_and_enter(
    page_desk: PageDesk, new_task: Callable[..., NewTaskDialog]
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    dialog = new_task(case=text_of(case.id))
    QTest.keyClicks(dialog.line, "call DCF office friday 2pm")
    assert dialog.understood.text() == "Call DCF office · Friday, March 6, 2026 · 2:00 PM"
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    page_desk.settle()
    made = saved(page_desk)
    assert (made.text, made.due_on, made.due_at) == ("Call DCF office", date(2026, 3, 6), time(14))
    assert (made.owner, made.case, made.status) == ("Ana Reyes", case.id, "open")
    assert page_desk.said[-1].undo is not None


def test_a_day_set_by_hand_stays_whatever_is_typed_after(
    page_desk: PageDesk, new_task: Callable[..., NewTaskDialog]
) -> None:
    dialog = new_task(on="2026-03-20")
    QTest.keyClicks(dialog.line, "send the release at 9:30 am")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    page_desk.settle()
    made = saved(page_desk)
    assert (made.text, made.due_on) == ("Send the release", date(2026, 3, 20))
    assert made.due_at == time(9, 30)


def test_an_empty_line_is_asked_for_and_nothing_is_saved(
    page_desk: PageDesk, new_task: Callable[..., NewTaskDialog]
) -> None:
    dialog = new_task()
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    assert dialog.notice.isVisible()
    assert page_desk.said == []


def test_a_line_left_unfinished_is_there_again(
    page_desk: PageDesk, new_task: Callable[..., NewTaskDialog]
) -> None:
    dialog = new_task()
    QTest.keyClicks(dialog.line, "call tomorrow")
    dialog.reject()
    page_desk.settle()
    assert new_task().line.text() == "call tomorrow"


@pytest.fixture
def day_end(page_desk: PageDesk, over: QWidget) -> Iterator[Callable[..., DayEndDialog]]:
    yield from opening(page_desk, over, DayEndDialog)


def _press(dialog: DayEndDialog, role: str) -> None:
    buttons = dialog.findChildren(Button)
    next(one for one in buttons if one.objectName().startswith(f"dayend-{role}-")).click()


def _headings(dialog: DayEndDialog) -> list[str]:
    return [label.text() for label in dialog.sheet.findChildren(Heading)] if dialog.sheet else []


def add_hearing(desk: PageDesk, at: time | None = None, on: date = TODAY) -> tuple[Any, RecordId]:
    case, youth = desk.workspace.write(add_case)
    event = CourtEvent(
        id=RecordId(b""), case=case.id, matter="care_and_protection", event_type="status", on=on,
        at=at,
    )  # fmt: skip
    return (case, youth), desk.workspace.write(add, event)


def test_two_court_events_without_a_service_are_one_press_from_quick_log(
    page_desk: PageDesk, day_end: Callable[..., DayEndDialog]
) -> None:
    (case, youth), event = add_hearing(page_desk, time(9))
    add_hearing(page_desk, time(14))
    dialog = day_end()
    assert _headings(dialog)[0] == "Two court events without a service"
    _press(dialog, "open")
    (visit,) = page_desk.opened
    assert (visit.name, dict(visit.target)) == (
        "quicklog",
        {
            "people": [text_of(youth.id)], "case": text_of(case.id), "on": "2026-03-04",
            "event": text_of(event), "activity": "court_accompaniment",
        },
    )  # fmt: skip


def test_a_hearing_not_held_goes_and_the_notice_can_bring_it_back(
    page_desk: PageDesk, day_end: Callable[..., DayEndDialog]
) -> None:
    add_hearing(page_desk)
    dialog = day_end()
    _press(dialog, "not_held")
    page_desk.settle()
    assert "Everything of the day is logged" in _headings(dialog)
    assert page_desk.said[-1].undo is not None


def test_a_task_is_done_or_goes_to_tomorrow_where_it_stands(
    page_desk: PageDesk, day_end: Callable[..., DayEndDialog]
) -> None:
    first = add_task(page_desk, due_on=date(2026, 3, 3))
    second = add_task(page_desk, "Write the summary")
    dialog = day_end()
    assert _headings(dialog)[0] == "Two tasks due and not done"
    _press(dialog, "finish")
    page_desk.settle()
    _press(dialog, "later")
    page_desk.settle()
    assert task(page_desk, first).status == "done"
    assert task(page_desk, second).due_on == date(2026, 3, 5)
    words = [label.text() for label in dialog.findChildren(Label)]
    assert "1 task done" in words


def test_what_is_left_says_why_and_can_be_taken_up_again(
    page_desk: PageDesk, day_end: Callable[..., DayEndDialog]
) -> None:
    add_hearing(page_desk)
    dialog = day_end()
    _press(dialog, "leave")
    panel = dialog.findChild(ReasonPanel)
    assert panel is not None
    QTest.keyClicks(panel.line, "Held by video")
    QTest.keyClick(panel.line, Qt.Key.Key_Return)
    page_desk.settle()
    assert "Left with a reason" in _headings(dialog)
    assert any("Held by video" in label.text() for label in dialog.findChildren(Label))
    _press(dialog, "again")
    page_desk.settle()
    assert _headings(dialog)[0] == "One court event without a service"


def test_an_earlier_day_can_be_ended_late_and_never_a_later_one(
    page_desk: PageDesk, day_end: Callable[..., DayEndDialog]
) -> None:
    add_hearing(page_desk, on=date(2026, 3, 3))
    dialog = day_end()
    assert not dialog.next_button.isEnabled()
    dialog.go_to(date(2026, 3, 3))
    page_desk.settle()
    assert _headings(dialog)[0] == "One court event without a service"
    place = dialog.place()
    again = day_end()
    again.restore_place(place)
    page_desk.settle()
    assert again.day == date(2026, 3, 3)
    again.go_to(date(2026, 3, 9))
    assert again.day == TODAY


def test_the_keyboard_stays_where_it_was_when_a_line_goes(
    page_desk: PageDesk, day_end: Callable[..., DayEndDialog]
) -> None:
    add_task(page_desk)
    add_task(page_desk, "Write the summary")
    dialog = day_end()
    buttons = [b for b in dialog.findChildren(Button) if b.objectName().startswith("dayend-finish")]
    buttons[0].setFocus()
    buttons[0].click()
    page_desk.settle()
    focused = dialog.focusWidget()
    assert focused is not None
    assert focused.objectName().startswith("dayend-finish")
    assert not dialog.findChildren(QLineEdit)


def test_initials_hide_what_a_task_says_for_it_may_name_anybody(
    page_desk: PageDesk, page: TasksPage
) -> None:
    add_task(page_desk, "Call Maya's school")
    page_desk.context.set_settings(replace(page_desk.context.settings, initials=True))
    _open(page, page_desk)
    model = page.table.model()
    cells = [str(model.index(0, column).data()) for column in range(model.columnCount())]
    assert not any("Maya" in cell for cell in cells)
    assert "\N{HORIZONTAL ELLIPSIS}" in cells
