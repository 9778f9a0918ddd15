"""The journal in words: what was saved of one record or of a whole case, by whom and when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from storage.domain.clocks import stamp_moment
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.partial_dates import PartialDate
from storage.spec.fields import Field
from storage.spec.kinds import fields_of, kind_of
from storage.spec.plain import Plain, from_plain
from storage.tables import journal
from storage.usecases.codelists import book_of
from storage.usecases.fieldshere import here
from storage.usecases.history import history
from storage.usecases.naming import named
from storage.usecases.record_words import words_of_value

_MOST_TEXT = 600


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a change: its label, what stood there before and what after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """One saved change of a record in words."""

    moment: datetime
    author: str
    verb: str
    act: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Saving:
    """One Save in a case: when, by whom, and which records it touched how often and how."""

    moment: datetime
    author: str
    act: str
    touched: Mapping[tuple[str, str], Sequence[RecordId]]
    """The records by verb and kind."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A record that a Save touched: its name, or that of its kind, and its day."""

    kind: str
    record: RecordId
    name: str
    day: date | None


def told(connection: Connection, kind: str, record: RecordId) -> list[Told]:
    """Return the history of one record, the newest first."""
    fields, book = fields_of(KINDS[kind]), book_of(connection)
    return [
        Told(
            step.moment,
            step.author,
            step.verb,
            step.act,
            [
                Line(
                    here(book, kind, name, fields[name]).label,
                    _words(connection, fields[name], before),
                    _words(connection, fields[name], after),
                )
                for name, (before, after) in step.fields.items()
                if name in fields
            ],
        )
        for step in history(connection, kind, record)
    ]


def saving_order(connection: Connection, case: RecordId) -> list[int]:
    """Return the numbers of the Saves that touched ``case``, the newest first."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT sequence FROM journal_part WHERE scope = ? AND body IS NOT NULL "
        "ORDER BY sequence DESC",
        (case,),
    )
    return list(rows.scalars())


def savings(connection: Connection, case: RecordId, numbers: Sequence[int]) -> dict[int, Saving]:
    """Return the Saves of ``case`` with these ``numbers``."""
    return {entry.sequence: found for entry, found in _savings(connection, case, set(numbers))}


def saving_named(
    connection: Connection, case: RecordId, number: int, most: int = 60
) -> tuple[Saving, list[Touched]] | None:
    """Return one Save of ``case`` with the first ``most`` records it touched in words."""
    saving = savings(connection, case, [number]).get(number)
    if saving is None:
        return None
    listed = [
        (kind, record)
        for (_, kind), records in saving.touched.items()
        if kind in KINDS
        for record in records
    ]
    return saving, [_touched(connection, kind, record) for kind, record in listed[:most]]


def _touched(connection: Connection, kind: str, record: RecordId) -> Touched:
    found = named(connection, kind, record)
    label = label_of(kind, several=False)
    return Touched(kind, record, found.name if found else label, found.day if found else None)


def _savings(
    connection: Connection, case: RecordId, wanted: set[int]
) -> Iterator[tuple[journal.Entry, Saving]]:
    for entry, part in journal.entries_of_scope(connection, case):
        if entry.sequence not in wanted:
            continue
        touched: dict[tuple[str, str], list[RecordId]] = {}
        for operation in part.operations:
            touched.setdefault((operation.verb, operation.kind), []).append(operation.record)
        changeset = entry.changeset
        moment = stamp_moment(changeset.stamp)
        yield entry, Saving(moment, changeset.author, changeset.act, touched)


def label_of(kind: str, *, several: bool) -> str:
    """Return what records of ``kind`` are called; a kind of a newer version by its name."""
    cls = KINDS.get(kind)
    if cls is None:
        return kind
    return kind_of(cls).plural if several else kind_of(cls).label


def _words(connection: Connection, field: Field, plain: Plain) -> str:
    if plain is None or plain in (False, "", []):
        return ""
    value: Any = from_plain(field, PartialDate.parse)(plain)
    words = words_of_value(connection, field, value)
    return words if len(words) <= _MOST_TEXT else words[:_MOST_TEXT].rstrip() + " \u2026"
