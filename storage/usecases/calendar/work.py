"""Court, tasks and what the program does: the days somebody has agreed to."""

from collections.abc import Callable, Iterator
from datetime import date

from sqlalchemy import Connection

from storage.domain.codes import CodeBook
from storage.domain.ids import RecordId
from storage.domain.kinds.court_event import OFF, OVER
from storage.usecases.calendar.occurrence import Occurrence, Span
from storage.usecases.calendar.rows import bounds, joined, of_case, rows_of_cases, time_of
from storage.usecases.hearings import between, sittings, undecided

DROPPED = "cancelled"
"""The status of a task that nobody will do."""

_USUAL_MINUTES = 60


def court(connection: Connection, span: Span, book: CodeBook) -> Iterator[Occurrence]:
    """Yield the court events, each on every day it may be on.

    How long one takes is not on record, so an hour is drawn.
    """
    apart, days = undecided(connection), bounds(span)
    columns = (
        'r."on", r.at, r.matter, r.event_type, r.court, r.session, r.accompanied_by, '
        "r.accompanied_name, r.state"
    )
    where, values = between(apart, *days, "r")
    rows = rows_of_cases(connection, span, "court_event", columns, where, *values)
    every = ((event, one) for event in rows for one in sittings(event, apart, *days))
    for row, sitting in every:
        escort = book.label("accompanied_by", row.accompanied_by) if row.accompanied_by else ""
        yield of_case(
            "court",
            row,
            sitting.on,
            at=time_of(sitting.at),
            minutes=_USUAL_MINUTES,
            what=joined(
                book.label("court_event_type", row.event_type), book.label("matter", row.matter)
            ),
            where=joined(sitting.court, sitting.session),
            who=row.accompanied_name or escort,
            done=row.state in OVER,
            off=row.state in OFF,
            state=book.label("court_event_state", row.state) if row.state in OVER else "",
            versions=sitting.versions,
        )


def tasks(connection: Connection, span: Span, book: CodeBook) -> Iterator[Occurrence]:
    """Yield the tasks by the day they are due, done ones too."""
    statuses = [code for code in book.lists["task_status"] if code != DROPPED]
    marks = ", ".join("?" * len(statuses))
    rows = connection.exec_driver_sql(
        "SELECT r.id, c.id AS home, r.due_on, r.due_at, r.text, r.owner, r.status, c.number, "  # noqa: S608 - marks
        "p.given_name, p.family_name, p.name_used FROM task AS r "
        'LEFT JOIN "case" AS c ON c.id = r."case" LEFT JOIN person AS p ON p.id = c.youth '
        f"WHERE r.status IN ({marks}) AND r.due_on BETWEEN ? AND ? AND r.retired = 0 "
        "AND (? = '' OR r.owner = ? OR (r.owner = '' AND (c.id IS NULL OR c.coordinator = ?)))",
        (*statuses, *bounds(span), *[span.who] * 3),
    )
    for row in rows:
        yield of_case(
            "task",
            row,
            row.due_on,
            at=time_of(row.due_at),
            what=row.text,
            who=row.owner,
            done=row.status == "done",
            state=book.label("task_status", row.status) if row.status != "open" else "",
        )


def events(subject: str) -> Callable[[Connection, Span, CodeBook], Iterator[Occurrence]]:
    """Return the query of outreach or of trainings, which are of no case."""

    def read(connection: Connection, span: Span, _book: CodeBook) -> Iterator[Occurrence]:
        rows = connection.exec_driver_sql(
            f'SELECT id, title, town, coordinator, "on" FROM {subject} '  # noqa: S608 - our own names
            'WHERE "on" BETWEEN ? AND ? AND retired = 0 '
            "AND (? = '' OR coordinator = '' OR coordinator = ?)",
            (*bounds(span), span.who, span.who),
        )
        for row in rows:
            on = date.fromisoformat(row.on)
            yield Occurrence(
                subject=subject,
                record=RecordId(row.id),
                on=on,
                until=on,
                what=row.title,
                where=row.town,
                who=row.coordinator,
            )

    return read


def coverage(connection: Connection, span: Span, _book: CodeBook) -> Iterator[Occurrence]:
    """Yield who is away and who stands in, with all their days."""
    rows = connection.exec_driver_sql(
        "SELECT id, away, covered_by, from_on, until_on FROM coverage "
        "WHERE until_on >= ? AND from_on <= ? AND retired = 0 "
        "AND (? = '' OR away = ? OR covered_by = ?)",
        (*bounds(span), *[span.who] * 3),
    )
    for row in rows:
        yield Occurrence(
            subject="coverage",
            record=RecordId(row.id),
            on=date.fromisoformat(row.from_on),
            until=date.fromisoformat(row.until_on),
            what=row.away,
            who=row.covered_by,
        )
