"""Imports as batches: which there were, and taking one back as one named act."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from storage.domain.clocks import stamp_moment
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.errors import RejectedError
from storage.exchange.foreign.bringing import Progress
from storage.exchange.foreign.kept import keep, kept_of
from storage.spec.fields import Field, Reference, References
from storage.spec.kinds import fields_of, kind_of
from storage.tables import journal
from storage.tables.records import TABLES, Stored, fetch, plain_maker
from storage.usecases.bulk import CHUNK, batch_id
from storage.usecases.changes import Changes
from storage.usecases.masschange import weigh_hiding
from storage.usecases.record_words import name_of
from storage.usecases.records import Change, Restore, Retire, save
from storage.usecases.transaction import Transaction

Values = Mapping[str, Any]
"""What an operation wrote, plain by field."""

TAKE_BACK = "take back import"
BRING_BACK = "bring back import"
_MEMBERS = 500
_STEP = 500
_BATCHES = (
    "SELECT batch, min(stamp) AS stamp, min(author) AS author FROM journal "
    "WHERE batch IS NOT NULL AND act = 'import' GROUP BY batch ORDER BY min(sequence) DESC"
)


@dataclass(frozen=True, slots=True)
class Batch:
    """One import: when, by whom, from which file where that is known, and whether it stands."""

    batch: bytes
    at: datetime
    author: str
    name: str
    added: int
    taken_back: bool


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What taking a batch back did: records retired, and those that were kept and why."""

    retired: int
    kept: tuple[tuple[str, str, str], ...]
    """Kind, name of the record, and why it was kept."""


def batches(connection: Connection) -> list[Batch]:
    """Return every import of this workspace, the newest first."""
    found = []
    for row in connection.exec_driver_sql(_BATCHES):
        kept = kept_of(connection, row.batch)
        at = stamp_moment(row.stamp)
        name = kept.outcome.name if kept else ""
        added = kept.outcome.added() if kept else _size(connection, row.batch)
        taken_back = bool(kept and kept.taken_back) or (
            kept is None and _is_taken_back(connection, row.batch)
        )
        found.append(Batch(row.batch, at, row.author, name, added, taken_back))
    return found


def take_back(
    transaction: Transaction, batch: bytes, progress: Progress = lambda _done, _total: None
) -> tuple[TakenBack, Changes]:
    """Retire everything that a batch added and that nobody has touched or built on since.

    RejectedError when there is no such batch.
    """
    connection = transaction.connection
    added = _added(connection, batch)
    if not added:
        raise RejectedError("There is no such import on this laptop.")
    in_view = {
        stored.record.id: stored
        for stored in _stored(connection, added, progress)
        if not stored.retired
    }
    brought = {record: values for some in added.values() for record, values in some.items()}
    reasons = _reasons(in_view, brought, _built_on(connection, added))
    kept = [
        (kind_of(type(stored.record)).label, name_of(stored.record), reasons[record])
        for record, stored in in_view.items()
        if record in reasons
    ]
    changes: list[Change] = [
        Retire(stored) for record, stored in in_view.items() if record not in reasons
    ]
    done = _save(transaction, changes, TAKE_BACK, progress)
    _mark(transaction, batch, transaction.clock.now().replace(microsecond=0))
    return TakenBack(len(changes), tuple(kept)), done


def bring_back(
    transaction: Transaction, batch: bytes, progress: Progress = lambda _done, _total: None
) -> Changes:
    """Undo ``take_back``: restore what it retired."""
    connection = transaction.connection
    added = _added(connection, batch)
    changes: list[Change] = [
        Restore(stored) for stored in _stored(connection, added, progress) if stored.retired
    ]
    done = _save(transaction, changes, BRING_BACK, progress)
    _mark(transaction, batch, None)
    return done


def _stored(
    connection: Connection, added: Mapping[str, Mapping[RecordId, Values]], progress: Progress
) -> Iterator[Stored[Any]]:
    """Yield what is here of the records that were added; it is the first half of the steps."""
    records = [(kind, record) for kind, some in added.items() for record in some]
    for number, (kind, record) in enumerate(records):
        if number % _STEP == 0:
            progress(number, 2 * len(records))
        if (stored := fetch(connection, KINDS[kind], record)) is not None:
            yield stored


def _save(transaction: Transaction, changes: list[Change], act: str, progress: Progress) -> Changes:
    """Save in pieces that an envelope holds; one piece alone can be undone by its name.

    It is the second half of the steps.
    """
    total = len(changes)

    def written(before: int, done: int) -> None:
        progress(total + before + done, 2 * total)

    if len(changes) <= CHUNK:
        return save(transaction, changes, act, progress=partial(written, 0))
    stored = (change.before.record for change in changes if isinstance(change, Retire | Restore))
    weigh_hiding(transaction, act, ((kind_of(type(one)).name, one.id) for one in stored))
    batch, ids = batch_id(transaction), defaultdict[str, set[RecordId]](set)
    for start in range(0, len(changes), CHUNK):
        some_changes, step = changes[start : start + CHUNK], partial(written, start)
        for kind, some in save(
            transaction, some_changes, act, batch, progress=step
        ).ids_by_kind.items():
            ids[kind] |= some
    return Changes({kind: frozenset(some) for kind, some in ids.items()}, act)


