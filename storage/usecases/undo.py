"""Take back one Save: undo is itself a changeset, so it is in the history and can be undone."""

from collections.abc import Iterator
from dataclasses import MISSING
from typing import Any

from sqlalchemy import Connection

from storage.domain.changeset import Changeset, Dot, Operation, SetEdit
from storage.domain.kinds import KINDS
from storage.domain.partial_dates import PartialDate
from storage.errors import ChangedMeanwhileError, RejectedError
from storage.spec.fields import register_of
from storage.spec.kinds import fields_of, kind_of
from storage.spec.plain import Plain, from_plain
from storage.tables import journal
from storage.tables.records import Stored, fetch
from storage.usecases.changes import Changes
from storage.usecases.records import Change, Edit, Restore, Retire, save
from storage.usecases.transaction import Transaction


def undo(transaction: Transaction, dot: Dot) -> Changes:
    """Take back the Save that wrote ``dot``.

    Raises ChangedMeanwhileError when something it wrote was changed since; RejectedError when it
    cannot be taken back (an amendment stays under its note, a disclosure has happened).
    """
    entry = journal.entry_of(transaction.connection, dot)
    if entry is None:
        raise RejectedError("There is nothing to undo.")
    changeset = entry.changeset
    inverse = [
        _inverse(transaction.connection, changeset, operation)
        for part in reversed(changeset.parts)
        for operation in reversed(part.operations)
    ]
    return save(transaction, inverse, f"undo {changeset.act}")


def last_own_save(connection: Connection, device: bytes) -> tuple[Dot, str] | None:
    """Return the newest Save of this device that is not an undo, and its act, or None."""
    row = connection.exec_driver_sql(
        "SELECT device, incarnation, counter, act FROM journal "
        "WHERE device = ? AND batch IS NULL ORDER BY sequence DESC LIMIT 1",
        (device,),
    ).first()
    if row is None or row.act.startswith("undo "):
        return None
    return Dot(row.device, row.incarnation, row.counter, 0), row.act


def _inverse(connection: Connection, changeset: Changeset, operation: Operation) -> Change:
    cls = KINDS[operation.kind]
    stored = fetch(connection, cls, operation.record)
    if stored is None or operation.kind == "disclosure":
        raise RejectedError(f"{kind_of(cls).label}: this cannot be undone.")
    dot = changeset.dot(operation.index)
    _refuse_if_changed(stored, operation, dot)
    match operation.verb:
        case "add" | "restore":
            return Retire(stored)
        case "retire":
            return Restore(stored)
        case "edit":
            return Edit(stored, _before(connection, stored.record, operation))


def _refuse_if_changed(stored: Stored[Any], operation: Operation, dot: Dot) -> None:
    cls = type(stored.record)
    fields = fields_of(cls)
    if operation.verb == "add":
        untouched = stored.versions.all_dots() == (dot,)
    elif operation.verb == "edit":
        untouched = all(
            isinstance(value, SetEdit)
            or stored.versions.of(register_of(name, fields[name])) == (dot,)
            for name, value in operation.values.items()
        )
    else:
        untouched = True
    if not untouched:
        raise ChangedMeanwhileError(
            f"{kind_of(cls).label}: it was changed since. Nothing was undone; "
            "its history shows what happened."
        )


def _before(connection: Connection, record: Any, operation: Operation) -> Any:
    fields = fields_of(type(record))
    values = {name: getattr(record, name) for name in fields}
    for name, value in operation.values.items():
        if isinstance(value, SetEdit):
            values[name] = (values[name] - set(value.added)) | set(value.removed)
        else:
            replaced = operation.replaces[register_of(name, fields[name])]
            plain = _value_at(connection, replaced, operation, name)
            empty = from_plain(fields[name], PartialDate.parse)
            values[name] = _default(type(record), name) if plain is None else empty(plain)
    return type(record)(id=record.id, **values)


def _default(cls: type[Any], name: str) -> Any:
    default = cls.__dataclass_fields__[name].default
    return default if default is not MISSING else ""


def _value_at(
    connection: Connection, dots: tuple[Dot, ...], operation: Operation, name: str
) -> Plain:
    """Return the plain value of the field in the version that the operation replaced."""
    for found in _operations_at(connection, dots):
        if found.record == operation.record and name in found.values:
            value = found.values[name]
            return None if isinstance(value, SetEdit) else value
    return None


def _operations_at(connection: Connection, dots: tuple[Dot, ...]) -> Iterator[Operation]:
    for dot in dots:
        entry = journal.entry_of(connection, dot)
        for part in entry.changeset.parts if entry else ():
            yield from (o for o in part.operations if o.index == dot.position)
