"""Something to do."""

from dataclasses import dataclass
from datetime import date, time
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Day, Reference, Text, TimeOfDay
from storage.spec.kinds import Kind, kind

OPEN = ("open", "in_progress", "carried")
"""The statuses of a task that is still to be done."""


@kind(
    Kind(
        name="task",
        words_in="outcome",
        line=("text", "owner", "status"),
        named_by=("text",),
        label="Task",
        plural="Tasks",
        dated_by="due_on",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something somebody has promised to do by a day; of a case, or of none."""

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    person: Annotated[RecordId | None, Reference(label="About", kind="person")] = None
    text: Annotated[
        str, Text(label="What", required=True, sensitive=True, max_length=300, search="text")
    ]
    due_on: Annotated[date | None, Day(label="Due", allow_future=True, group="due")] = None
    due_at: Annotated[time | None, TimeOfDay(label="By", group="due")] = None
    owner: Annotated[str, Text(label="Who", max_length=80)] = ""
    priority: Annotated[str, Code(label="Priority", list_name="task_priority")] = ""
    status: Annotated[str, Code(label="Status", required=True, list_name="task_status")]
    done_on: Annotated[date | None, Day(label="Done")] = None
    outcome: Annotated[str, Text(label="Outcome", sensitive=True, max_length=1_000, lines=2)] = ""
    rule: Annotated[str, Text(label="Made by the clock", max_length=40)] = ""
