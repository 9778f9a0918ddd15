"""The loose ends of no case alone: outreach, trainings and tasks."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection

from storage.domain.codes import CodeBook
from storage.domain.ids import RecordId
from storage.domain.kinds.task import OPEN
from storage.usecases.calendar.occurrence import Span
from storage.usecases.calendar.rows import time_of
from storage.usecases.dayend.looseend import LooseEnd
from storage.usecases.dayend.rows import of_case


def events(connection: Connection, span: Span, _book: CodeBook) -> Iterator[LooseEnd]:
    """Yield outreach and trainings of the day without their numbers."""
    for sort in ("outreach", "training"):
        rows = connection.exec_driver_sql(
            f'SELECT id, title FROM {sort} WHERE "on" = ? AND retired = 0 '  # noqa: S608 - our own names
            "AND attendees IS NULL AND minutes IS NULL "
            "AND (? = '' OR coordinator = '' OR coordinator = ?) ORDER BY title",
            (span.first.isoformat(), span.who, span.who),
        )
        for row in rows:
            yield LooseEnd(sort=sort, record=RecordId(row.id), what=row.title)


def tasks(connection: Connection, span: Span, _book: CodeBook) -> Iterator[LooseEnd]:
    """Yield the tasks that were due by the day and are not done, the oldest first."""
    marks = ", ".join("?" * len(OPEN))
    rows = connection.exec_driver_sql(
        "SELECT r.id, c.id AS home, r.person, c.youth, r.text, r.due_on, r.due_at, c.number, "  # noqa: S608 - marks
        "p.given_name, "
        "p.family_name, p.name_used FROM task AS r "
        'LEFT JOIN "case" AS c ON c.id = r."case" LEFT JOIN person AS p ON p.id = c.youth '
        f"WHERE r.status IN ({marks}) AND r.due_on <= ? AND r.retired = 0 "
        "AND (? = '' OR r.owner = ? OR (r.owner = '' AND (c.id IS NULL OR c.coordinator = ?))) "
        "ORDER BY r.due_on, r.due_at, r.id",
        (*OPEN, span.first.isoformat(), *[span.who] * 3),
    )
    for row in rows:
        due = date.fromisoformat(row.due_on)
        earlier = due if due < span.first else None
        yield of_case("task", row, what=row.text, on=earlier, at=time_of(row.due_at))
