"""Read the live versions of one record, and store what they show: row, siblings, search entries.

Every change of a record that is here goes through ``write``, whoever made it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection

from storage.domain.admission import shape_of
from storage.domain.changeset import RETIRED, Changeset, Dot, Operation, SetEdit
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.merging import SEEN, Live, Place, Shown, Version, Written, shown
from storage.spec.fields import register_of
from storage.spec.kinds import fields_of, kind_of
from storage.spec.plain import Plain
from storage.tables import journal
from storage.tables.columns import Cell, cell_of, plain_of
from storage.tables.encoding import pack_dot, pack_versions, unpack_dot, unpack_versions
from storage.tables.records import from_plains, insert_statement
from storage.usecases import indexing

_ENCODER = msgspec.msgpack.Encoder(order="deterministic")


@dataclass(frozen=True, slots=True)
class Kept:
    """A record as it is stored, with all its live versions."""

    kind: str
    record: RecordId
    scope: bytes
    live: Live
    shown: Shown
    made: Dot | None = None
    """The addition that has just made it."""


def kept(
    connection: Connection, kind: str, record: RecordId, writes: Sequence[Written] = ()
) -> Kept | None:
    """Return the record with its live versions; None when it is not here.

    A version that is displayed alone carries its stamp and author only where one of ``writes``
    will not replace it: they are looked up in the journal.
    """
    query = f'SELECT * FROM "{kind}" WHERE id = ?'  # noqa: S608 - our own names
    row = connection.exec_driver_sql(query, (record,)).first()
    if row is None:
        return None
    _, scope, born, packed, saved, retired, *cells = row
    versions = unpack_versions(unpack_dot(born), packed)
    values = {name: read(cell) for (name, read), cell in zip(_readers(kind), cells, strict=True)}
    beside = _siblings(connection, kind, record)
    reading = _Reading(connection, kind, values, bool(retired), beside)
    listed = {name: reading.versions(name, dots) for name, dots in versions.registers.items()}
    for name in beside:
        if name not in listed:
            listed[name] = reading.versions(name, versions.of(name))
    surviving = _surviving(listed, versions.born, kind, writes)
    signed = {dot: journal.signature_of(connection, dot) for dot in surviving}
    live = Live(
        Version(versions.born, *signed.get(versions.born, (0, "", "")), {}),
        values,
        {name: _signed(found, signed) for name, found in listed.items()},
        versions.members,
        _seen(connection, listed.get(RETIRED, ())),
        _early(connection, record),
        saved,
    )
    siblings = tuple((name, v) for name, found in sorted(beside.items()) for v in found.values())
    return Kept(kind, record, scope, live, Shown(values, versions, bool(retired), siblings))


def written_by(operation: Operation, changeset: Changeset) -> Written:
    """Return what a checked ``operation`` of ``changeset`` writes, register by register."""
    shape, registers = shape_of(operation.kind), dict[str, dict[str, Plain]]()
    members: dict[str, SetEdit] = {}
    fields = fields_of(KINDS[operation.kind])
    for name, value in operation.values.items():
        if isinstance(value, SetEdit):
            members[name] = value
        else:
            register = register_of(name, fields[name])
            registers.setdefault(register, dict(shape.registers[register]))[name] = value
    if operation.verb in {"retire", "restore"}:
        registers[RETIRED] = {"retired": operation.verb == "retire"}
    return Written(
        operation.verb,
        changeset.dot(operation.index),
        changeset.stamp,
        changeset.author,
        changeset.act,
        registers,
        members,
        operation.replaces,
    )


def store(connection: Connection, before: Kept, after: Live, scope: bytes) -> Shown:
    """Store what ``after`` shows where ``before`` stood; return it."""
    now = shown(after, shape_of(before.kind))
    _update(connection, before, now, after.saved, scope)
    _replace_siblings(connection, before, now)
    _replace_early(connection, before, after)
    _index(connection, before, now)
    return now


def insert(connection: Connection, kind: str, record: RecordId, scope: bytes, live: Live) -> None:
    """Store a new record as its addition wrote it."""
    fields = fields_of(KINDS[kind])
    cells = [cell_of(field, live.values[name]) for name, field in fields.items()]
    row = (record, scope, pack_dot(live.born), None, live.saved, 0, *cells)
    connection.exec_driver_sql(insert_statement(kind), row)
    indexing.index(connection, from_plains(kind)(record, live.values))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What makes versions of the dots beside a row."""

    connection: Connection
    kind: str
    values: Mapping[str, Plain]
    retired: bool
    beside: Mapping[str, Mapping[Dot, Version]]

    def versions(self, register: str, displayed: Sequence[Dot]) -> tuple[Version, ...]:
        known = self.beside.get(register, {})
        if register == RETIRED:
            # Who retired a record that is shown nevertheless stands beside it.
            values: dict[str, Plain] = {"retired": self.retired}
        else:
            names = shape_of(self.kind).registers[register]
            values = {name: self.values[name] for name in names}
        shown_now = [known.get(dot) or Version(dot, 0, "", "", values) for dot in displayed]
        return (*shown_now, *(v for dot, v in known.items() if dot not in displayed))


