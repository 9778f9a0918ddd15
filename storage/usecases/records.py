"""Save records: one act of a user is one transaction, one changeset, one journal entry."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from storage.domain.changeset import RETIRED, Changeset, Dot, Operation, Part, SetEdit
from storage.domain.checks import Problem, problems_of
from storage.domain.clocks import milliseconds, next_stamp
from storage.domain.ids import RecordId
from storage.domain.rules import rule_problems
from storage.domain.versions import Versions
from storage.errors import ChangedMeanwhileError, RejectedError
from storage.spec.fields import SETS, register_of
from storage.spec.kinds import fields_of, kind_of
from storage.spec.plain import Plain, to_plain
from storage.tables import journal
from storage.tables.columns import storing
from storage.tables.encoding import pack_dot, pack_versions
from storage.tables.records import TABLES, Stored, fetch, row_maker
from storage.usecases import indexing
from storage.usecases.changes import Changes
from storage.usecases.codelists import codebook
from storage.usecases.transaction import Transaction, Vault
from storage.usecases.wording import refusal

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Add:
    """A new record."""

    record: Any


@dataclass(frozen=True, slots=True)
class Edit(Generic[T]):
    """A record as it was on screen, and as it shall be."""

    before: Stored[T]
    after: T


@dataclass(frozen=True, slots=True)
class Retire:
    """Hide a record; it can be restored."""

    before: Stored[Any]


@dataclass(frozen=True, slots=True)
class Restore:
    """Bring a retired record back."""

    before: Stored[Any]


Change = Add | Edit[Any] | Retire | Restore


def save(
    transaction: Transaction, changes: Sequence[Change], act: str, batch: bytes | None = None
) -> Changes:
    """Store ``changes`` together under the name ``act``.

    Raises RejectedError naming record, field and action when a record may not be stored, and
    ChangedMeanwhileError when what was on screen is no longer what is stored; nothing is kept.
    """
    connection, identity = transaction.connection, transaction.identity
    counter = journal.next_counter(connection, identity.device, identity.incarnation)
    now = milliseconds(transaction.clock.now())
    stamp = next_stamp(journal.last_stamp(connection), now)
    sealed: defaultdict[tuple[str, bytes], list[Operation]] = defaultdict(list)
    touched: defaultdict[str, set[RecordId]] = defaultdict(set)
    for change in changes:
        index = sum(map(len, sealed.values()))
        dot = Dot(identity.device, identity.incarnation, counter, index)
        written = _write(transaction, change, dot, stamp)
        if written is None:
            continue
        scope, operation = written
        vault = kind_of(type(_record_of(change))).vault
        sealed[vault, scope].append(operation)
        touched[operation.kind].add(operation.record)
    if not sealed:
        return Changes(act=act)
    parts = tuple(
        _part(transaction, transaction.vaults[vault], scope, operations)
        for (vault, scope), operations in sealed.items()
    )
    changeset = Changeset(
        identity.device, identity.incarnation, counter, stamp, identity.author, act, parts, batch
    )
    journal.append(connection, changeset)
    ids = {kind: frozenset(records) for kind, records in touched.items()}
    return Changes(ids, act, changeset.dot(0))


def scope_of(record: Any, vault: Vault) -> bytes:
    """Return the id of the case key that seals ``record``; the vault's own where it has no case."""
    name = kind_of(type(record)).scoped_by
    return (name and getattr(record, name)) or vault.id


def check(transaction: Transaction, record: Any) -> None:
    """Raise RejectedError with plain sentences when ``record`` may not be stored."""
    problems = all_problems(transaction, record)
    if problems:
        raise RejectedError(refusal(type(record), problems))


def all_problems(transaction: Transaction, record: Any) -> list[Problem]:
    """Return what is wrong with ``record``, of its fields and between them."""
    return problems_of(record, today=transaction.today(), codes=codebook()) + rule_problems(record)


def filled_values(record: Any) -> dict[str, Plain]:
    """Return the plain values of every field of ``record`` that is not empty."""
    return {
        name: plain
        for name, field in fields_of(type(record)).items()
        # A zero is a value; nothing, an empty text, an empty set and a no are not.
        if (plain := to_plain(field)(getattr(record, name))) or plain.__class__ is int
    }


def _record_of(change: Change) -> Any:
    return change.record if isinstance(change, Add) else change.before.record


def _part(
    transaction: Transaction, vault: Vault, scope: bytes, operations: Iterable[Operation]
) -> Part:
    transaction.ensure_case_key(vault, scope)
    return Part(vault.id, scope, tuple(operations))


def _write(
    transaction: Transaction, change: Change, dot: Dot, stamp: int
) -> tuple[bytes, Operation] | None:
    match change:
        case Add(record):
            return _add(transaction, record, dot, stamp)
        case Edit(before, after):
            return _edit(transaction, before, after, dot, stamp)
        case Retire(before):
            return _hide(transaction, before, dot, stamp, retired=True)
        case Restore(before):
            return _hide(transaction, before, dot, stamp, retired=False)


