"""Take back one Save: undo is itself a changeset, so it is in the history and can be undone."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection

from storage.domain import anonymous
from storage.domain.changeset import RETIRED, Dot, Operation, SetEdit
from storage.domain.kinds import KINDS
from storage.domain.partial_dates import PartialDate
from storage.errors import ChangedMeanwhileError, RejectedError
from storage.spec.fields import SETS, Code, Field, Text, register_of
from storage.spec.kinds import fields_of, kind_of
from storage.spec.plain import Plain, from_plain, to_plain
from storage.tables import journal
from storage.tables.records import Stored, fetch
from storage.usecases.changes import Changes
from storage.usecases.history import Step, history
from storage.usecases.records import Change, Edit, Reopen, Restore, Retire, save
from storage.usecases.reopening import settled_seen, settled_values
from storage.usecases.transaction import Transaction


def undo(transaction: Transaction, dot: Dot) -> Changes:
    """Take back the Save of this device that wrote ``dot``, also where it was named anew since.

    Raises ChangedMeanwhileError when something it wrote was changed since; RejectedError when it
    cannot be taken back (a disclosure has happened, or a case was destroyed that all of it was of).
    """
    entry = journal.entry_of(transaction.connection, journal.named_now(transaction.connection, dot))
    if entry is None or dot.device != transaction.identity.device:
        raise RejectedError("There is nothing to undo.")
    inverse = [
        _inverse(transaction.connection, entry, operation)
        for part in entry.changeset.parts
        for operation in part.operations
    ]
    if not inverse:
        raise RejectedError(
            "What was saved then is not on this laptop any more. Nothing was undone."
        )
    # What is undone was weighed when it was done; to take it back is the way out, not the danger.
    return save(transaction, inverse, f"undo {entry.changeset.act}", weighed=False)


def last_own_save(connection: Connection, device: bytes) -> tuple[Dot, str] | None:
    """Return this device's newest Save and its act; None when that was an undo.

    Imports are left out: they are taken back by their batch. So is what an earlier incarnation
    saved: it may have come from a server, and be of another copy of this workspace; and what the
    program kept of destroyed cases.
    """
    row = connection.exec_driver_sql(
        "SELECT device, incarnation, counter, act FROM journal "
        "WHERE device = ? AND incarnation = (SELECT incarnation FROM this_device) "
        "AND batch IS NULL AND act <> ? ORDER BY sequence DESC LIMIT 1",
        (device, anonymous.ACT),
    ).first()
    if row is None or row.act.startswith("undo "):
        return None
    return Dot(row.device, row.incarnation, row.counter, 0), row.act


def _inverse(connection: Connection, entry: journal.Entry, operation: Operation) -> Change:
    cls = KINDS[operation.kind]
    stored = fetch(connection, cls, operation.record)
    if stored is None:
        raise RejectedError(f"{kind_of(cls).label}: this cannot be undone.")
    steps = history(connection, operation.kind, operation.record)
    step = next(step for step in steps if step.sequence == entry.sequence)
    later = [step for step in steps if step.sequence > entry.sequence]
    dot = entry.changeset.dot(operation.index)
    if _is_replaced(cls, step, later) or not _is_shown(stored, operation, dot):
        raise ChangedMeanwhileError(
            f"{kind_of(cls).label}: it was changed since. Nothing was undone; "
            "its history shows what happened."
        )
    if kind_of(cls).append_only and operation.verb == "edit":
        raise RejectedError(
            f"{kind_of(cls).label}: what was decided about it cannot be taken back. "
            "Write an amendment."
        )
    reopened = _reopened(connection, stored, operation, dot, step)
    return reopened or _turned_back(stored, operation, step)


def _reopened(
    connection: Connection, stored: Stored[Any], operation: Operation, dot: Dot, step: Step
) -> Reopen | None:
    """Return what brings back the versions that ``operation`` settled; None where it did not.

    A decision may have put the other value in words into another field: that goes back too.
    """
    if operation.verb == "edit":
        fields = fields_of(type(stored.record))
        for register, values in settled_values(connection, operation).items():
            also = {
                name: to_plain(fields[name])(value_of(fields[name], before))
                for name, (before, _after) in step.fields.items()
                if register_of(name, fields[name]) != register
                and not isinstance(fields[name], SETS)
            }
            return Reopen(stored, register, tuple(values), also=also)
    elif operation.verb in {"retire", "restore"}:
        seen = settled_seen(connection, dot, operation)
        return None if seen is None else Reopen(stored, RETIRED, seen=seen)
    return None


def _turned_back(stored: Stored[Any], operation: Operation, step: Step) -> Change:
    match operation.verb:
        case "add" | "restore":
            return Retire(stored)
        case "retire":
            return Restore(stored)
        case "edit":
            return Edit(stored, _before(stored.record, step))


def _is_replaced(cls: type[Any], step: Step, later: Iterable[Step]) -> bool:
    """Tell whether anything that taking ``step`` back would touch was written again ``later``."""
    match step.verb:
        case "add" | "restore":
            return any(True for _ in later)
        case "retire":
            return any(each.verb in {"retire", "restore"} for each in later)
        case _:
            touched = set(_touched(cls, step))
            return any(touched.intersection(_touched(cls, each)) for each in later)


def _is_shown(stored: Stored[Any], operation: Operation, dot: Dot) -> bool:
    """Tell whether ``operation`` alone wrote what is displayed where it wrote.

    What another laptop wrote at the same time stands later or earlier in this journal.
    """
    if operation.verb != "edit":
        return True
    fields, versions = fields_of(type(stored.record)), stored.versions
    for name, value in operation.values.items():
        if isinstance(value, SetEdit):
            shown = {versions.of_members(name, [member]) for member in value.added}
            if not shown <= {(dot,)} or versions.of_members(name, value.removed):
                return False
        elif versions.of(register_of(name, fields[name])) != (dot,):
            return False
    return True


def _touched(cls: type[Any], step: Step) -> Iterator[tuple[str, object]]:
    """Yield each register that ``step`` wrote, of a set each member put in or taken out."""
    for name, (before, after) in step.fields.items():
        field = fields_of(cls)[name]
        if isinstance(field, SETS):
            changed = value_of(field, before) ^ value_of(field, after)
            yield from ((name, member) for member in changed)
        else:
            yield register_of(name, field), None


def _before(record: Any, step: Step) -> Any:
    """Return ``record`` with what ``step`` changed as it was before."""
    fields = fields_of(type(record))
    values = {name: getattr(record, name) for name in fields}
    for name, plains in step.fields.items():
        before, after = (value_of(fields[name], plain) for plain in plains)
        if isinstance(fields[name], SETS):
            values[name] = (values[name] - (after - before)) | (before - after)
        else:
            values[name] = before
    return type(record)(id=record.id, **values)


def value_of(field: Field, plain: Plain) -> Any:
    """Return the value of a plain form; the empty one where there was none."""
    if plain is None and isinstance(field, Text | Code):
        return ""
    if plain is None and isinstance(field, SETS):
        return frozenset()
    return from_plain(field, PartialDate.parse)(plain)
