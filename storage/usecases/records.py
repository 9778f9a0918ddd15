"""Save records: one act of a user is one transaction, one changeset, one journal entry."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from storage.domain.changeset import Changeset, Dot, Operation, Part
from storage.domain.ids import RecordId
from storage.spec.plain import Plain
from storage.tables import journal
from storage.tables.records import Stored
from storage.usecases import writing
from storage.usecases.changes import Changes
from storage.usecases.changesets import new_changeset
from storage.usecases.checking import all_problems, check
from storage.usecases.masschange import weigh
from storage.usecases.transaction import Transaction, Vault

__all__ = ["Add", "Change", "Edit", "Restore", "Retire", "all_problems", "check", "save"]

T = TypeVar("T")

_STEP = 100


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


@dataclass(frozen=True, slots=True)
class Settle:
    """One value, plain by field, for a register of which several versions stand side by side.

    Of ``~retired`` the value is ``{"retired": …}``. ``also`` are plain values of further fields
    that the same decision writes, over what is displayed in them.
    """

    before: Stored[Any]
    register: str
    values: Mapping[str, Plain]
    also: Mapping[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reopen:
    """Values, plain by field, that stood side by side in a register until one Save settled them.

    Of ``~retired`` there are none, and ``seen`` is what those had seen who retired the record.
    ``also`` is what further fields said before that Save wrote them.
    """

    before: Stored[Any]
    register: str
    values: tuple[Mapping[str, Plain], ...] = ()
    seen: tuple[Dot, ...] = ()
    also: Mapping[str, Plain] = field(default_factory=dict)


Change = Add | Edit[Any] | Retire | Restore | Settle | Reopen


def save(
    transaction: Transaction,
    changes: Sequence[Change],
    act: str,
    batch: bytes | None = None,
    *,
    weighed: bool = True,
    progress: Callable[[int], object] = lambda _done: None,
) -> Changes:
    """Store ``changes`` together under the name ``act``.

    Raises RejectedError naming record, field and action when a record may not be stored, and
    ChangedMeanwhileError when what was on screen is no longer what is stored; nothing is kept.
    A record may be named once: its versions are told apart by the operation that wrote them.
    MassChangeError where it would change more than an act usually does and no reason was given;
    what takes back an act that was weighed itself need not be ``weighed``. ``progress`` is called
    with how many of ``changes`` are written; it may raise CancelledError.
    """
    if len({_record_of(change).id for change in changes}) < len(changes):
        raise ValueError("A Save names each record once.")
    changeset = new_changeset(transaction, act, batch)
    sealed: defaultdict[tuple[Vault, bytes], list[Operation]] = defaultdict(list)
    touched: defaultdict[str, set[RecordId]] = defaultdict(set)
    for number, change in enumerate(changes):
        if number % _STEP == 0:
            progress(number)
        index = sum(map(len, sealed.values()))
        vault, _scope = writing.home_of(transaction, _record_of(change))
        for scope, operation in _write(transaction, change, changeset, changeset.dot(index)):
            sealed[vault, scope].append(operation)
            touched[operation.kind].add(operation.record)
    if not sealed:
        return Changes(act=act)
    if weighed:
        weigh(transaction, act, sealed)
    parts = tuple(
        _part(transaction, vault, scope, operations)
        for (vault, scope), operations in sealed.items()
    )
    journal.append(transaction.connection, replace(changeset, parts=parts))
    ids = {kind: frozenset(records) for kind, records in touched.items()}
    return Changes(ids, act, changeset.dot(0))


def _record_of(change: Change) -> Any:
    match change:
        case Add(record):
            return record
        case Edit(before) | Retire(before) | Restore(before) | Settle(before) | Reopen(before):
            return before.record


def _write(
    transaction: Transaction, change: Change, changeset: Changeset, dot: Dot
) -> Sequence[writing.Written]:
    if isinstance(change, Reopen):
        return writing.reopen(
            transaction,
            change.before,
            change.register,
            change.values,
            change.seen,
            change.also,
            changeset,
            dot,
        )
    written = _write_one(transaction, change, changeset, dot)
    return () if written is None else (written,)


def _write_one(
    transaction: Transaction,
    change: Add | Edit[Any] | Retire | Restore | Settle,
    changeset: Changeset,
    dot: Dot,
) -> writing.Written | None:
    match change:
        case Add(record):
            return writing.add(transaction, record, changeset, dot)
        case Edit(before, after):
            return writing.edit(transaction, before, after, changeset, dot)
        case Retire(before):
            return writing.hide(transaction, before, changeset, dot, retired=True)
        case Restore(before):
            return writing.hide(transaction, before, changeset, dot, retired=False)
        case Settle(before, register, values, also):
            return writing.settle(transaction, before, register, values, also, changeset, dot)


def _part(
    transaction: Transaction, vault: Vault, scope: bytes, operations: Iterable[Operation]
) -> Part:
    home = transaction.ensure_case_key(vault, scope)
    return Part(home.id, scope, tuple(operations))
