"""Keep what a form holds: a new record or an edit, with its problems by field."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from storage.domain.changeset import Dot
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.spec.fields import Code, Text
from storage.spec.kinds import fields_of, kind_of
from storage.tables.records import Stored
from storage.usecases.changes import Changes
from storage.usecases.following import following
from storage.usecases.records import Add, Change, Edit, Restore, Retire, all_problems, save
from storage.usecases.transaction import Transaction
from storage.usecases.wording import sentence


@dataclass(frozen=True, slots=True)
class Kept:
    """The record that was kept, or what keeps it from being stored, by field."""

    record: RecordId
    problems: Mapping[str, str]
    dot: Dot | None = None
    """The Save, for undo."""


def keep_record(
    transaction: Transaction, kind: str, before: Stored[Any] | None, values: Mapping[str, Any]
) -> tuple[Kept, Changes]:
    """Store ``values`` as a new record of ``kind``, or as an edit of ``before``.

    With problems nothing is stored; they come back as sentences by field name.
    """
    cls = KINDS[kind]
    label = kind_of(cls).label.lower()
    if before is None:
        record = cls(id=transaction.new_id(), **filled(cls, values))
        change: Change = Add(record)
        act = f"add {label}"
    else:
        record = replace(before.record, **values)
        change, act = Edit(before, record), f"edit {label}"
    problems = {p.field: sentence(cls, p) for p in all_problems(transaction, record)}
    if problems:
        return Kept(record.id, problems), Changes()
    changes = save(transaction, [change, *following(record, transaction, before)], act)
    return Kept(record.id, {}, changes.dot), changes


def retire_record(transaction: Transaction, before: Stored[Any]) -> Changes:
    """Hide a record; it can be restored."""
    return save(transaction, [Retire(before)], f"retire {_label(before)}")


def restore_record(transaction: Transaction, before: Stored[Any]) -> Changes:
    """Bring a retired record back."""
    return save(transaction, [Restore(before)], f"restore {_label(before)}")


def _label(stored: Stored[Any]) -> str:
    return kind_of(type(stored.record)).label.lower()


def filled(cls: type[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``values``, with an empty text for every text or code that was left out."""
    empty = {name: "" for name, field in fields_of(cls).items() if isinstance(field, Text | Code)}
    return {**empty, **values}
