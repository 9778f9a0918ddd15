"""Where the table of tasks gets its rows."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.context import DeskContext
from desktop.lists.cells import ChipCell, IconCell
from desktop.lists.columns import Column
from desktop.lists.source import Sort
from desktop.wording.dates import clock_time, near_day
from desktop.wording.names import free_text, shown
from desktop.wording.numbers import counted
from storage.domain.ids import RecordId
from storage.usecases.tasks import DONE, TaskFilter, TaskRow, task_order, task_rows

_PRESSING = frozenset({"today", "high"})


def _tr(text: str) -> str:
    return QCoreApplication.translate("tasks", text)


class TaskSource:
    """The queries and columns of tasks, in the words of this day and these settings."""

    kind = "task"

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        self.columns = (
            Column(_tr("Due"), 158, "chip", sort="due", show=self._due, field="due_on"),
            Column(_tr("Time"), 82, show=_time),
            Column(
                _tr("What"),
                280,
                "strong",
                sort="text",
                show=self._text,
                stretch=True,
                field="text",
            ),
            Column(
                _tr("Priority"),
                100,
                "icon",
                sort="priority",
                show=self._priority,
                field="priority",
            ),
            Column(_tr("Youth"), 150, show=self._name),
            Column(_tr("Case"), 112, "muted", sort="case", field="case"),
            Column(_tr("Who"), 140, "muted", sort="owner", field="owner"),
            Column(_tr("Status"), 110, sort="status", show=self._status, field="status"),
        )

    def order(self, connection: Any, filter: TaskFilter, sort: Sort) -> Sequence[RecordId]:  # noqa: A002 - the protocol's word
        """Return the ids of the tasks, in order."""
        return task_order(connection, filter, sort.column, descending=sort.descending)

    def rows(self, connection: Any, keys: Sequence[RecordId]) -> Mapping[RecordId, Sequence[Any]]:
        """Return the rows of ``keys``."""
        return {key: _cells(row) for key, row in task_rows(connection, keys).items()}

    def _due(self, row: TaskRow) -> ChipCell:
        today = self._context.today()
        if row.status == DONE:
            day = near_day(row.done_on, today) if row.done_on else ""
            return ChipCell(_tr("Done {day}").format(day=day).strip(), "neutral", "circle-check")
        if row.due_on is None:
            return ChipCell(_tr("No day"))
        late = (today - row.due_on).days
        if late > 0:
            days = counted(late, "day", "days")
            return ChipCell(_tr("{days} late").format(days=days), "warn", "clock")
        return ChipCell(near_day(row.due_on, today), "info" if late == 0 else "neutral")

    def _priority(self, code: str) -> IconCell | str:
        label = self._context.book.label("task_priority", code) if code else ""
        return IconCell("flag", label, "text") if code in _PRESSING else label

    def _status(self, code: str) -> str:
        return self._context.book.label("task_status", code)

    def _text(self, text: str) -> str:
        return free_text(text, self._context.initials)

    def _name(self, name: str) -> str:
        return shown(name, self._context.initials)


def _cells(row: TaskRow) -> tuple[Any, ...]:
    return (
        row,
        row.due_at,
        row.text,
        row.priority,
        row.youth,
        row.number,
        row.owner,
        row.status,
    )


def _time(at: time | None) -> str:
    return clock_time(at) if at else ""
