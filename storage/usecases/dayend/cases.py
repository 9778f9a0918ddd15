"""The loose ends of cases: court, contacts, appointments, missing episodes and returns."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection

from storage.domain.clocks import ZONE
from storage.domain.codes import CodeBook
from storage.domain.kinds.court_event import OFF
from storage.usecases.calendar.occurrence import Span
from storage.usecases.calendar.rows import joined, local_day, rows_of_cases, time_of
from storage.usecases.dayend.looseend import STAMPS, LooseEnd
from storage.usecases.dayend.rows import of_case
from storage.usecases.hearings import between, sittings, undecided

_BY_OTHERS = ("mdt_member", "other_advocate", "nobody", "declined_by_youth")
"""Who accompanied where the coordinator was not there: no service of hers is owed."""

_RETURN_DAYS = 30


def court(connection: Connection, span: Span, book: CodeBook) -> Iterator[LooseEnd]:
    """Yield the court events of the day that no contact names, and none in court follows.

    One that may have been on another day, as another version says, is among them.
    """
    by_others, off = ", ".join("?" * len(_BY_OTHERS)), ", ".join("?" * len(OFF))
    apart, day = undecided(connection), span.first.isoformat()
    on, which = between(apart, day, day, "r")
    where = (
        f"{on} AND r.state NOT IN ({off}) AND r.accompanied_by NOT IN ({by_others}) "  # noqa: S608 - marks
        'AND NOT EXISTS (SELECT 1 FROM contact AS t WHERE t."case" = r."case" AND t.retired = 0 '
        "AND (t.event = r.id OR (t.\"on\" = ? AND t.mode = 'court')))"
    )
    columns = 'r.person, c.youth, r."on", r.at, r.event_type, r.court, r.session'
    values = (*which, *OFF, *_BY_OTHERS, day)
    for row in rows_of_cases(connection, span, "court_event", columns, where, *values):
        one = next(sittings(row, apart, day, day))
        what = joined(book.label("court_event_type", row.event_type), one.court)
        yield of_case("court", row, what=what, at=time_of(one.at))


def contacts(connection: Connection, span: Span, book: CodeBook) -> Iterator[LooseEnd]:
    """Yield the contacts of the day in which no service is logged."""
    where = (
        "r.\"on\" = ? AND (? = '' OR r.coordinator = ?) AND NOT EXISTS "
        "(SELECT 1 FROM service AS s WHERE s.contact = r.id AND s.retired = 0)"
    )
    columns = "NULL AS person, c.youth, r.started_at, r.mode"
    whoever = replace(span, who="")
    values = (span.first.isoformat(), span.who, span.who)
    for row in rows_of_cases(connection, whoever, "contact", columns, where, *values):
        what = book.label("contact_mode", row.mode) if row.mode else ""
        yield of_case("contact", row, what=what, at=time_of(row.started_at))


def appointments(connection: Connection, span: Span, book: CodeBook) -> Iterator[LooseEnd]:
    """Yield the first appointments of the day of which nobody has said whether they were kept."""
    columns = "r.person, c.youth, r.need, r.provider"
    where = "r.offered_on = ? AND r.kept IN ('', 'unknown')"
    rows = rows_of_cases(connection, span, "referral_out", columns, where, span.first.isoformat())
    for row in rows:
        what = joined(book.label("need_category", row.need), row.provider)
        yield of_case("appointment", row, what=what)


def missing(connection: Connection, span: Span, _book: CodeBook) -> Iterator[LooseEnd]:
    """Yield the open episodes that began by the end of the day and lack one of their stamps."""
    columns = f"r.person, c.youth, {', '.join(f'r.{name}' for name in STAMPS)}"
    lacking = " OR ".join(f"r.{name} IS NULL" for name in STAMPS)
    where = f"r.returned_at IS NULL AND r.identified_at < ? AND ({lacking})"
    for row in rows_of_cases(
        connection, span, "missing_episode", columns, where, _stored_end(span.first)
    ):
        lacks = tuple(name for name in STAMPS if not getattr(row, name))
        yield of_case("missing", row, lacks=lacks)


def returned(connection: Connection, span: Span, _book: CodeBook) -> Iterator[LooseEnd]:
    """Yield the returns of the last thirty days after which nobody was screened."""
    where = (
        "r.returned_at >= ? AND r.returned_at < ? AND r.screening IS NULL "
        "AND r.screening_not_done = ''"
    )
    columns = (
        'r.person, c.youth, r.returned_at, (SELECT max(s."on") FROM screening AS s '
        "WHERE s.person = r.person AND s.retired = 0) AS screened_on"
    )
    bounds = (_stored_end(span.first - timedelta(days=_RETURN_DAYS)), _stored_end(span.first))
    for row in rows_of_cases(connection, span, "missing_episode", columns, where, *bounds):
        back = local_day(row.returned_at)
        if (row.screened_on or "") < back.isoformat():
            yield of_case("returned", row, on=back)


def _stored_end(day: date) -> str:
    """Return the moment at which ``day`` ends in Massachusetts, as moments are stored."""
    end = datetime.combine(day + timedelta(days=1), time.min, ZONE).astimezone(UTC)
    return f"{end:%Y-%m-%dT%H:%M:%S}Z"
