"""Which record a cell of an import names: an id, or a key that means something in its files only.

A cell that is the text of an id is that id. Anything else, like ``P-17``, is a key: every file of
one import that writes it means the same new record.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, literal, null, select

from storage.domain.ids import LENGTH, RecordId
from storage.domain.kinds import KINDS
from storage.exchange.cells import CellError
from storage.exchange.rejects import RejectList
from storage.spec.fields import NULLABLE, Field, Reference
from storage.spec.kinds import fields_of, kind_of
from storage.tables.records import TABLES

StoredRow = tuple[Any, ...]
_TEXT_LENGTH = 36
_REMEMBERED = 20_000
"""Texts of ids that one field remembers: cases and people repeat, contacts do not."""
_MEMBERS = 500
"""Ids that are looked up by one query."""


@dataclass(slots=True)
class _Mentions:
    """What one field of one kind names that was not stored when it was read."""

    ids: set[RecordId] = field(default_factory=set)
    keys: dict[str, tuple[int, RecordId]] = field(default_factory=dict)


class Identities:
    """The ids of one import: those that its rows have and those that they mention."""

    def __init__(self, new_id: Callable[[], RecordId]) -> None:
        self._new_id = new_id
        self._keys: dict[tuple[str, str], RecordId] = {}
        self._mentions: defaultdict[tuple[str, str, str], _Mentions] = defaultdict(_Mentions)
        self.stored: dict[str, set[RecordId]] = {name: set() for name in KINDS}
        """Of every kind, the ids that its rows have."""
        self.row = 0
        """The row that is being read; 0 while many are read at once."""

    def own(self, kind: str, text: str) -> RecordId:
        """Return the id that the first column of a row of ``kind`` says, or a new one."""
        text = text.strip()
        if not text:
            return self._new_id()
        return _parsed(text) or self._of_key(kind, text)

    def mentioned(self, kind: str, name: str, target: str) -> Callable[[str], RecordId]:
        """Return the reader of references to ``target`` in the field ``name`` of ``kind``."""
        mentions, stored = self._mentions[kind, name, target], self.stored[target]
        known: dict[str, RecordId] = {}

        def look(text: str) -> RecordId:
            record = _parsed(text)
            if record is None:
                key = text.strip()
                if key not in mentions.keys and self.row == 0:
                    raise CellError("is a key; its row must be known to name it if no row has it.")
                record = _parsed(key) or self._of_key(target, key)
                mentions.keys.setdefault(key, (self.row, record))
            elif record not in stored:
                mentions.ids.add(record)
            if len(known) < _REMEMBERED:
                known[text] = record
            return record

        return lambda text: known.get(text) or look(text)

    def reject_unknown_keys(self, rejects: RejectList) -> None:
        """Reject every key that names no row of this import: nothing else could explain it."""
        for (kind, name, target), mentions in self._mentions.items():
            for row, record in mentions.keys.values():
                if record not in self.stored[target]:
                    label = kind_of(KINDS[target]).label
                    rejects.add(
                        f"{kind}.csv",
                        row,
                        name,
                        f"names a {label} by a key that no row of {target}.csv has.",
                    )

    def warnings(self, connection: Connection) -> list[str]:
        """Return a sentence for every field that names records which are nowhere on this laptop.

        That is allowed: the other record may arrive later.
        """
        found = []
        for (kind, name, target), mentions in self._mentions.items():
            open_ids = set(mentions.ids)
            for each in _kinds_named(kind, name, target):
                open_ids -= self.stored[each]
                open_ids -= present(connection, each, open_ids)
            if missing := len(open_ids):
                label = kind_of(KINDS[target])
                words = f"1 {label.label}" if missing == 1 else f"{missing:,} {label.plural}"
                found.append(f"{kind}.csv, {name}: names {words} not on this laptop.")
        return found

    def _of_key(self, kind: str, text: str) -> RecordId:
        record = self._keys.get((kind, text))
        if record is None:
            record = self._keys[kind, text] = self._new_id()
        return record


def _kinds_named(kind: str, name: str, target: str) -> tuple[str, ...]:
    """Return every kind that the field ``name`` of ``kind`` may name beside ``target``."""
    field = fields_of(KINDS[kind]).get(name)
    return field.kinds if isinstance(field, Reference) else (target,)


def is_begun(connection: Connection, kind: str) -> bool:
    """Tell whether there is any record of ``kind`` on this laptop."""
    return connection.execute(select(TABLES[kind].c.id).limit(1)).first() is not None


def present(connection: Connection, kind: str, ids: Iterable[RecordId]) -> set[RecordId]:
    """Return which of ``ids`` are records of ``kind`` on this laptop."""
    return {RecordId(row[0]) for row in stored_rows(connection, kind, ids, fields=False)}


def stored_rows(
    connection: Connection, kind: str, ids: Iterable[RecordId], *, fields: bool = True
) -> Iterator[StoredRow]:
    """Yield the rows of ``ids`` that are on this laptop: id, retired, then the record's cells.

    Inner fields are empty, as they are in any file.
    """
    table, wanted = TABLES[kind], list(ids)
    cells = [_exported(table, *one) for one in fields_of(KINDS[kind]).items()] if fields else []
    query = select(table.c.id, *([table.c.retired, *cells] if fields else []))
    for start in range(0, len(wanted), _MEMBERS):
        some = wanted[start : start + _MEMBERS]
        for row in connection.execute(query.where(table.c.id.in_(some))):
            yield tuple(row)


def _exported(table: Table, name: str, field: Field) -> ColumnElement[Any]:
    if not field.inner:
        return table.c[name]
    return null() if isinstance(field, NULLABLE) else literal("")


def _parsed(text: str) -> RecordId | None:
    """Return the id that ``text`` writes in 36 characters, four of them hyphens, or None."""
    if len(text) != _TEXT_LENGTH:
        return None
    try:
        record = bytes.fromhex(text.replace("-", ""))
    except ValueError:
        return None
    return RecordId(record) if len(record) == LENGTH else None
