from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.task import Task
from storage.errors import RejectedError
from storage.usecases.editing import keep_record
from storage.usecases.records import Add, Retire, save
from storage.usecases.tasks import (
    TaskFilter,
    TaskNumbers,
    carry_over,
    finish,
    move,
    postpone,
    reopen,
    task_numbers,
    task_order,
    task_rows,
)
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.storage.builders import add_case, edit, stored
from tests.usecases.plans import plan_of, whole_reads

TODAY = date(2026, 3, 4)


def add(workspace: Workspace, **values: Any) -> RecordId:
    usual = {"text": "Call the DCF office", "status": "open"}
    kept, _ = workspace.write(keep_record, "task", None, {**usual, **values})
    return RecordId(kept.record)


def order(workspace: Workspace, sort: str = "due", **chosen: Any) -> list[RecordId]:
    return workspace.read(
        lambda connection: task_order(connection, TaskFilter(**chosen), sort, descending=False)
    )


def task(workspace: Workspace, record: RecordId) -> Task:
    found: Task = stored(workspace, Task, record).record
    return found


def test_the_overdue_come_first_and_those_without_a_day_last(workspace: Workspace) -> None:
    never = add(workspace)
    late = add(workspace, due_on=date(2026, 3, 1))
    soon = add(workspace, due_on=TODAY, due_at=time(9))
    sooner = add(workspace, due_on=TODAY, due_at=time(8))
    assert order(workspace) == [late, sooner, soon, never]


def test_the_pressing_come_first_by_priority(workspace: Workspace) -> None:
    low, plain = add(workspace, priority="low"), add(workspace)
    high, today = add(workspace, priority="high"), add(workspace, priority="today")
    assert order(workspace, "priority") == [today, high, plain, low]


def test_open_done_and_dropped_tasks_stand_apart(workspace: Workspace) -> None:
    to_do, done = add(workspace), add(workspace, status="done", done_on=TODAY)
    dropped = add(workspace, status="cancelled")
    assert order(workspace) == [to_do]
    assert order(workspace, status="done") == [done]
    assert set(order(workspace, status="all")) == {to_do, done, dropped}


def test_mine_are_those_i_own_and_those_of_nobody_in_my_cases(workspace: Workspace) -> None:
    mine, _ = workspace.write(add_case)
    others, _ = workspace.write(add_case)
    edit(workspace, stored(workspace, Case, mine.id), coordinator="Ana Reyes")
    edit(workspace, stored(workspace, Case, others.id), coordinator="Bo Hale")
    owned = add(workspace, owner="Ana Reyes", case=others.id)
    of_nobody = add(workspace, case=mine.id)
    add(workspace, case=others.id)
    add(workspace, owner="Bo Hale", case=mine.id)
    assert set(order(workspace, who="Ana Reyes")) == {owned, of_nobody}


def test_a_task_is_found_by_the_start_of_its_words_without_accents(workspace: Workspace) -> None:
    found = add(workspace, text="Llamar a la oficina de niñez")
    add(workspace)
    assert order(workspace, text="ninez llam") == [found]


def test_a_row_names_the_case_and_its_youth_or_whom_it_is_about(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    record = add(workspace, case=case.id)
    row = workspace.read(task_rows, [record])[record]
    assert (row.number, row.youth) == (case.number, "Vega, Marisol")


def test_a_task_of_no_case_belongs_to_the_vault_itself(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    alone, within = add(workspace), add(workspace, case=case.id)
    assert stored(workspace, Task, within).scope == case.id
    assert stored(workspace, Task, alone).scope not in {case.id, alone}


def test_several_are_done_in_one_act_that_can_be_taken_back(workspace: Workspace) -> None:
    tasks = [
        add(workspace),
        add(workspace),
        add(workspace, status="done", done_on=date(2026, 3, 1)),
    ]
    changes = workspace.write(finish, tasks)
    assert [task(workspace, one).done_on for one in tasks] == [TODAY, TODAY, date(2026, 3, 1)]
    assert changes.act == "finish tasks"
    assert changes.dot is not None
    workspace.write(undo, changes.dot)
    assert order(workspace) == sorted(tasks[:2])
    workspace.write(reopen, tasks[2:])
    assert task(workspace, tasks[2]).done_on is None


@pytest.mark.parametrize(
    ("due", "days", "becomes"),
    [
        (date(2026, 3, 10), 1, date(2026, 3, 11)),
        (date(2026, 3, 1), 1, date(2026, 3, 5)),
        (None, 7, date(2026, 3, 11)),
    ],
)
def test_a_day_later_is_after_its_day_or_after_today_when_that_is_past(
    workspace: Workspace, due: date | None, days: int, becomes: date
) -> None:
    record = add(workspace, due_on=due)
    workspace.write(postpone, [record], days)
    assert task(workspace, record).due_on == becomes


def test_a_task_moves_to_a_day_and_keeps_its_time(workspace: Workspace) -> None:
    record = add(workspace, due_on=TODAY, due_at=time(14))
    workspace.write(move, [record], date(2026, 3, 9))
    moved = task(workspace, record)
    assert (moved.due_on, moved.due_at, moved.status) == (date(2026, 3, 9), time(14), "open")


def test_what_is_carried_over_says_so_and_is_still_to_be_done(workspace: Workspace) -> None:
    record = add(workspace, due_on=TODAY)
    workspace.write(carry_over, [record], date(2026, 3, 5))
    assert task(workspace, record).status == "carried"
    assert order(workspace) == [record]


def test_a_task_that_is_gone_is_refused_by_name_and_nothing_is_changed(
    workspace: Workspace,
) -> None:
    kept, gone = add(workspace), add(workspace)
    workspace.write(save, [Retire(stored(workspace, Task, gone))], "retire")
    with pytest.raises(RejectedError, match="Task: it is not on this laptop any more"):
        workspace.write(finish, [kept, gone])
    assert task(workspace, kept).status == "open"


def test_the_numbers_say_what_is_overdue_today_this_week_and_later(workspace: Workspace) -> None:
    for due in (
        date(2026, 3, 3),
        TODAY,
        date(2026, 3, 5),
        date(2026, 3, 10),
        date(2026, 3, 11),
        None,
    ):
        add(workspace, due_on=due)
    add(workspace, due_on=TODAY, status="done", done_on=TODAY)
    assert workspace.read(task_numbers, TODAY, "") == TaskNumbers(1, 1, 2, 2)


def test_the_list_seeks_and_reads_no_whole_table(workspace: Workspace) -> None:
    workspace.write(lambda t: save(t, [Add(replace(_task(), id=t.new_id()))], "add"))
    asked = plan_of(
        workspace, lambda c: task_order(c, TaskFilter(who="Ana Reyes"), "due", descending=False)
    )
    assert whole_reads(asked) == []


def _task() -> Task:
    return Task(id=RecordId(b""), text="Call", status="open")
