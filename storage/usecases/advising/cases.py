"""Advice on a case: its steps, what is open when it closes, what lies outside its days."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import OVER
from storage.domain.kinds.task import OPEN
from storage.tables.records import fetch
from storage.usecases.advising.saying import Advice, Adviser, day_words, rows
from storage.usecases.codelists import book_of, rows_of

_CLOSED = "closed"
_STATES = {
    "unfinished": f"status IN {OPEN}",
    "to_come": f"state NOT IN {OVER}",
}
_OPEN: tuple[tuple[str, str, str], ...] = (
    (
        "task",
        'SELECT id FROM task WHERE "case" = ? AND retired = 0 AND {unfinished}',
        "A task is still open: do it, cancel it or hand it over.",
    ),
    (
        "court_event",
        'SELECT id FROM court_event WHERE "case" = ? AND "on" > ? AND retired = 0 AND {to_come}',
        "A court date is still to come.",
    ),
    (
        "missing_episode",
        'SELECT id FROM missing_episode WHERE "case" = ? AND returned_at IS NULL AND retired = 0',
        "A missing episode is still open.",
    ),
)


def _step(connection: Connection, record: Case, _today: date) -> Iterator[Advice]:
    stored = fetch(connection, Case, record.id)
    if stored is None or stored.record.status in {"", record.status}:
        return
    usual, before = _steps(), stored.record.status
    if record.status not in usual.get(before, {record.status}):
        label = book_of(connection).label
        was, now = label("case_status", before), label("case_status", record.status)
        if before == _CLOSED:
            now = label("case_status", "reopened")
            yield Advice("status", f"A case that was closed is first marked as {now}.")
        else:
            yield Advice("status", f"{now} does not usually follow {was}. Save it if that is so.")


def _left_open(connection: Connection, record: Case, today: date) -> Iterator[Advice]:
    if record.status != _CLOSED:
        return
    for kind, query, words in _OPEN:
        values = (record.id, today.isoformat())[: query.count("?")]
        found = rows(connection, query.format(**_STATES), values)
        if found:
            yield Advice("status", words, kind, RecordId(found[0][0]))


def within(connection: Connection, record: Any, _today: date) -> Iterator[Advice]:
    """Say that a contact, service or note is dated outside the days of its case."""
    stored = fetch(connection, Case, record.case) if record.case else None
    if stored is None or record.on is None:
        return
    case, on = stored.record, record.on
    if case.opened_on and on < case.opened_on:
        words = f"This is before the case was opened on {day_words(case.opened_on)}."
        yield Advice("on", words, "case", case.id)
    elif case.status == _CLOSED and case.closed_on and on > case.closed_on:
        words = f"The case was closed on {day_words(case.closed_on)}; this is after it."
        yield Advice("on", words, "case", case.id)


def open_in_closed(connection: Connection, record: Any, _today: date) -> Iterator[Advice]:
    """Say that something is still to be done in a case that is closed."""
    stored = fetch(connection, Case, record.case) if record.case else None
    is_open = record.status in OPEN
    if is_open and stored is not None and stored.record.status == _CLOSED:
        yield Advice("status", "Its case is closed.", "case", record.case)


@cache
def _steps() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in rows_of("codes/case_status_step.csv"):
        found[row["status"]] = found.get(row["status"], frozenset()) | {row["next"]}
    return found


ADVISERS: dict[str, tuple[Adviser, ...]] = {
    "case": (_step, _left_open),
    "contact": (within,),
    "task": (open_in_closed,),
}
