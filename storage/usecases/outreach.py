"""Outreach activities: the list, its count, and one quick way to add."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.outreach import Outreach
from storage.domain.names import folded
from storage.domain.periods import Period
from storage.errors import ChangedMeanwhileError
from storage.tables.records import Stored, fetch
from storage.usecases.changes import Changes
from storage.usecases.records import Add, Edit, Retire, save
from storage.usecases.transaction import Transaction

COLUMNS = ("on", "title", "outreach_kind", "audience", "attendees", "minutes")
"""What the list shows of an activity, as stored; the audience as a list of codes."""

_ORDERS: Mapping[str, str] = {
    "on": '"on"',
    "title": "title COLLATE NOCASE",
    "outreach_kind": "outreach_kind",
    "attendees": "attendees",
    "minutes": "minutes",
}


@dataclass(frozen=True, slots=True)
class Activities:
    """Which activities a list shows: of a period or all, whose title has some words."""

    period: Period | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """How much was done in a period: activities, people reached, minutes."""

    activities: int
    people: int
    minutes: int


def order(
    connection: Connection, wanted: Activities, column: str, *, descending: bool
) -> list[RecordId]:
    """Return the ids of the activities that ``wanted`` lets through, in order."""
    direction = "DESC" if descending else "ASC"
    start, end = _bounds(wanted.period)
    rows = connection.exec_driver_sql(
        f'SELECT id, title FROM outreach WHERE "on" >= ? AND "on" <= ? AND retired = 0 '  # noqa: S608 - our own names
        f'ORDER BY {_ORDERS[column]} {direction}, "on" DESC, id',
        (start, end),
    )
    words = folded(wanted.words).split()
    return [row.id for row in rows if all(word in folded(row.title) for word in words)]


def rows(connection: Connection, keys: Sequence[RecordId]) -> dict[RecordId, tuple[Any, ...]]:
    """Return the values of ``COLUMNS`` for each activity."""
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    marks = ", ".join("?" * len(keys))
    found = connection.exec_driver_sql(
        f"SELECT id, {names} FROM outreach WHERE id IN ({marks})",  # noqa: S608 - our own names
        tuple(keys),
    )
    return {
        row.id: (
            row.on,
            row.title,
            row.outreach_kind,
            json.loads(row.audience),
            row.attendees,
            row.minutes,
        )
        for row in found
    }


def reached(connection: Connection, period: Period) -> Reached:
    """Count what was done in ``period``; the headline figures count the same activities."""
    row = connection.exec_driver_sql(
        "SELECT count(*), coalesce(sum(attendees), 0), coalesce(sum(minutes), 0) "
        'FROM outreach WHERE "on" >= ? AND "on" <= ? AND retired = 0',
        _bounds(period),
    ).one()
    return Reached(*row)


def activity(connection: Connection, record: RecordId) -> Stored[Outreach] | None:
    """Return one activity as it is stored, or None."""
    return fetch(connection, Outreach, record)


def add(transaction: Transaction, values: Mapping[str, Any]) -> tuple[RecordId, Changes]:
    """Save a new activity with ``values`` by field name; return its id."""
    record = Outreach(id=transaction.new_id(), **values)
    if not record.coordinator:
        record = replace(record, coordinator=transaction.identity.author)
    return record.id, save(transaction, [Add(record)], "add outreach")


def edit(transaction: Transaction, before: Stored[Outreach], values: Mapping[str, Any]) -> Changes:
    """Save ``values`` over the activity that was on screen."""
    return save(transaction, [Edit(before, replace(before.record, **values))], "edit outreach")


def retire(transaction: Transaction, record: RecordId) -> Changes:
    """Hide an activity; it can be brought back."""
    stored = fetch(transaction.connection, Outreach, record)
    if stored is None:
        raise ChangedMeanwhileError("Outreach activity: it is not on this laptop any more.")
    return save(transaction, [Retire(stored)], "retire outreach")


def _bounds(period: Period | None) -> tuple[str, str]:
    if period is None:
        return date.min.isoformat(), date.max.isoformat()
    return period.start.isoformat(), period.end.isoformat()
