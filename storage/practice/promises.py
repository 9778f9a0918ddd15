"""Make tasks: what was promised, what is due today, what is late."""

from datetime import date, time, timedelta

from storage.domain.ids import RecordId
from storage.domain.kinds.task import Task
from storage.practice import remarks
from storage.practice.chances import pick, weighted
from storage.practice.courses import Course
from storage.practice.desk import Desk

_PRIORITIES = weighted({"normal": 66, "high": 20, "low": 10, "today": 4})
_DONE = weighted({"done": 94, "cancelled": 6})
_DUE = weighted({-9: 6, -4: 8, -2: 10, -1: 9, 0: 20, 1: 14, 2: 10, 4: 9, 7: 8, 14: 6})
_OF_NO_CASE = (
    "Send the attendance list of the last training",
    "Renew the MOU with the mentor program",
    "Ask the area office for its list of on-call supervisors",
    "Reserve the large room for the regional MDT",
    "Check that the phone of the on-call bag is charged",
)
_TIMES = (None, None, None, time(10, 0), time(14, 0), time(16, 30))
_MOST, _SHARE = 5, 0.2


def add_tasks(desk: Desk, course: Course, today: date) -> None:
    """Make what was to be done in a case: all done where it is closed, some late where not."""
    rng = desk.rng
    for _ in range(1 + int(rng.random() * _MOST)):
        due = course.day(rng)
        _add(desk, course, due, pick(rng, _DONE), course.within(due + timedelta(days=1)))
    if course.open:
        for _ in range(1 + int(rng.random() * 3)):
            due = today + timedelta(days=pick(rng, _DUE))
            status = "in_progress" if rng.random() < _SHARE else "open"
            _add(desk, course, max(due, course.first), status, None)


def add_own_tasks(desk: Desk, today: date) -> None:
    """Make what a coordinator has to do beside the cases."""
    rng = desk.rng
    for text in _OF_NO_CASE:
        if rng.random() < 0.6:  # noqa: PLR2004 - plausible share
            desk.batch.add(
                Task(
                    id=desk.ids.on(today - timedelta(days=3)),
                    text=text,
                    due_on=today + timedelta(days=pick(rng, _DUE)),
                    owner=desk.program.coordinator,
                    priority=pick(rng, _PRIORITIES),
                    status="open",
                )
            )


def _add(desk: Desk, course: Course, due: date, status: str, done: date | None) -> None:
    rng = desk.rng
    person: RecordId | None = course.youth.id if rng.random() < 0.6 else None  # noqa: PLR2004 - plausible share
    desk.batch.add(
        Task(
            id=desk.ids.on(max(course.first, course.within(due) - timedelta(days=5))),
            case=course.case.id,
            person=person,
            text=pick(rng, remarks.TASKS),
            due_on=due,
            due_at=pick(rng, _TIMES) if done is None else None,
            owner=desk.program.coordinator if rng.random() < 0.9 else "DCF worker",  # noqa: PLR2004 - plausible share
            priority=pick(rng, _PRIORITIES),
            status=status,
            done_on=done if status == "done" else None,
            outcome=pick(rng, remarks.TASK_OUTCOMES) if status == "done" else "",
        )
    )
