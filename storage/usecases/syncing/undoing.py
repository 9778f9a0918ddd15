"""Take back what another laptop changed in a run, as one act: everything nobody touched since."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from storage.domain.changeset import Dot
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.spec.kinds import fields_of, kind_of
from storage.tables import journal
from storage.tables.records import Stored, fetch
from storage.usecases.access.noting import note
from storage.usecases.bulk import CHUNK, batch_id
from storage.usecases.changes import Changes
from storage.usecases.history import Step, history
from storage.usecases.record_words import name_of
from storage.usecases.records import Change, Edit, Restore, Retire, save
from storage.usecases.syncing.massarrivals import looked_at
from storage.usecases.transaction import Transaction
from storage.usecases.undo import value_of

_ACT = "undo mass change"


@dataclass(frozen=True, slots=True)
class Undone:
    """How many records are as they were, and those that are not: kind, name and why."""

    records: int
    kept: tuple[tuple[str, str, str], ...]


@dataclass(slots=True)
class _Found:
    """One record that the run touched, with what the run did to it, the oldest step first."""

    stored: Stored[Any]
    steps: list[Step]
    is_disputed: bool


def undo_run(transaction: Transaction, changesets: Sequence[Dot]) -> tuple[Undone, Changes]:
    """Turn back what ``changesets`` changed, retired and brought back; what they added stays.

    What was written again since by anybody stays as it is, and is named; so is what stands in
    Review with several versions.
    """
    connection = transaction.connection
    batch, ids = batch_id(transaction), defaultdict[str, set[RecordId]](set)
    kept: dict[bytes, tuple[str, str, str]] = {}
    turned: set[bytes] = set()
    for turn in (_hidden_again, _written_again):
        changes = []
        for found in _touched(connection, changesets):
            change, why = turn(found)
            if change is not None:
                changes.append(change)
                turned.add(found.stored.record.id)
            if why:
                label = kind_of(type(found.stored.record)).label
                kept[found.stored.record.id] = label, name_of(found.stored.record), why
        for start in range(0, len(changes), CHUNK):
            some = changes[start : start + CHUNK]
            done = save(transaction, some, _ACT, batch, weighed=False)
            for kind, records in done.ids_by_kind.items():
                ids[kind] |= records
    looked_at(transaction, changesets, "undone")
    note(transaction, "bulk", why=f"{_ACT}: {len(turned)}")
    touched = {kind: frozenset(records) for kind, records in ids.items()}
    return Undone(len(turned), tuple(kept.values())), Changes(touched, _ACT)


def _touched(connection: Connection, changesets: Sequence[Dot]) -> Iterator[_Found]:
    sequences: set[int] = set()
    records: dict[tuple[str, RecordId], None] = {}
    for dot in changesets:
        entry = journal.entry_of(connection, dot)
        for part in entry.changeset.parts if entry else ():
            for operation in part.operations:
                if operation.verb != "add" and operation.kind in KINDS:
                    records[operation.kind, operation.record] = None
        sequences |= {entry.sequence} if entry else set()
    for kind, record in records:
        stored = fetch(connection, KINDS[kind], record)
        if stored is not None:
            steps = [s for s in history(connection, kind, record) if s.sequence in sequences]
            disputed = connection.exec_driver_sql(_DISPUTED, (record,)).first() is not None
            yield _Found(stored, steps[::-1], disputed)


def _hidden_again(found: _Found) -> tuple[Change | None, str]:
    """Return what brings back what the run retired, or retires what it brought back."""
    hiding = [step for step in found.steps if step.verb in {"retire", "restore"}]
    if not hiding or found.is_disputed:
        return None, _SEVERAL if hiding else ""
    was_retired = hiding[0].verb == "restore"
    if found.stored.retired is was_retired:
        return None, ""
    if found.stored.retired is not (hiding[-1].verb == "retire"):
        return None, _SINCE
    return (Retire if was_retired else Restore)(found.stored), ""


def _written_again(found: _Found) -> tuple[Change | None, str]:
    """Return what writes the values from before the run where it wrote last."""
    written = [step for step in found.steps if step.verb == "edit"]
    if not written:
        return None, ""
    if found.is_disputed:
        return None, _SEVERAL
    cls = type(found.stored.record)
    fields = fields_of(cls)
    values: dict[str, Any] = {}
    why = ""
    for name, (before, after) in _spans(written).items():
        now = getattr(found.stored.record, name)
        if now == value_of(fields[name], after):
            values[name] = value_of(fields[name], before)
        else:
            why = _SINCE
    values = {name: v for name, v in values.items() if v != getattr(found.stored.record, name)}
    if not values or found.stored.retired or kind_of(cls).append_only:
        return None, why
    return Edit(found.stored, replace(found.stored.record, **values)), why


def _spans(steps: Sequence[Step]) -> Mapping[str, tuple[Any, Any]]:
    """Return of every field the value before the first of ``steps`` and after the last."""
    spans: dict[str, tuple[Any, Any]] = {}
    for step in steps:
        for name, (before, after) in step.fields.items():
            spans[name] = (spans[name][0] if name in spans else before), after
    return spans


_SINCE = "It was changed since."
_SEVERAL = "Several versions of it wait in Review."
_DISPUTED = "SELECT 1 FROM sibling WHERE record = ? LIMIT 1"
