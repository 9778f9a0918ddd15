"""Save records: one act of a user is one transaction, one changeset, one journal entry."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from storage.domain.changeset import Changeset, Dot, Operation, Part
from storage.domain.clocks import milliseconds, next_stamp
from storage.domain.ids import RecordId
from storage.spec.kinds import kind_of
from storage.tables import journal
from storage.tables.records import Stored
from storage.usecases import writing
from storage.usecases.changes import Changes
from storage.usecases.checking import all_problems, check
from storage.usecases.transaction import Transaction, Vault

__all__ = ["Add", "Change", "Edit", "Restore", "Retire", "all_problems", "check", "save"]

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
    A record may be named once: its versions are told apart by the operation that wrote them.
    """
    if len({_record_of(change).id for change in changes}) < len(changes):
        raise ValueError("A Save names each record once.")
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


def _record_of(change: Change) -> Any:
    return change.record if isinstance(change, Add) else change.before.record


def _write(
    transaction: Transaction, change: Change, dot: Dot, stamp: int
) -> writing.Written | None:
    match change:
        case Add(record):
            return writing.add(transaction, record, dot, stamp)
        case Edit(before, after):
            return writing.edit(transaction, before, after, dot, stamp)
        case Retire(before):
            return writing.hide(transaction, before, dot, stamp, retired=True)
        case Restore(before):
            return writing.hide(transaction, before, dot, stamp, retired=False)


def _part(
    transaction: Transaction, vault: Vault, scope: bytes, operations: Iterable[Operation]
) -> Part:
    transaction.ensure_case_key(vault, scope)
    return Part(vault.id, scope, tuple(operations))
