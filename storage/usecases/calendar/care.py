"""Reviews, screenings, appointments and missing episodes: the days a case brings."""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Connection

from storage.domain.codes import CodeBook
from storage.usecases.calendar.occurrence import Occurrence, Span
from storage.usecases.calendar.rows import bounds, local_day, of_case, rows_of_cases
from storage.usecases.caseload import CLOSED


def reviews(connection: Connection, span: Span, _book: CodeBook) -> Iterator[Occurrence]:
    """Yield the next reviews of cases that are not closed."""
    rows = connection.exec_driver_sql(
        "SELECT c.id, c.id AS home, c.number, c.coordinator, c.next_review_on, p.given_name, "
        'p.family_name, p.name_used FROM "case" AS c LEFT JOIN person AS p ON p.id = c.youth '
        "WHERE c.next_review_on BETWEEN ? AND ? AND +c.status <> ? AND c.retired = 0 "
        "AND (? = '' OR +c.coordinator = ? OR c.backup_coordinator = ?)",
        (*bounds(span), CLOSED, *[span.who] * 3),
    )
    for row in rows:
        yield of_case("review", row, row.next_review_on, who=row.coordinator)


def screenings(connection: Connection, span: Span, book: CodeBook) -> Iterator[Occurrence]:
    """Yield the next screening in every case where nobody was screened since it was set."""
    where = (
        "r.next_on BETWEEN ? AND ? AND +c.status <> ? AND NOT EXISTS (SELECT 1 FROM screening AS s "
        'WHERE s."case" = r."case" AND s."on" > r."on" AND s.retired = 0)'
    )
    rows = rows_of_cases(
        connection, span, "screening", "r.next_on, r.instrument", where, *bounds(span), CLOSED
    )
    for row in rows:
        what = book.label("instrument", row.instrument)
        yield of_case("screening", row, row.next_on, what=what, who=row.coordinator)


def plans(connection: Connection, span: Span, _book: CodeBook) -> Iterator[Occurrence]:
    """Yield the reviews of safety plans that no newer version has replaced."""
    where = (
        "r.next_review_on BETWEEN ? AND ? AND +c.status <> ? AND NOT EXISTS (SELECT 1 FROM "
        'safety_plan AS s WHERE s."case" = r."case" AND s.retired = 0 '
        "AND (s.made_on > r.made_on OR s.replaces = r.id))"
    )
    rows = rows_of_cases(
        connection, span, "safety_plan", "r.next_review_on", where, *bounds(span), CLOSED
    )
    for row in rows:
        yield of_case("plan", row, row.next_review_on, who=row.coordinator)


def missing(connection: Connection, span: Span, book: CodeBook) -> Iterator[Occurrence]:
    """Yield the episodes that are open, from the day a child was found missing until today."""
    rows = rows_of_cases(
        connection, span, "missing_episode", "r.identified_at, r.category", "r.returned_at IS NULL"
    )
    for row in rows:
        began = local_day(row.identified_at)
        if began <= span.last and span.first <= max(began, span.today):
            what = book.label("missing_category", row.category) if row.category else ""
            episode = of_case("missing", row, began.isoformat(), what=what, who=row.coordinator)
            yield replace(episode, until=max(began, span.today))


def appointments(connection: Connection, span: Span, book: CodeBook) -> Iterator[Occurrence]:
    """Yield the first appointments that providers have offered."""
    columns = (
        "r.offered_on, r.need, r.provider, r.kept, "
        "(SELECT a.name FROM agency AS a WHERE a.id = r.agency) AS agency"
    )
    where = "r.offered_on BETWEEN ? AND ?"
    for row in rows_of_cases(connection, span, "referral_out", columns, where, *bounds(span)):
        yield of_case(
            "appointment",
            row,
            row.offered_on,
            what=book.label("need_category", row.need),
            where=row.agency or row.provider,
            who=row.coordinator,
            done=row.kept in {"yes", "no"},
        )