def _surviving(
    listed: Mapping[str, Sequence[Version]], born: Dot, kind: str, writes: Sequence[Written]
) -> set[Dot]:
    """Return the dots whose stamp decides something once ``writes`` are absorbed."""
    found = {
        version.dot
        for name, versions in listed.items()
        if name == RETIRED or len(versions) > 1
        for version in versions
    }
    if any(written.verb == "add" for written in writes):
        return found | {born} | {v.dot for versions in listed.values() for v in versions}
    for written in writes:
        for register in written.registers:
            replaced = written.replaces.get(register, ())
            present = [v.dot for v in listed.get(register, ())]
            if register not in listed and register in shape_of(kind).registers:
                present = [born]
            found.update(dot for dot in present if dot not in replaced)
    return found


def _signed(
    versions: Sequence[Version], signed: Mapping[Dot, tuple[int, str, str]]
) -> tuple[Version, ...]:
    return tuple(
        Version(v.dot, *signed[v.dot], v.values) if v.dot in signed else v for v in versions
    )


def _siblings(connection: Connection, kind: str, record: RecordId) -> dict[str, dict[Dot, Version]]:
    found: dict[str, dict[Dot, Version]] = {}
    for row in connection.exec_driver_sql(_SIBLINGS, (record, kind)):
        register, packed, stamp, author, act, values = row
        dot = unpack_dot(packed)
        version = Version(dot, stamp, author, act, msgspec.msgpack.decode(values))
        found.setdefault(register, {})[dot] = version
    return found


def _seen(connection: Connection, versions: Sequence[Version]) -> dict[Dot, frozenset[Dot]]:
    found = {}
    for version in versions:
        if version.values["retired"]:
            retiring = journal.operation_of(connection, version.dot)
            seen = retiring[1].replaces.get(SEEN, ()) if retiring else ()
            found[version.dot] = frozenset(seen)
    return found


def _early(connection: Connection, record: RecordId) -> frozenset[Place]:
    rows = connection.exec_driver_sql("SELECT register, dot FROM early WHERE record = ?", (record,))
    return frozenset((register, unpack_dot(dot)) for register, dot in rows)


def _update(connection: Connection, before: Kept, now: Shown, saved: int, scope: bytes) -> None:
    fields = fields_of(KINDS[before.kind])
    cells: dict[str, Cell] = {
        name: cell_of(fields[name], plain)
        for name, plain in now.values.items()
        if plain != before.shown.values[name]
    }
    system: dict[str, Cell] = {"versions": pack_versions(now.versions), "saved": saved}
    if now.versions.born != before.shown.versions.born:
        system |= {"born": pack_dot(now.versions.born), "scope": scope}
    if now.retired is not before.shown.retired:
        system["retired"] = int(now.retired)
    settings = ", ".join(f'"{name}" = ?' for name in (*cells, *system))
    connection.exec_driver_sql(
        f'UPDATE "{before.kind}" SET {settings} WHERE id = ?',  # noqa: S608 - our own names
        (*cells.values(), *system.values(), before.record),
    )


