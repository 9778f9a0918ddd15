"""What is proposed to do first in a new case, as ``resources/intake/first_tasks.csv`` says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from storage.usecases.codelists import rows_of


@dataclass(frozen=True, slots=True)
class FirstTask:
    """One proposal; ``offered`` says that it is ticked when the dialog opens."""

    code: str
    text: str
    days: int
    priority: str
    offered: bool

    def values(self, opened_on: date, owner: str) -> Mapping[str, Any]:
        """Return the values of the task in a case that is opened on ``opened_on``."""
        return {
            "text": self.text,
            "due_on": opened_on + timedelta(days=self.days),
            "priority": self.priority,
            "status": "open",
            "owner": owner,
        }


@cache
def first_tasks() -> tuple[FirstTask, ...]:
    """Return every proposal, in the order of the file."""
    return tuple(
        FirstTask(
            row["code"], row["text"], int(row["days"]), row["priority"], row["offered"] == "yes"
        )
        for row in rows_of("intake/first_tasks.csv")
    )
