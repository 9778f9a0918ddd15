"""What came from other laptops and does not fit: rules that two people broke without knowing.

Each of them saw a record that held; merged, it may not. Only the last Saves of others are looked
at, so that a first pull of a whole state is no heap of remarks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from storage.domain.changeset import Dot
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.rules import rule_problems
from storage.tables import journal
from storage.tables.records import fetch
from storage.usecases.advising import Advice, cross_advice
from storage.usecases.syncing.reviewing import Subject, subject_of
from storage.usecases.wording import sentence

_SAVES = 60
_RECORDS = 300
_LATEST = """
SELECT device, incarnation, counter FROM journal
WHERE device <> (SELECT id FROM this_device) AND batch IS NULL ORDER BY sequence DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Look:
    """One sentence about one record, whose it is, and the other record it is about."""

    kind: str
    record: RecordId
    field: str
    sentence: str
    subject: Subject
    other_kind: str = ""
    other: RecordId | None = None


def worth_a_look(connection: Connection, today: date, most: int = 20) -> tuple[Look, ...]:
    """Return what is odd about records that others touched lately, the newest first."""
    found: list[Look] = []
    for kind, record in _touched(connection):
        stored = fetch(connection, KINDS[kind], record)
        if stored is None or stored.retired:
            continue
        found += (
            _look(connection, kind, record, one) for one in _odd(connection, stored.record, today)
        )
        if len(found) >= most:
            break
    return tuple(found[:most])


def _touched(connection: Connection) -> list[tuple[str, RecordId]]:
    """Return the records that the last Saves of others touched."""
    found: dict[tuple[str, RecordId], None] = {}
    for device, incarnation, counter in connection.exec_driver_sql(_LATEST, (_SAVES,)).all():
        entry = journal.entry_of(connection, Dot(device, incarnation, counter, 0))
        for part in entry.changeset.parts if entry is not None else ():
            for operation in part.operations:
                if operation.kind in KINDS:
                    found[operation.kind, operation.record] = None
        if len(found) >= _RECORDS:
            break
    return list(found)[:_RECORDS]


def _odd(connection: Connection, record: Any, today: date) -> Iterator[Advice]:
    for problem in rule_problems(record):
        yield Advice(problem.field, sentence(type(record), problem))
    yield from cross_advice(connection, record, today)


def _look(connection: Connection, kind: str, record: RecordId, one: Advice) -> Look:
    subject = subject_of(connection, kind, record)
    return Look(kind, record, one.field, one.sentence, subject, one.kind, one.other)
