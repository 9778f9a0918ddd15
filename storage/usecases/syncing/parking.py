"""Operations that wait: for their record, or for a newer Satchel; the journal has their bytes."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection

from storage.domain.admission import NEWER
from storage.domain.changeset import Dot, Operation
from storage.domain.checks import Problem
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.spec.kinds import fields_of, kind_of
from storage.tables import journal
from storage.usecases.wording import sentence

_LOOKED_UP = 500
NOT_HERE = "The record that it changes has not arrived yet."
NEWER_FORM = "It was made with a newer version of Satchel. Update Satchel on this laptop."


@dataclass(frozen=True, slots=True)
class Pending:
    """One operation to be taken in: who wrote it where; ``waits`` names what of it had to wait.

    ``waits`` is None when nothing of the operation was taken in before.
    """

    dot: Dot
    stamp: int
    author: str
    act: str
    scope: bytes
    operation: Operation
    waits: tuple[str, ...] | None = None
    was_parked: bool = False


def park(
    connection: Connection, pending: Pending, registers: Sequence[str] | None, reason: str
) -> None:
    """Let ``registers`` of an operation wait, or, where there are none named, all of it."""
    packed = None if registers is None else msgspec.msgpack.encode(sorted(registers))
    operation = pending.operation
    row = (*pending.dot, operation.kind, operation.record, packed, reason)
    connection.exec_driver_sql(_PARK, row)


def park_part(connection: Connection, dot: Dot, position: int) -> None:
    """Let a whole part of a newer form wait, under a number that no operation has."""
    connection.exec_driver_sql(_PARK, (*dot[:3], -1 - position, "", b"", None, NEWER_FORM))


def unpark(connection: Connection, dot: Dot) -> None:
    """Forget that an operation waited."""
    connection.exec_driver_sql(_UNPARK, tuple(dot))


def waiting_for(connection: Connection, records: Collection[RecordId]) -> Iterator[Pending]:
    """Yield the operations that wait for one of ``records``."""
    if not any_parked(connection):
        return
    ids = list(records)
    for start in range(0, len(ids), _LOOKED_UP):
        some = tuple(ids[start : start + _LOOKED_UP])
        marks = ", ".join("?" * len(some))
        query = f"{_PARKED} WHERE record IN ({marks}) {_IN_ORDER}"
        yield from _pending(connection, connection.exec_driver_sql(query, some).all())


def all_parked(connection: Connection) -> list[Pending]:
    """Return every operation that waits; parts of a newer form are left out."""
    query = f"{_PARKED} WHERE position >= 0 {_IN_ORDER}"
    return list(_pending(connection, connection.exec_driver_sql(query).all()))


def parked_parts(connection: Connection) -> list[Dot]:
    """Return the parts of a newer form that wait, each under the number it waits by."""
    rows = connection.exec_driver_sql(
        "SELECT device, incarnation, counter, position FROM parked_operation WHERE position < 0"
    )
    return [Dot(*row) for row in rows]


def any_parked(connection: Connection) -> bool:
    """Tell whether anything waits."""
    query = "SELECT 1 FROM parked_operation LIMIT 1"
    return connection.exec_driver_sql(query).first() is not None


def reason_of(kind: str, problem: Problem | None) -> str:
    """Return in words why an operation of ``kind`` waits."""
    cls = KINDS.get(kind)
    if cls is None or problem is None or problem.key == NEWER.key:
        return NEWER_FORM
    label = kind_of(cls).label
    if problem.key == "permanent":
        return f"{label}: it has happened, so it cannot be retired."
    if problem.field not in fields_of(cls):
        return f"{label}: it cannot be changed once saved."
    return f"{label}: {sentence(cls, problem)}"


def _pending(connection: Connection, rows: Sequence[Any]) -> Iterator[Pending]:
    for row in rows:
        dot = Dot(row.device, row.incarnation, row.counter, row.position)
        found = journal.operation_of(connection, dot)
        if found is not None:
            part, operation = found
            waits = None if row.registers is None else tuple(msgspec.msgpack.decode(row.registers))
            signature = journal.signature_of(connection, dot)
            yield Pending(dot, *signature, part.scope, operation, waits, was_parked=True)


_PARK = (
    "INSERT OR REPLACE INTO parked_operation "
    "(device, incarnation, counter, position, kind, record, registers, reason) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_UNPARK = (
    "DELETE FROM parked_operation "
    "WHERE device = ? AND incarnation = ? AND counter = ? AND position = ?"
)
_PARKED = "SELECT device, incarnation, counter, position, registers FROM parked_operation"
_IN_ORDER = "ORDER BY device, incarnation, counter, position"
