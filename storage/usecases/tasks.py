"""Tasks: the list of what was promised, and what one does with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from storage.domain.ids import RecordId
from storage.domain.kinds.person import Person
from storage.domain.kinds.task import OPEN, Task
from storage.domain.names import folded
from storage.errors import RejectedError
from storage.tables.records import TABLES, fetch, record_maker
from storage.usecases.caseload import listed_name
from storage.usecases.changes import Changes
from storage.usecases.records import Edit, save
from storage.usecases.transaction import Transaction

DONE = "done"
PRIORITIES = ("today", "high", "normal", "low")
"""Most urgent first; a task without one is as urgent as a normal one."""

_TASK, _CASE, _PERSON = TABLES["task"], TABLES["case"], TABLES["person"]
_LATE, _EMPTY = "9999", "~"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """Which tasks to show: open, done or all; one person's or everyone's; with some words."""

    status: str = "open"
    who: str = ""
    case: RecordId | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """What the list shows of one task."""

    text: str
    due_on: date | None
    due_at: time | None
    owner: str
    priority: str
    status: str
    case: RecordId | None
    number: str
    youth: str
    done_on: date | None


@dataclass(frozen=True, slots=True)
class TaskNumbers:
    """How many tasks are open: overdue, due today, due in the six days after, later or no day."""

    overdue: int
    today: int
    week: int
    later: int


def task_order(
    connection: Connection, chosen: TaskFilter, sort: str, *, descending: bool
) -> list[RecordId]:
    """Return the ids of the chosen tasks in order; those without a day come last either way."""
    keys = _sort_keys(sort)
    query = (
        select(_TASK.c.id, _TASK.c.text)
        .outerjoin(_CASE, _CASE.c.id == _TASK.c.case)
        .where(*_conditions(chosen))
        .order_by(*(key.desc() if descending else key.asc() for key in keys), *_sort_keys("due"))
    )
    rows = connection.execute(query).all()
    words = folded(chosen.text).split()
    return [
        RecordId(row.id) for row in rows if not words or all(w in folded(row.text) for w in words)
    ]


def task_rows(connection: Connection, tasks: Sequence[RecordId]) -> dict[RecordId, TaskRow]:
    """Return the rows of ``tasks``; one that is gone is left out."""
    query = (
        select(
            _TASK, _CASE.c.number, _PERSON.c.given_name, _PERSON.c.family_name, _PERSON.c.name_used
        )
        .outerjoin(_CASE, _CASE.c.id == _TASK.c.case)
        .outerjoin(_PERSON, _PERSON.c.id == func.coalesce(_TASK.c.person, _CASE.c.youth))
        .where(_TASK.c.id.in_(tasks))
    )
    make = record_maker("task")
    return {row["id"]: _row(make(row), row) for row in connection.execute(query).mappings()}


def task_numbers(connection: Connection, today: date, who: str) -> TaskNumbers:
    """Count the open tasks by when they are due."""
    day, week = today.isoformat(), (today + timedelta(days=6)).isoformat()
    due = _TASK.c.due_on
    query = (
        select(
            func.coalesce(func.sum(case((due < day, 1), else_=0)), 0),
            func.coalesce(func.sum(case((due == day, 1), else_=0)), 0),
            func.coalesce(func.sum(case((due.between(day, week) & (due != day), 1), else_=0)), 0),
            func.coalesce(func.sum(case((due.is_(None) | (due > week), 1), else_=0)), 0),
        )
        .outerjoin(_CASE, _CASE.c.id == _TASK.c.case)
        .where(*_conditions(TaskFilter(who=who)))
    )
    return TaskNumbers(*connection.execute(query).one())


def finish(transaction: Transaction, tasks: Sequence[RecordId], outcome: str = "") -> Changes:
    """Say that ``tasks`` are done today; those that are done already stay as they are.

    ``outcome`` takes the place of what stands there; empty leaves it.
    """
    today = transaction.today()

    def done(task: Task) -> Task:
        if task.status == DONE:
            return task
        said = outcome or task.outcome
        return replace(task, status=DONE, done_on=today, outcome=said)

    return _change(transaction, tasks, done, "finish")


def reopen(transaction: Transaction, tasks: Sequence[RecordId]) -> Changes:
    """Say that ``tasks`` are to be done after all."""
    return _change(
        transaction, tasks, lambda task: replace(task, status="open", done_on=None), "reopen"
    )


def move(transaction: Transaction, tasks: Sequence[RecordId], to: date) -> Changes:
    """Let ``tasks`` be due on another day; the time of day stays."""
    return _change(transaction, tasks, lambda task: replace(task, due_on=to), "move")


def postpone(transaction: Transaction, tasks: Sequence[RecordId], days: int) -> Changes:
    """Let ``tasks`` be due ``days`` later: after their day, or after today if that is past."""
    today = transaction.today()

    def later(task: Task) -> Task:
        return replace(task, due_on=max(task.due_on or today, today) + timedelta(days=days))

    return _change(transaction, tasks, later, "move")


def carry_over(transaction: Transaction, tasks: Sequence[RecordId], to: date) -> Changes:
    """Let ``tasks`` be due on ``to`` and show that they were carried over."""
    return _change(
        transaction, tasks, lambda task: replace(task, due_on=to, status="carried"), "carry over"
    )


def _change(
    transaction: Transaction,
    tasks: Sequence[RecordId],
    how: Callable[[Task], Task],
    verb: str,
) -> Changes:
    edits = []
    for record in tasks:
        stored = fetch(transaction.connection, Task, record)
        if stored is None or stored.retired:
            raise RejectedError("Task: it is not on this laptop any more. Nothing was changed.")
        if (after := how(stored.record)) != stored.record:
            edits.append(Edit(stored, after))
    return save(transaction, edits, f"{verb} {'task' if len(tasks) == 1 else 'tasks'}")


def _conditions(chosen: TaskFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_TASK.c.retired == 0]
    if chosen.status == "open":
        found.append(_TASK.c.status.in_(OPEN))
    elif chosen.status == DONE:
        found.append(_TASK.c.status == DONE)
    if chosen.who:
        nobody = (_TASK.c.owner == "") & (
            _CASE.c.id.is_(None) | (_CASE.c.coordinator == chosen.who)
        )
        found.append((_TASK.c.owner == chosen.who) | nobody)
    if chosen.case is not None:
        found.append(_TASK.c.case == chosen.case)
    return found


def _sort_keys(sort: str) -> tuple[ColumnElement[Any], ...]:
    due = func.coalesce(_TASK.c.due_on, _LATE)
    at = func.coalesce(func.nullif(_TASK.c.due_at, ""), _LATE)
    rank = case(
        {code: number for number, code in enumerate(PRIORITIES)}, value=_TASK.c.priority, else_=2
    )
    keys: dict[str, tuple[ColumnElement[Any], ...]] = {
        "text": (func.lower(_TASK.c.text),),
        "owner": (func.coalesce(func.nullif(func.lower(_TASK.c.owner), ""), _EMPTY),),
        "case": (func.coalesce(_CASE.c.number, _EMPTY),),
        "priority": (rank,),
        "status": (_TASK.c.status,),
        "done": (func.coalesce(_TASK.c.done_on, ""),),
    }
    return keys.get(sort, (due, at, rank, _TASK.c.id))


def _row(task: Task, row: Any) -> TaskRow:
    youth = ""
    if row["given_name"] is not None:
        names = {n: row[n] for n in ("given_name", "family_name", "name_used")}
        youth = listed_name(Person(id=RecordId(b""), role="", **names))
    return TaskRow(
        task.text,
        task.due_on,
        task.due_at,
        task.owner,
        task.priority,
        task.status,
        task.case,
        row["number"] or "",
        youth,
        task.done_on,
    )
