"""Write one change of one record: its row, its versions, its search entries, its operation.

What is returned goes into the changeset: the scope that seals the record, and the operation.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from storage.domain.admission import shape_of
from storage.domain.changeset import RETIRED, Changeset, Dot, Operation, SetEdit, Verb
from storage.domain.checks import Problem
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.merging import SEEN, absorbed, live_dots, live_in
from storage.domain.merging import Written as Merging
from storage.errors import ChangedMeanwhileError, RejectedError
from storage.spec.fields import SETS, Field, register_of
from storage.spec.kinds import fields_of, kind_of
from storage.spec.plain import Plain, to_plain
from storage.tables import journal
from storage.tables.encoding import pack_dot
from storage.tables.records import Stored, fetch, insert_statement, plain_maker
from storage.usecases import indexing, merged
from storage.usecases.checking import check
from storage.usecases.merged import Kept
from storage.usecases.privileged import VAULT as APART
from storage.usecases.privileged import is_apart, scope_apart
from storage.usecases.transaction import Transaction, Vault
from storage.usecases.wording import refusal

Written = tuple[bytes, Operation]


def home_of(transaction: Transaction, record: Any) -> tuple[Vault, bytes]:
    """Return the vault that a new record belongs to, and the id of the case key that seals it.

    That is the vault's own where it has no case. A privileged note is sealed apart.
    """
    if is_apart(transaction, record):
        return transaction.vault(APART), scope_apart(record.case)
    kind = kind_of(type(record))
    vault, name = transaction.vault(kind.vault), kind.scoped_by
    return vault, (name and getattr(record, name)) or vault.id


def add(transaction: Transaction, record: Any, changeset: Changeset, dot: Dot) -> Written:
    """Store a new record."""
    check(transaction, record)
    kind = kind_of(type(record))
    _vault, scope = home_of(transaction, record)
    cells, values = plain_maker(kind.name)(record)
    row = (record.id, scope, pack_dot(dot), None, changeset.stamp, 0, *cells)
    transaction.connection.exec_driver_sql(insert_statement(kind.name), row)
    indexing.index(transaction.connection, record)
    return scope, Operation(dot.position, "add", kind.name, record.id, values, {})


def edit(
    transaction: Transaction, before: Stored[Any], after: Any, changeset: Changeset, dot: Dot
) -> Written | None:
    """Store what ``after`` has otherwise than ``before``, and nothing when that is nothing.

    ``before`` may have been read before its versions were named anew. A set takes the members put
    in and taken out; everything else must be as it was on screen.
    """
    cls = type(after)
    kind = kind_of(cls)
    if after.id != before.record.id:
        raise ValueError("An edit is of the record that was on screen, never of another record.")
    changed = _changed(before.record, after)
    if not changed:
        return None
    if kind.append_only:
        raise RejectedError(refusal(cls, [Problem(name, "append-only") for name in changed]))
    before = _named_now(transaction, before)
    current = _current(transaction, before)
    if current.retired:
        raise ChangedMeanwhileError(
            f"{kind.label}: it was retired. Nothing was changed; restore it, then save again."
        )
    operation = _operation(before, after, current, dot)
    if not operation.values:
        return None
    check(transaction, _merged(current.record, after, operation))
    _take_in(transaction, [operation], changeset)
    return before.scope, operation


def settle(  # noqa: PLR0913, PLR0917 - which value of which register and beside it, in which Save
    transaction: Transaction,
    before: Stored[Any],
    register: str,
    values: Mapping[str, Plain],
    also: Mapping[str, Plain],
    changeset: Changeset,
    dot: Dot,
) -> Written | None:
    """Write ``values`` over every live version of ``register``, ``also`` over what is displayed."""
    if register == RETIRED:
        retired = bool(values["retired"])
        return hide(transaction, before, changeset, dot, retired=retired, settling=True)
    kind = kind_of(type(before.record)).name
    live = _kept(transaction, kind, before.record.id).live
    versions = live_in(live, register, shape_of(kind))
    replaces = _displayed(before, also)
    replaces[register] = tuple(sorted(version.dot for version in versions))
    written = {**values, **also}
    operation = Operation(dot.position, "edit", kind, before.record.id, written, replaces)
    _take_in(transaction, [operation], changeset)
    return before.scope, operation


def reopen(  # noqa: PLR0913, PLR0917 - what stood beside each other where, in which Save
    transaction: Transaction,
    before: Stored[Any],
    register: str,
    values: Sequence[Mapping[str, Plain]],
    seen: tuple[Dot, ...],
    also: Mapping[str, Plain],
    changeset: Changeset,
    dot: Dot,
) -> list[Written]:
    """Write ``values`` beside each other over what is displayed in ``register``.

    None of them replaces another one, so all are live. ``also`` is written with the first. Of
    ``~retired``, the record is in question again for whoever had only ``seen`` so much when
    retiring it.
    """
    kind, record = kind_of(type(before.record)).name, before.record.id
    shown = before.versions.of(register)
    if register == RETIRED:
        replaces = {RETIRED: shown, SEEN: seen}
        operations = [Operation(dot.position, "retire", kind, record, {}, replaces)]
    else:
        operations = [
            Operation(dot.position + n, "edit", kind, record, value, {register: shown})
            for n, value in enumerate(values)
        ]
        first, besides = operations[0], _displayed(before, also)
        operations[0] = replace(
            first, values={**first.values, **also}, replaces={**first.replaces, **besides}
        )
    _take_in(transaction, operations, changeset)
    return [(before.scope, operation) for operation in operations]


def hide(
    transaction: Transaction,
    before: Stored[Any],
    changeset: Changeset,
    dot: Dot,
    *,
    retired: bool,
    settling: bool = False,
) -> Written | None:
    """Retire or restore a record; nothing when it is so already, unless that settles a conflict.

    Both replace all that was decided before, and who retires has seen the versions that stand
    beside as well.
    """
    kind = kind_of(type(before.record))
    current = _current(transaction, before)
    if current.retired is retired and not settling:
        return None
    if retired:
        _refuse_hiding(before, current)
    live = _kept(transaction, kind.name, before.record.id).live
    shape = shape_of(kind.name)
    replaces = {RETIRED: tuple(sorted(v.dot for v in live_in(live, RETIRED, shape)))}
    if retired:
        replaces[SEEN] = tuple(sorted({*current.versions.all_dots(), *live_dots(live, shape)}))
    verb: Verb = "retire" if retired else "restore"
    operation = Operation(dot.position, verb, kind.name, before.record.id, {}, replaces)
    _take_in(transaction, [operation], changeset)
    return before.scope, operation


def _displayed(before: Stored[Any], names: Iterable[str]) -> dict[str, tuple[Dot, ...]]:
    """Return, by register, the versions on show of the fields called ``names``."""
    fields = fields_of(type(before.record))
    registers = {register_of(name, fields[name]) for name in names}
    return {register: before.versions.of(register) for register in registers}


def _take_in(
    transaction: Transaction, operations: Sequence[Operation], changeset: Changeset
) -> None:
    """Store what a record shows once ``operations`` are among its versions."""
    kind, record = operations[0].kind, operations[0].record
    writes = [merged.written_by(operation, changeset) for operation in operations]
    found = _kept(transaction, kind, record, writes)
    live = found.live
    for written in writes:
        live = absorbed(live, written, shape_of(kind))
    merged.store(transaction.connection, found, live, found.scope)


def _kept(
    transaction: Transaction, kind: str, record: RecordId, writes: Sequence[Merging] = ()
) -> Kept:
    found = merged.kept(transaction.connection, kind, record, writes)
    if found is None:
        label = kind_of(KINDS[kind]).label
        raise ChangedMeanwhileError(f"{label}: the record is not on this laptop any more.")
    return found


def _changed(before: Any, after: Any) -> list[str]:
    return [n for n in fields_of(type(after)) if getattr(before, n) != getattr(after, n)]


def _current(transaction: Transaction, before: Stored[Any]) -> Stored[Any]:
    current = fetch(transaction.connection, type(before.record), before.record.id)
    if current is None:
        label = kind_of(type(before.record)).label
        raise ChangedMeanwhileError(f"{label}: the record is not on this laptop any more.")
    return current


def _named_now(transaction: Transaction, before: Stored[Any]) -> Stored[Any]:
    """Return what was on screen with the names that its versions have now."""
    own = transaction.identity

    def named(dot: Dot) -> Dot:
        if dot.device != own.device or dot.incarnation == own.incarnation:
            return dot
        return journal.named_now(transaction.connection, dot)

    return replace(before, versions=before.versions.renamed(named))


def _operation(before: Stored[Any], after: Any, current: Stored[Any], dot: Dot) -> Operation:
    cls = type(after)
    values: dict[str, Plain | SetEdit] = {}
    replaces: dict[str, tuple[Dot, ...]] = {}
    for name, field in _written(cls, _changed(before.record, after)).items():
        if isinstance(field, SETS):
            change = _set_edit(name, before, after, current)
            if change.added or change.removed:
                values[name] = change
                replaces[name] = before.versions.of_members(name, change.removed)
        else:
            register = register_of(name, field)
            _refuse_unseen(name, register, before, current)
            values[name] = to_plain(field)(getattr(after, name))
            replaces[register] = before.versions.of(register)
    return Operation(dot.position, "edit", kind_of(cls).name, after.id, values, replaces)


def _written(cls: type[Any], changed: Iterable[str]) -> dict[str, Field]:
    """Return every field of a register of which any field was ``changed``."""
    fields = fields_of(cls)
    touched = {register_of(name, fields[name]) for name in changed}
    return {name: field for name, field in fields.items() if register_of(name, field) in touched}


def _set_edit(name: str, before: Stored[Any], after: Any, current: Stored[Any]) -> SetEdit:
    """Return what is left to put in and to take out of the set as it is now.

    A member that somebody put in again meanwhile stays: it is not the one that was on screen.
    """
    was, wanted, now = (getattr(r, name) for r in (before.record, after, current.record))
    seen = [
        member
        for member in (was - wanted) & now
        if before.versions.of_members(name, [member]) == current.versions.of_members(name, [member])
    ]
    return SetEdit(tuple(sorted(wanted - was - now)), tuple(sorted(seen)))


def _refuse_unseen(name: str, register: str, before: Stored[Any], current: Stored[Any]) -> None:
    if current.versions.of(register) != before.versions.of(register):
        cls = type(before.record)
        raise ChangedMeanwhileError(
            f"{kind_of(cls).label}: {fields_of(cls)[name].label} was changed meanwhile. "
            "Nothing was overwritten; look at the newer value, then save again."
        )


def _refuse_hiding(before: Stored[Any], current: Stored[Any]) -> None:
    kind = kind_of(type(before.record))
    if kind.permanent:
        raise RejectedError(f"{kind.label}: it has happened, so it cannot be undone or retired.")
    if current.versions != before.versions:
        raise ChangedMeanwhileError(
            f"{kind.label}: it was changed meanwhile. Nothing was retired; "
            "look at the newer version, then retire it again."
        )


def _merged(current: Any, after: Any, operation: Operation) -> Any:
    """Return the record as it is now with what ``operation`` writes."""
    values = {name: getattr(current, name) for name in fields_of(type(after))}
    for name, value in operation.values.items():
        if isinstance(value, SetEdit):
            values[name] = (values[name] - set(value.removed)) | set(value.added)
        else:
            values[name] = getattr(after, name)
    return type(after)(id=after.id, **values)
