"""What the queries of the calendar share."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection

from storage.domain.clocks import day_of
from storage.domain.ids import RecordId
from storage.usecases.calendar.occurrence import Occurrence, Span


def rows_of_cases(
    connection: Connection, span: Span, table: str, columns: str, where: str, *values: object
) -> Iterable[Any]:
    """Return rows of ``table`` (r) with their case (c) and its youth (p).

    They are of the cases that ``span`` asks for: those a person leads or is the back-up of.
    """
    query = (
        f"SELECT r.id, c.id AS home, c.number, c.coordinator, p.given_name, p.family_name, "  # noqa: S608 - our own names
        f'p.name_used, {columns} FROM {table} AS r JOIN "case" AS c ON c.id = r."case" '
        f"LEFT JOIN person AS p ON p.id = c.youth WHERE {where} "
        "AND r.retired = 0 AND c.retired = 0 "
        "AND (? = '' OR c.coordinator = ? OR c.backup_coordinator = ?)"
    )
    return connection.exec_driver_sql(query, (*values, *[span.who] * 3))


def bounds(span: Span) -> tuple[str, str]:
    """Return the first and the last day as they are stored."""
    return span.first.isoformat(), span.last.isoformat()


def of_case(subject: str, row: Any, day: str, **values: Any) -> Occurrence:
    """Return what ``row`` tells of a case, on one day."""
    on = date.fromisoformat(day)
    return Occurrence(
        subject=subject,
        record=RecordId(row.id),
        on=on,
        until=on,
        case=RecordId(row.home) if row.home else None,
        number=row.number or "",
        youth=listed(row),
        **values,
    )


def local_day(stored: str) -> date:
    """Return the day in Massachusetts of a stored moment."""
    return day_of(datetime.fromisoformat(stored))


def joined(*parts: str) -> str:
    """Return the parts that say something, with commas."""
    return ", ".join(part for part in parts if part)


def listed(row: Any) -> str:
    """Return the name of the youth of ``row``, family name first; nothing where none is known."""
    given = row.name_used or row.given_name
    if row.family_name and given:
        return f"{row.family_name}, {given}"
    return row.family_name or given or ""


def time_of(stored: str | None) -> time | None:
    """Return a time of day as it is stored; None where none is."""
    return time.fromisoformat(stored) if stored else None
