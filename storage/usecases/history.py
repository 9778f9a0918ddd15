"""The history of a record, read from the journal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from storage.domain.admission import admit
from storage.domain.changeset import Changeset, Dot, Operation, SetEdit
from storage.domain.clocks import stamp_moment
from storage.domain.codes import CodeBook
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.spec.fields import register_of
from storage.spec.kinds import open_fields_of
from storage.spec.plain import Plain
from storage.tables import journal, misfiled
from storage.tables.records import fetch
from storage.usecases.codelists import book_of


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
    told = _Told(kind, book_of(connection))
    unsaid = _unsaid(connection, kind, record)
    return [
        Step(
            entry.sequence,
            stamp_moment(entry.changeset.stamp),
            entry.changeset.author,
            entry.changeset.act,
            operation.verb,
            _without(told.follow(entry.changeset, operation), unsaid),
        )
        for entry, operation in reversed(found)
    ][::-1]


def _unsaid(connection: Connection, kind: str, record: RecordId) -> frozenset[str]:
    """Return the fields that are not told: those of a note that was moved."""
    hidden = kind == "note" and misfiled.is_hidden(connection, record)
    return frozenset({"text", *misfiled.UNSAID}) if hidden else frozenset()


def _without(
    fields: dict[str, tuple[Plain, Plain]], unsaid: frozenset[str]
) -> dict[str, tuple[Plain, Plain]]:
    return {name: values for name, values in fields.items() if name not in unsaid}


class _Told:
    """What a record said so far, version by version."""

    def __init__(self, kind: str, codes: CodeBook) -> None:
        self._codes = codes
        self._fields = open_fields_of(KINDS[kind])
        self._last: dict[str, Plain] = {}
        self._stamps: dict[Dot, int] = {}
        self._written: dict[tuple[str, Dot], Plain] = {}

    def follow(self, changeset: Changeset, operation: Operation) -> dict[str, tuple[Plain, Plain]]:
        """Return each field that ``operation`` changed, before and after; what waits is left out.

        Before is what its author had on screen, which is not what the journal has above it when
        two laptops wrote at once.
        """
        admitted = admit(operation, self._codes)
        dot = changeset.dot(operation.index)
        self._stamps[dot] = changeset.stamp
        changed = {}
        for name, value in operation.values.items():
            field = self._fields.get(name)
            if field is None or admitted.parked is None:
                continue
            register = register_of(name, field)
            if register in admitted.parked:
                continue
            before = self._before(name, value, operation.replaces.get(register, ()))
            after = _after(before, value)
            if _filled(before) != _filled(after):
                changed[name] = (before, after)
            self._last[name] = after
            self._written[name, dot] = after
        return changed

    def _before(self, name: str, value: Plain | SetEdit, replaced: Iterable[Dot]) -> Plain:
        known = [(self._stamps[dot], dot) for dot in replaced if dot in self._stamps]
        if not known or isinstance(value, SetEdit):
            return self._last.get(name)
        return self._written.get((name, max(known)[1]))


def _filled(plain: Plain) -> Plain:
    """Return None for what says nothing, whether it was never written or emptied."""
    return plain if plain or plain.__class__ is int else None


def _after(before: Plain, value: Plain | SetEdit) -> Plain:
    if not isinstance(value, SetEdit):
        return value
    members: set[Any] = set(before) if isinstance(before, list) else set()
    after: list[Any] = sorted((members - set(value.removed)) | set(value.added))
    return after
