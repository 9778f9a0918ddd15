"""Replay the journal and compare: what is displayed must be exactly what was saved.

Most records were added once and never edited; they are compared the moment their entry is read,
and nothing of them is kept. Only edited records are carried along to the end.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection

from storage.domain.changeset import Changeset, Operation, SetEdit
from storage.domain.kinds import KINDS
from storage.domain.versions import Versions
from storage.errors import DamagedError
from storage.spec.fields import SETS, Code, Field, Flag, Text, register_of
from storage.spec.kinds import fields_of, kind_of
from storage.tables import journal
from storage.tables.columns import Cell, cell_of
from storage.tables.encoding import pack_dot, pack_versions
from storage.tables.records import TABLES

Progress = Callable[[int, int], None]
_LOOKED_UP = 500
"""Rows that are fetched by one query."""


@dataclass(slots=True)
class _State:
    """What the journal says of one edited record so far."""

    kind: str
    scope: bytes
    versions: Versions
    values: dict[str, Any]
    saved: int
    retired: bool = False


class _Replay:
    """One pass over the journal."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._edited = {kind: _edited(connection, kind) for kind in KINDS}
        self._states: dict[tuple[str, bytes], _State] = {}
        self.counts: dict[str, int] = dict.fromkeys(KINDS, 0)

    def take(self, entry: journal.Entry) -> None:
        """Follow one entry: compare what it added for good, remember what is edited later."""
        rows: defaultdict[str, dict[bytes, tuple[Any, ...]]] = defaultdict(dict)
        changeset = entry.changeset
        for part in changeset.parts:
            for operation in part.operations:
                kind, record = operation.kind, operation.record
                if operation.verb != "add":
                    self._change(changeset, operation)
                    continue
                self.counts[kind] += 1
                if record in self._edited[kind]:
                    self._states[kind, record] = _begun(changeset, part.scope, operation)
                else:
                    rows[kind][record] = _added(changeset, part.scope, operation)
        for kind, expected in rows.items():
            self._compare(kind, expected)

    def finish(self) -> int:
        """Compare the edited records, then the numbers; return how many records there are."""
        rows: defaultdict[str, dict[bytes, tuple[Any, ...]]] = defaultdict(dict)
        for (kind, record), state in self._states.items():
            rows[kind][record] = _row(record, state)
        for kind, expected in rows.items():
            self._compare(kind, expected)
        for kind, count in self.counts.items():
            query = f'SELECT count(*) FROM "{kind}"'  # noqa: S608 - our own names
            if self._connection.exec_driver_sql(query).scalar_one() != count:
                raise _differs(kind, "one of them was never saved")
        return sum(self.counts.values())

    def _change(self, changeset: Changeset, operation: Operation) -> None:
        state = self._states.get((operation.kind, operation.record))
        if state is None:
            raise _differs(operation.kind, "one of them lost an edit")
        fields = fields_of(KINDS[operation.kind])
        for name, value in operation.values.items():
            if isinstance(value, SetEdit):
                members = set(state.values.get(name, ())) - set(value.removed)
                state.values[name] = sorted(members | set(value.added))
            else:
                state.values[name] = value
        registers = {name: register_of(name, field) for name, field in fields.items()}
        dot = changeset.dot(operation.index)
        state.versions = state.versions.after(operation, dot, registers)
        state.saved = changeset.stamp
        if operation.verb in {"retire", "restore"}:
            state.retired = operation.verb == "retire"

    def _compare(self, kind: str, expected: dict[bytes, tuple[Any, ...]]) -> None:
        ids = list(expected)
        for start in range(0, len(ids), _LOOKED_UP):
            some = ids[start : start + _LOOKED_UP]
            found = 0
            for row in _rows(self._connection, kind, some):
                found += 1
                if tuple(row) != expected[row[0]]:
                    raise _differs(kind, "one of them is not what was saved")
            if found != len(some):
                raise _differs(kind, "one of them is missing")


def check_replay(connection: Connection, progress: Progress) -> int:
    """Compare every record with its history; return how many there are, or raise DamagedError."""
    replay = _Replay(connection)
    last, _ = journal.head(connection)
    for entry in journal.entries(connection):
        replay.take(entry)
        progress(entry.sequence, last)
    return replay.finish()


def _edited(connection: Connection, kind: str) -> set[bytes]:
    query = f'SELECT id FROM "{kind}" WHERE versions IS NOT NULL'  # noqa: S608 - our own names
    return set(connection.exec_driver_sql(query).scalars())


def _rows(connection: Connection, kind: str, ids: Iterable[bytes]) -> Iterator[Any]:
    wanted = tuple(ids)
    marks = ", ".join("?" * len(wanted))
    columns = ", ".join(f'"{column.name}"' for column in TABLES[kind].columns)
    query = f'SELECT {columns} FROM "{kind}" WHERE id IN ({marks})'  # noqa: S608 - our own names
    yield from connection.exec_driver_sql(query, wanted)


def _begun(changeset: Changeset, scope: bytes, operation: Operation) -> _State:
    versions = Versions(changeset.dot(operation.index))
    values = dict(operation.values)
    return _State(operation.kind, scope, versions, values, changeset.stamp)


def _added(changeset: Changeset, scope: bytes, operation: Operation) -> tuple[Any, ...]:
    """Return the row of a record that was added and never edited."""
    born = pack_dot(changeset.dot(operation.index))
    cells = _cells(operation.kind, operation.values)
    return (operation.record, scope, born, None, changeset.stamp, 0, *cells)


def _row(record: bytes, state: _State) -> tuple[Any, ...]:
    born, packed = pack_dot(state.versions.born), pack_versions(state.versions)
    cells = _cells(state.kind, state.values)
    return (record, state.scope, born, packed, state.saved, int(state.retired), *cells)


def _cells(kind: str, values: Mapping[str, Any]) -> list[Cell]:
    return [
        cell_of(field, values[name]) if name in values else empty
        for name, field, empty in _columns(kind)
    ]


@cache
def _columns(kind: str) -> list[tuple[str, Field, Cell]]:
    """Return every field of ``kind`` with what its column holds where nothing was recorded."""
    return [(name, field, _empty(field)) for name, field in fields_of(KINDS[kind]).items()]


def _empty(field: Field) -> Cell:
    if isinstance(field, SETS):
        return cell_of(field, [])
    if isinstance(field, Flag):
        return 0
    return "" if isinstance(field, Text | Code) else None


def _differs(kind: str, what: str) -> DamagedError:
    plural = kind_of(KINDS[kind]).plural
    return DamagedError(f"{plural}: {what}. Restore the newest backup into another folder.")
