"""The fast way in for thousands of new records: import, practice, later the first pull.

Rows go by ``executemany`` in large transactions (SQLCipher pays for every page at every commit),
in changesets of two thousand records under one batch id, which is also the import's rollback.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import groupby
from typing import Any

from storage.domain.changeset import Operation, Part
from storage.spec.fields import Text
from storage.spec.kinds import fields_of, kind_of
from storage.tables import journal, search_index
from storage.tables.encoding import pack_dot
from storage.tables.records import insert_statement, plain_maker
from storage.usecases import indexing
from storage.usecases.changesets import new_changeset
from storage.usecases.checking import check
from storage.usecases.transaction import Transaction, Vault
from storage.usecases.writing import home_of

CHUNK = 2_000
"""Records in one changeset: small enough to seal and send, large enough to compress."""
_MOST_TEXT = 600_000
"""Characters of long texts in one changeset: an envelope holds it, in whatever script."""
_LONG = 1_000
"""A text that may be longer than this is counted."""

Progress = Callable[[int], None]
"""Called with the number of records stored so far, also while the search indexes take them in;
may raise CancelledError to stop it all."""


def add_all(
    transaction: Transaction,
    records: Sequence[Any],
    act: str,
    *,
    batch: bytes,
    progress: Progress = lambda _: None,
    checked: bool = False,
) -> int:
    """Store new ``records`` of one kind under ``batch`` and return how many there were.

    ``checked`` records have passed ``records.check`` already. Raises RejectedError for the first
    one that may not be stored; the caller's transaction then keeps nothing.
    """
    if not records:
        return 0
    kind = kind_of(type(records[0]))
    placed = [(*home_of(transaction, record), record) for record in records]
    scoped = sorted(((scope, record) for _, scope, record in placed), key=lambda pair: pair[0])
    homes: dict[bytes, bytes] = {}
    for vault in {vault.id: vault for vault, _, _ in placed}.values():
        scopes = {scope for each, scope, _ in placed if each.id == vault.id}
        homes |= _homes(transaction, vault, scopes, progress)
    done = 0
    for chunk in _chunks(scoped, _long_texts(type(records[0]))):
        if not checked:
            for _, record in chunk:
                check(transaction, record)
        _add_chunk(transaction, kind.name, homes, chunk, act, batch)
        done += len(chunk)
        progress(done)
    _index(transaction, [record for _, record in scoped], lambda: progress(done))
    return len(records)


def _long_texts(cls: type[Any]) -> list[str]:
    """Return the names of the fields of ``cls`` in which a person may write pages."""
    fields = fields_of(cls).items()
    return [name for name, field in fields if isinstance(field, Text) and field.max_length > _LONG]


def _chunks(
    scoped: Sequence[tuple[bytes, Any]], texts: Sequence[str]
) -> Iterator[Sequence[tuple[bytes, Any]]]:
    start = size = 0
    for end, (_, record) in enumerate(scoped):
        length = sum(len(getattr(record, name) or "") for name in texts)
        if end - start == CHUNK or (size + length > _MOST_TEXT and end > start):
            yield scoped[start:end]
            start, size = end, 0
        size += length
    yield scoped[start:]


def _add_chunk(
    transaction: Transaction,
    kind: str,
    homes: Mapping[bytes, bytes],
    chunk: Sequence[tuple[bytes, Any]],
    act: str,
    batch: bytes,
) -> None:
    changeset = new_changeset(transaction, act, batch)
    rows: list[tuple[Any, ...]] = []
    parts: list[Part] = []
    plains = plain_maker(kind)
    for scope, group in groupby(chunk, key=lambda pair: pair[0]):
        operations = []
        for _, record in group:
            dot = changeset.dot(len(rows))
            cells, values = plains(record)
            rows.append((record.id, scope, pack_dot(dot), None, changeset.stamp, 0, *cells))
            operations.append(Operation(dot.position, "add", kind, record.id, values, {}))
        parts.append(Part(homes[scope], scope, tuple(operations)))
    transaction.connection.exec_driver_sql(insert_statement(kind), rows)
    journal.append(transaction.connection, replace(changeset, parts=tuple(parts)))


def _homes(
    transaction: Transaction, vault: Vault, scopes: set[bytes], progress: Progress
) -> dict[bytes, bytes]:
    """Return the vault of every scope, by its id; its content key is made where there is none."""
    rows = transaction.connection.exec_driver_sql(
        "SELECT scope FROM case_key WHERE vault = ?", (vault.id,)
    ).scalars()
    homes = dict.fromkeys(scopes.intersection(rows), vault.id)
    for number, scope in enumerate(sorted(scopes.difference(homes))):
        if number % CHUNK == 0:
            progress(0)
        homes[scope] = transaction.ensure_case_key(vault, scope).id
    return homes


def _index(transaction: Transaction, records: Sequence[Any], step: Callable[[], object]) -> None:
    connection, kind = transaction.connection, kind_of(type(records[0])).name
    if indexing.searched_fields(kind, "name"):
        search_index.add_names(connection, _rows(records, indexing.name_rows), step)
    if indexing.searched_fields(kind, "text"):
        search_index.add_texts(connection, _rows(records, indexing.text_rows), step)
    indexing.settle(connection, kind)


def _rows(records: Iterable[Any], rows_of: Callable[[Any], Iterator[Any]]) -> Iterator[Any]:
    for record in records:
        yield from rows_of(record)


def batch_id(transaction: Transaction) -> bytes:
    """Return a fresh id under which an import can be found and taken back."""
    return sha256(transaction.new_id()).digest()[:16]