def _replace_siblings(connection: Connection, before: Kept, now: Shown) -> None:
    stood = {(register, version.dot): version for register, version in before.shown.siblings}
    stand = {(register, version.dot): version for register, version in now.siblings}
    for (register, dot), version in stood.items():
        if stand.get((register, dot)) != version:
            connection.exec_driver_sql(_FORGET_SIBLING, (before.record, register, pack_dot(dot)))
    for (register, dot), v in stand.items():
        if stood.get((register, dot)) != v:
            values = _ENCODER.encode(v.values)
            row = (before.record, register, pack_dot(dot), before.kind)
            connection.exec_driver_sql(_ADD_SIBLING, (*row, v.stamp, v.author, v.act, values))


def _replace_early(connection: Connection, before: Kept, after: Live) -> None:
    """Keep of what is replaced early only that which is still to come.

    What arrived together with a second act that replaced it is named once more.
    """
    stay = {each for each in after.early if not _has_arrived(connection, *each)}
    for place, dot in before.live.early - stay:
        connection.exec_driver_sql(_FORGET_EARLY, (before.record, place, pack_dot(dot)))
    for place, dot in stay - before.live.early:
        connection.exec_driver_sql(_ADD_EARLY, (before.record, place, pack_dot(dot)))


def _has_arrived(connection: Connection, place: str, dot: Dot) -> bool:
    """Tell whether what ``dot`` wrote there was absorbed: it is in the journal and not parked."""
    parked = connection.exec_driver_sql(_PARKED, tuple(dot)).first()
    if parked is not None:
        waits = None if parked.registers is None else msgspec.msgpack.decode(parked.registers)
        return waits is not None and place.partition("/")[0] not in waits
    sequence = journal.sequence_of(connection, dot)
    if sequence is None:
        return False
    # Of a changeset of two vaults one part may have come and the other not; a part of a newer form
    # is here and waits.
    values = (sequence, *dot[:3])
    is_cut = connection.exec_driver_sql(_MISSING_PART, values).first() is not None
    return not is_cut or journal.operation_of(connection, dot) is not None


def _index(connection: Connection, before: Kept, now: Shown) -> None:
    changed = any(now.values[name] != before.shown.values[name] for name in _searched(before.kind))
    if now.retired:
        if not before.shown.retired:
            indexing.forget(connection, before.record)
    elif changed or before.shown.retired:
        indexing.index(connection, from_plains(before.kind)(before.record, now.values))


@cache
def _searched(kind: str) -> tuple[str, ...]:
    by_name = indexing.searched_fields(kind, "name")
    by_text = indexing.searched_fields(kind, "text")
    dated = kind_of(KINDS[kind]).dated_by
    return (*by_name, *by_text, *((dated,) if by_text and dated else ()))


@cache
def _readers(kind: str) -> list[tuple[str, Any]]:
    return [(name, plain_of(field)) for name, field in fields_of(KINDS[kind]).items()]


_SIBLINGS = (
    'SELECT register, dot, stamp, author, act, "values" FROM sibling '
    "WHERE record = ? AND kind = ? ORDER BY register, dot"
)
_ADD_SIBLING = (
    'INSERT INTO sibling (record, register, dot, kind, stamp, author, act, "values") '
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_FORGET_SIBLING = "DELETE FROM sibling WHERE record = ? AND register = ? AND dot = ?"
_ADD_EARLY = "INSERT OR IGNORE INTO early (record, register, dot) VALUES (?, ?, ?)"
_FORGET_EARLY = "DELETE FROM early WHERE record = ? AND register = ? AND dot = ?"
_PARKED = (
    "SELECT registers FROM parked_operation "
    "WHERE device = ? AND incarnation = ? AND counter = ? AND position = ?"
)
_MISSING_PART = """
SELECT 1 FROM journal_part WHERE sequence = ? AND body IS NULL AND scope = x''
UNION ALL SELECT 1 FROM parked_operation
WHERE device = ? AND incarnation = ? AND counter = ? AND position < 0 LIMIT 1
"""