def _add(transaction: Transaction, record: Any, dot: Dot, stamp: int) -> tuple[bytes, Operation]:
    check(transaction, record)
    kind = kind_of(type(record))
    scope = scope_of(record, transaction.vaults[kind.vault])
    row = (record.id, scope, pack_dot(dot), None, stamp, 0, *row_maker(kind.name)(record))
    transaction.connection.exec_driver_sql(insert_statement(kind.name), row)
    indexing.index(transaction.connection, record)
    return scope, Operation(dot.position, "add", kind.name, record.id, filled_values(record), {})


def insert_statement(kind: str) -> str:
    """Return the SQL that inserts one row of ``kind``: system columns, then fields in order."""
    count = len(TABLES[kind].columns)
    return f'INSERT INTO "{kind}" VALUES ({", ".join("?" * count)})'  # noqa: S608 - our own names


def _edit(
    transaction: Transaction, before: Stored[Any], after: Any, dot: Dot, stamp: int
) -> tuple[bytes, Operation] | None:
    cls = type(after)
    kind, fields = kind_of(cls), fields_of(cls)
    changed = {n for n in fields if getattr(before.record, n) != getattr(after, n)}
    if not changed:
        return None
    if kind.append_only:
        problems = [Problem(name, "append-only") for name in sorted(changed)]
        raise RejectedError(refusal(cls, problems))
    check(transaction, after)
    registers = {name: register_of(name, field) for name, field in fields.items()}
    touched = {registers[name] for name in changed}
    written = [name for name in fields if registers[name] in touched]
    current = _current(transaction, before)
    values: dict[str, Plain | SetEdit] = {}
    replaces: dict[str, tuple[Dot, ...]] = {}
    for name in written:
        if isinstance(fields[name], SETS):
            edit = _set_edit(fields[name], getattr(before.record, name), getattr(after, name))
            values[name] = edit
            replaces[name] = before.versions.of_members(name, edit.removed)
        else:
            register = registers[name]
            if current.versions.of(register) != before.versions.of(register):
                raise ChangedMeanwhileError(
                    f"{kind.label}: {fields[name].label} was changed meanwhile. "
                    "Nothing was overwritten; look at the newer value, then save again."
                )
            values[name] = to_plain(fields[name])(getattr(after, name))
            replaces[register] = before.versions.of(register)
    operation = Operation(dot.position, "edit", kind.name, after.id, values, replaces)
    merged = _with_sets(current.record, after, operation)
    _update(transaction, merged, written, current.versions.after(operation, dot, registers), stamp)
    indexing.index(transaction.connection, merged)
    return before.scope, operation


def _set_edit(field: Any, before: frozenset[Any], after: frozenset[Any]) -> SetEdit:
    plain = to_plain(field)
    added, removed = plain(after - before), plain(before - after)
    return SetEdit(tuple(added), tuple(removed))  # type: ignore[arg-type]  # sets are lists


def _with_sets(current: Any, after: Any, operation: Operation) -> Any:
    """Return ``after`` with set members that others put in while it was on screen."""
    values = {}
    for name in fields_of(type(after)):
        edit = operation.values.get(name)
        if isinstance(edit, SetEdit):
            values[name] = (getattr(current, name) - set(edit.removed)) | set(edit.added)
        else:
            values[name] = getattr(after if name in operation.values else current, name)
    return type(after)(id=after.id, **values)


def _hide(
    transaction: Transaction, before: Stored[Any], dot: Dot, stamp: int, *, retired: bool
) -> tuple[bytes, Operation] | None:
    cls = type(before.record)
    current = _current(transaction, before)
    if current.retired is retired:
        return None
    replaces = {RETIRED: current.versions.of(RETIRED)}
    if retired:
        replaces["~seen"] = before.versions.all_dots()
    verb = "retire" if retired else "restore"
    name = kind_of(cls).name
    operation = Operation(dot.position, verb, name, before.record.id, {}, replaces)  # type: ignore[arg-type]  # one of two verbs
    versions = current.versions.after(operation, dot, {})
    transaction.connection.execute(
        TABLES[name]
        .update()
        .where(TABLES[name].c.id == before.record.id)
        .values(retired=int(retired), versions=pack_versions(versions), saved=stamp)
    )
    if retired:
        indexing.forget(transaction.connection, before.record.id)
    else:
        indexing.index(transaction.connection, current.record)
    return before.scope, operation


def _current(transaction: Transaction, before: Stored[Any]) -> Stored[Any]:
    current = fetch(transaction.connection, type(before.record), before.record.id)
    if current is None:
        label = kind_of(type(before.record)).label
        raise ChangedMeanwhileError(f"{label}: the record is not on this laptop any more.")
    return current


def _update(
    transaction: Transaction, record: Any, fields: Sequence[str], versions: Versions, stamp: int
) -> None:
    cls = type(record)
    table = TABLES[kind_of(cls).name]
    cells = {name: storing(fields_of(cls)[name])(getattr(record, name)) for name in fields}
    transaction.connection.execute(
        table.update()
        .where(table.c.id == record.id)
        .values(**cells, versions=pack_versions(versions), saved=stamp)
    )