def _reasons(
    in_view: Mapping[RecordId, Stored[Any]],
    brought: Mapping[RecordId, Values],
    built_on: Mapping[RecordId, str],
) -> dict[RecordId, str]:
    """Return which records are kept and why: also those that a kept record refers to."""
    reasons = {
        record: why
        for record, stored in in_view.items()
        if (why := _why_kept(stored, brought[record], built_on))
    }
    waiting = list(reasons)
    while waiting:
        stored = in_view[waiting.pop()]
        label = kind_of(type(stored.record)).label
        for name, described in fields_of(type(stored.record)).items():
            for target in _targets(described, getattr(stored.record, name)):
                if target in in_view and target not in reasons:
                    reasons[target] = f"{label} that is kept refers to it."
                    waiting.append(target)
    return reasons


def _targets(described: Field, value: Any) -> Collection[RecordId]:
    if isinstance(described, References):
        return frozenset(value)
    return (value,) if isinstance(described, Reference) and value else ()


def _why_kept(stored: Stored[Any], brought: Values, built_on: Mapping[RecordId, str]) -> str:
    kind = kind_of(type(stored.record))
    if kind.permanent:
        return "It tells of something that has happened."
    if plain_maker(kind.name)(stored.record)[1] != brought:
        return "It was edited since."
    return built_on.get(stored.record.id, "")


def _added(connection: Connection, batch: bytes) -> dict[str, dict[RecordId, Values]]:
    """Return by kind the records that a batch added, with what was in them."""
    added: dict[str, dict[RecordId, Values]] = {}
    for entry in journal.entries_of_batch(connection, batch):
        for part in entry.changeset.parts:
            for operation in part.operations:
                if operation.verb == "add" and operation.kind in KINDS:
                    added.setdefault(operation.kind, {})[operation.record] = operation.values
    return added


def _built_on(
    connection: Connection, added: Mapping[str, Mapping[RecordId, Values]]
) -> dict[RecordId, str]:
    """Return the added records that records from elsewhere refer to, and by what."""
    found: dict[RecordId, str] = {}
    for kind, cls in KINDS.items():
        # A disclosure tells whom it named, and goes on telling it of a record that is retired.
        fields = {} if kind_of(cls).permanent else fields_of(cls)
        for name, described in fields.items():
            if isinstance(described, Reference | References) and added.get(described.kind):
                referring = _members if isinstance(described, References) else _referring
                own = added.get(kind, {})
                for record, target in referring(connection, kind, name, added[described.kind]):
                    if record not in own:
                        found[target] = f"{kind_of(cls).label} refers to it."
    return found


def _referring(
    connection: Connection, kind: str, name: str, targets: Mapping[RecordId, Values]
) -> Iterator[tuple[RecordId, RecordId]]:
    table, wanted = TABLES[kind], list(targets)
    query = select(table.c.id, table.c[name]).where(table.c.retired == 0)
    for start in range(0, len(wanted), _MEMBERS):
        some = wanted[start : start + _MEMBERS]
        for record, target in connection.execute(query.where(table.c[name].in_(some))):
            yield RecordId(record), RecordId(target)


def _members(
    connection: Connection, kind: str, name: str, targets: Mapping[RecordId, Values]
) -> Iterator[tuple[RecordId, RecordId]]:
    rows = connection.exec_driver_sql(
        f'SELECT t.id, e.value FROM "{kind}" AS t, json_each(t."{name}") AS e WHERE t.retired = 0'  # noqa: S608 - our own names
    )
    for record, member in rows:
        target = RecordId(bytes.fromhex(member))
        if target in targets:
            yield RecordId(record), target


def _mark(transaction: Transaction, batch: bytes, taken_back: datetime | None) -> None:
    kept = kept_of(transaction.connection, batch)
    if kept is not None:
        keep(transaction, msgspec.structs.replace(kept, taken_back=taken_back))


def _size(connection: Connection, batch: bytes) -> int:
    return sum(map(len, _added(connection, batch).values()))


def _is_taken_back(connection: Connection, batch: bytes) -> bool:
    """Tell whether nothing is left of a batch whose sheet is not on this laptop."""
    for kind, records in _added(connection, batch).items():
        for record in records:
            stored = fetch(connection, KINDS[kind], record)
            if stored is not None and not stored.retired:
                return False
    return True
