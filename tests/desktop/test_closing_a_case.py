from datetime import date

from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.dialogs.closecase import CloseCaseDialog, ReopenCaseDialog
from desktop.dialogs.suggest import SuggestDialog
from desktop.pages.case import CasePage
from desktop.pages.case.statuschip import StateChip
from desktop.widgets.inputs import CheckBox
from storage.domain.kinds.case import Case
from storage.domain.kinds.exploitation import Exploitation
from storage.domain.kinds.person import Person
from storage.domain.kinds.task import Task
from storage.usecases.records import Add, save
from storage.usecases.suggesting import suggestions
from storage.usecases.transaction import Transaction
from tests.desktop.conftest import Show
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.storage.builders import add_case, stored

__all__ = ["page_desk"]


def _task(transaction: Transaction, case: Case) -> Task:
    task = Task(id=transaction.new_id(), case=case.id, text="Call the school", status="open")
    save(transaction, [Add(task)], "add task")
    return task


def _exploited(transaction: Transaction, case: Case, youth: Person) -> Exploitation:
    row = Exploitation(
        id=transaction.new_id(), case=case.id, person=youth.id, known_on=date(2026, 3, 2),
        types=frozenset({"partner_facilitated"}),
    )  # fmt: skip
    save(transaction, [Add(row)], "add exploitation")
    return row


def _button(widget: QWidget, text: str) -> QAbstractButton:
    return next(b for b in widget.findChildren(QAbstractButton) if b.text() == text)


def _chip(page: CasePage, name: str) -> StateChip:
    return next(
        chip
        for chip in page.findChildren(StateChip)
        if chip.findChildren(QAbstractButton)[0].objectName() == f"choose-{name}"
    )


def test_a_case_is_closed_with_what_is_open_in_it(page_desk: PageDesk, shown: Show) -> None:
    case, _ = page_desk.workspace.write(add_case)
    task = page_desk.workspace.write(_task, case)
    window, target = page_desk.window(), {"record": case.id.hex()}
    dialog = CloseCaseDialog(page_desk.lanes, page_desk.context, target, window)
    shown(window)
    dialog.open()
    page_desk.settle()
    _button(dialog, "Close the case").click()
    page_desk.settle()
    assert stored(page_desk.workspace, Case, case.id).record.status == case.status
    _button(dialog, "Close it").click()
    place = dialog.place()
    again = CloseCaseDialog(page_desk.lanes, page_desk.context, target, window)
    again.open()
    again.restore_place(place)
    page_desk.settle()
    again._form.start_with({"closure_reason": "goals_met"})
    again.save()
    page_desk.settle()
    assert stored(page_desk.workspace, Case, case.id).record.status == "closed"
    assert stored(page_desk.workspace, Task, task.id).record.status == "cancelled"
    assert page_desk.said[-1].undo is not None


def test_the_head_changes_the_status_in_place_and_asks_before_closing(
    page_desk: PageDesk, shown: Show
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    page = CasePage(page_desk.lanes, page_desk.context)
    page.resize(1140, 800)
    shown(page)
    page.open({"case": case.id.hex()})
    page_desk.settle()
    _chip(page, "status").chosen.emit("monitoring")
    page_desk.settle()
    assert stored(page_desk.workspace, Case, case.id).record.status == "monitoring"
    assert _chip(page, "status").chip.text() == "Monitoring"
    _chip(page, "status").chosen.emit("closed")
    page_desk.settle()
    assert page_desk.opened[-1].name == "closecase"
    assert stored(page_desk.workspace, Case, case.id).record.status == "monitoring"


def test_a_case_is_opened_again_from_a_day_on(page_desk: PageDesk, shown: Show) -> None:
    case, _ = page_desk.workspace.write(add_case)
    window, target = page_desk.window(), {"record": case.id.hex()}
    dialog = ReopenCaseDialog(page_desk.lanes, page_desk.context, target, window)
    shown(window)
    dialog.open()
    page_desk.settle()
    dialog.save()
    page_desk.settle()
    now = stored(page_desk.workspace, Case, case.id).record
    assert (now.status, now.reopened_on) == ("reopened", date(2026, 3, 4))


def test_what_is_suggested_waits_for_a_tick(page_desk: PageDesk, shown: Show) -> None:
    case, youth = page_desk.workspace.write(add_case)
    record = page_desk.workspace.write(_exploited, case, youth)
    window, target = page_desk.window(), {"record": record.id.hex()}
    dialog = SuggestDialog(page_desk.lanes, page_desk.context, target, window)
    shown(window)
    dialog.open()
    page_desk.settle()
    add = _button(dialog, "Add the ticked ones")
    assert not add.isEnabled()
    ticks = {tick.objectName(): tick for tick in dialog.findChildren(CheckBox)}
    ticks["tick-teen_dating"].click()
    add.click()
    page_desk.settle()
    found = page_desk.workspace.read(suggestions, record.id)
    assert found is not None
    assert found.types == ("human_trafficking_sex",)
