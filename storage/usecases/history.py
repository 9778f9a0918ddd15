"""The history of a record, read from the journal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from storage.domain.changeset import Operation, SetEdit
from storage.domain.clocks import stamp_moment
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.spec.plain import Plain
from storage.tables import journal
from storage.tables.records import fetch


@dataclass(frozen=True, slots=True)
class Step:
    """One saved change of one record: who, when, by what act, each changed field before and after.

    Values are plain; None before a field that had none.
    """

    sequence: int
    moment: datetime
    author: str
    act: str
    verb: str
    fields: Mapping[str, tuple[Plain, Plain]]


def history(connection: Connection, kind: str, record: RecordId) -> list[Step]:
    """Return every saved change of the record, newest first; empty when it is not known."""
    stored = fetch(connection, KINDS[kind], record)
    if stored is None:
        return []
    found: list[tuple[journal.Entry, Operation]] = [
        (entry, operation)
        for entry, part in journal.entries_of_scope(connection, stored.scope)
        for operation in reversed(part.operations)
        if operation.record == record
    ]
    values: dict[str, Plain] = {}
    steps = []
    for entry, operation in reversed(found):
        fields = {}
        for name, value in operation.values.items():
            before, after = values.get(name), _after(values.get(name), value)
            if _filled(before) != _filled(after):
                fields[name] = (before, after)
            values[name] = after
        changeset = entry.changeset
        steps.append(
            Step(
                entry.sequence,
                stamp_moment(changeset.stamp),
                changeset.author,
                changeset.act,
                operation.verb,
                fields,
            )
        )
    return steps[::-1]


def _filled(plain: Plain) -> Plain:
    """Return None for what says nothing, whether it was never written or emptied."""
    return plain if plain or plain.__class__ is int else None


def _after(before: Plain, value: Plain | SetEdit) -> Plain:
    if not isinstance(value, SetEdit):
        return value
    members: set[Any] = set(before) if isinstance(before, list) else set()
    after: list[Any] = sorted((members - set(value.removed)) | set(value.added))
    return after
