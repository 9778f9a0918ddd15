"""Replay the journal and compare: what is displayed must be exactly what was saved.

Most records were added once and never changed; they are compared the moment their entry is read,
and nothing of them is kept. Only the operations of the others are carried along to the end.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection

from storage.doctor.folding import Folded, One, Told, beside_of, fold, waiting_of, writes_anything
from storage.domain.admission import empty_plain
from storage.domain.changeset import Changeset, Operation
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.errors import DamagedError
from storage.spec.fields import Field
from storage.spec.kinds import fields_of, kind_of
from storage.tables import journal
from storage.tables.columns import Cell, cell_of
from storage.tables.encoding import pack_dot, unpack_dot, unpack_versions
from storage.tables.records import TABLES
from storage.usecases.codelists import book_of

Progress = Callable[[int, int], None]
_LOOKED_UP = 500
"""Rows that are fetched by one query."""
_BORN, _VERSIONS = 2, 3
"""The places of a record's born dot and of its versions in its row."""

Row = tuple[Any, ...]


class _Replay:
    """One pass over the journal."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting = waiting_of(connection)
        self._beside = beside_of(connection)
        self._codes = book_of(connection)
        self._changed = {kind: _changed(connection, kind) for kind in KINDS}
        for kind, record in self._beside:
            self._changed[kind].add(record)
        self._told: defaultdict[tuple[str, RecordId], list[One]] = defaultdict(list)
        self.counts: dict[str, int] = dict.fromkeys(KINDS, 0)

    def take(self, entry: journal.Entry) -> None:
        """Follow one entry: compare what it added for good, remember what is changed later."""
        rows: defaultdict[str, dict[RecordId, Row]] = defaultdict(dict)
        added: dict[tuple[str, RecordId], One] = {}
        changeset = entry.changeset
        for part in changeset.parts:
            for operation in part.operations:
                kind, record = operation.kind, operation.record
                one = changeset, part.scope, operation
                if operation.verb == "add" and self._is_plain(changeset, operation):
                    rows[kind][record] = _added(*one)
                    added[kind, record] = one
                elif kind in KINDS:
                    self._told[kind, record].append(one)
        for kind, expected in rows.items():
            different = self._different(kind, expected)
            self.counts[kind] += len(expected) - len(different)
            for record in different:
                # A change may leave no version beside the row; it is met further on.
                self._told[kind, record].append(added[kind, record])

    def finish(self) -> int:
        """Compare the changed records, then the numbers; return how many records there are."""
        rows: defaultdict[str, dict[RecordId, Row]] = defaultdict(dict)
        for (kind, record), told in self._told.items():
            before = self._added_before(kind, record, told)
            folded = fold(kind, [*before, *told], self._waiting, self._codes)
            if folded is not None:
                rows[kind][record] = _row(kind, record, folded)
                self.counts[kind] += not before
                if folded.shown.siblings != tuple(self._beside.get((kind, record), ())):
                    raise _differs(kind, "the versions of one of them are not what was saved")
            elif writes_anything(told, self._waiting, self._codes):
                raise _differs(kind, "one of them lost an edit")
        for kind, expected in rows.items():
            if self._different(kind, expected):
                raise _differs(kind, "one of them is not what was saved")
        self._compare_counts()
        return sum(self.counts.values())

    def _compare_counts(self) -> None:
        for kind, count in self.counts.items():
            query = f'SELECT count(*) FROM "{kind}"'  # noqa: S608 - our own names
            if self._connection.exec_driver_sql(query).scalar_one() != count:
                raise _differs(kind, "one of them was never saved")

    def _is_plain(self, changeset: Changeset, operation: Operation) -> bool:
        """Tell whether an addition was taken in whole and stands as it came."""
        kind = operation.kind
        return (
            kind in KINDS
            and operation.record not in self._changed[kind]
            and changeset.dot(operation.index) not in self._waiting
        )

    def _added_before(self, kind: str, record: RecordId, told: Told) -> Sequence[One]:
        """Return the addition of a record that was compared before any change of it was met."""
        row = next(_rows(self._connection, kind, [record]), None)
        if row is None:
            return ()
        dot = unpack_dot(row[_BORN])
        if any(changeset.dot(operation.index) == dot for changeset, _, operation in told):
            return ()
        entry = journal.entry_of(self._connection, dot)
        return [
            (entry.changeset, part.scope, operation)
            for part in (entry.changeset.parts if entry else ())
            for operation in part.operations
            if entry and operation.index == dot.position
        ]

    def _different(self, kind: str, expected: Mapping[RecordId, Row]) -> set[RecordId]:
        """Return the records that are not as ``expected``; DamagedError where one is missing."""
        ids, same, found = list(expected), set(), 0
        for start in range(0, len(ids), _LOOKED_UP):
            for row in _rows(self._connection, kind, ids[start : start + _LOOKED_UP]):
                found += 1
                if _is_same(tuple(row), expected[row[0]]):
                    same.add(row[0])
        if found != len(ids):
            raise _differs(kind, "one of them is missing")
        return expected.keys() - same


def check_replay(connection: Connection, progress: Progress) -> int:
    """Compare every record with its history; return how many there are, or raise DamagedError."""
    replay = _Replay(connection)
    last, _ = journal.head(connection)
    for entry in journal.entries(connection):
        replay.take(entry)
        progress(entry.sequence, last)
    return replay.finish()


def _changed(connection: Connection, kind: str) -> set[bytes]:
    query = f'SELECT id FROM "{kind}" WHERE versions IS NOT NULL'  # noqa: S608 - our own names
    return set(connection.exec_driver_sql(query).scalars())


def _rows(connection: Connection, kind: str, ids: Iterable[bytes]) -> Iterator[Any]:
    wanted = tuple(ids)
    marks = ", ".join("?" * len(wanted))
    columns = ", ".join(f'"{column.name}"' for column in TABLES[kind].columns)
    query = f'SELECT {columns} FROM "{kind}" WHERE id IN ({marks})'  # noqa: S608 - our own names
    yield from connection.exec_driver_sql(query, wanted)


def _added(changeset: Changeset, scope: bytes, operation: Operation) -> Row:
    """Return the row of a record that was added and never edited."""
    born = pack_dot(changeset.dot(operation.index))
    cells = _cells(operation.kind, operation.values)
    return (operation.record, scope, born, None, changeset.stamp, 0, *cells)


def _row(kind: str, record: bytes, folded: Folded) -> Row:
    found = folded.shown
    versions = None if found.versions.is_plain else found.versions
    cells = _cells(kind, found.values)
    born = pack_dot(found.versions.born)
    return (record, folded.scope, born, versions, folded.saved, int(found.retired), *cells)


def _is_same(row: Row, expected: Row) -> bool:
    """Compare a row with what it should be; its versions by what they say."""
    if row[_VERSIONS] is not None and expected[_VERSIONS] is not None:
        packed = unpack_versions(unpack_dot(row[_BORN]), row[_VERSIONS])
        row = (*row[:_VERSIONS], packed, *row[_VERSIONS + 1 :])
    return row == expected


def _cells(kind: str, values: Mapping[str, Any]) -> list[Cell]:
    return [
        cell_of(field, values[name]) if name in values else empty
        for name, field, empty in _columns(kind)
    ]


@cache
def _columns(kind: str) -> list[tuple[str, Field, Cell]]:
    """Return every field of ``kind`` with what its column holds where nothing was recorded."""
    return [
        (name, field, cell_of(field, empty_plain(field)))
        for name, field in fields_of(KINDS[kind]).items()
    ]


def _differs(kind: str, what: str) -> DamagedError:
    plural = kind_of(KINDS[kind]).plural
    return DamagedError(f"{plural}: {what}. Restore the newest backup into another folder.")
