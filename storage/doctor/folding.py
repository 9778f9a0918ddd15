"""What the journal says of one record, from all its operations at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from storage.domain.admission import admit, shape_of
from storage.domain.changeset import Changeset, Dot, Operation, SetEdit
from storage.domain.codes import CodeBook
from storage.domain.ids import RecordId
from storage.domain.merging import Shown, Version, Written, absorbed, begun, shown
from storage.errors import DamagedError
from storage.spec.plain import Plain
from storage.tables.encoding import unpack_dot

Waiting = Mapping[Dot, frozenset[str] | None]
"""What waits of each parked operation: some registers, or, where it is None, all of it."""
One = tuple[Changeset, bytes, Operation]
"""An operation with its changeset and the scope it stands in."""
Told = Sequence[One]
"""The operations of one record in the journal's order."""
Beside = Mapping[tuple[str, RecordId], Sequence[tuple[str, Version]]]


@dataclass(frozen=True, slots=True)
class Folded:
    """A record as all its operations make it."""

    scope: bytes
    saved: int
    shown: Shown


def fold(kind: str, told: Told, waiting: Waiting, codes: CodeBook) -> Folded | None:
    """Return the record that its operations make; None where no addition of it was taken in."""
    shape = shape_of(kind)
    in_order = sorted(told, key=lambda each: each[2].verb != "add")
    scopes: dict[Dot, bytes] = {}
    live = None
    for changeset, scope, operation in in_order:
        written = _written(changeset, operation, waiting, codes)
        if written is None:
            continue
        if operation.verb == "add":
            scopes[written.dot] = scope
        if live is not None:
            live = absorbed(live, written, shape)
        elif operation.verb == "add":
            live = begun(written, shape)
    if live is None:
        return None
    return Folded(scopes[live.born], live.saved, shown(live, shape))


def writes_anything(told: Told, waiting: Waiting, codes: CodeBook) -> bool:
    """Tell whether any of the operations changes a record that is here."""
    return any(_written(each[0], each[2], waiting, codes) is not None for each in told)


def waiting_of(connection: Connection) -> Waiting:
    """Return what waits, by the operation it is of."""
    rows = connection.exec_driver_sql(
        "SELECT device, incarnation, counter, position, registers FROM parked_operation"
    )
    return {
        Dot(*dot): None if packed is None else frozenset(msgspec.msgpack.decode(packed))
        for *dot, packed in rows
    }


def beside_of(connection: Connection) -> Beside:
    """Return the versions that stand beside what is displayed, by record."""
    found = defaultdict(list)
    rows = connection.exec_driver_sql(_BESIDE)
    for kind, record, register, dot, stamp, author, act, packed in rows:
        values = msgspec.msgpack.decode(packed)
        version = Version(unpack_dot(dot), stamp, author, act, values)
        found[kind, record].append((register, version))
    return found


def _written(
    changeset: Changeset, operation: Operation, waiting: Waiting, codes: CodeBook
) -> Written | None:
    """Return what of ``operation`` was taken in; DamagedError when more waits than is noted."""
    dot = changeset.dot(operation.index)
    waits = waiting.get(dot, frozenset())
    if waits is None:
        return None
    admitted = admit(operation, codes)
    if admitted.parked is None or not waits.issuperset(admitted.parked):
        raise DamagedError(
            "A change that cannot be shown is not noted among those that wait. "
            "Restore the newest backup into another folder."
        )
    registers, members = dict(admitted.registers), dict(admitted.members)
    _empty(operation, waits, registers, members)
    if not (registers or members):
        return None
    signature = (dot, changeset.stamp, changeset.author, changeset.act)
    return Written(operation.verb, *signature, registers, members, operation.replaces)


def _empty(
    operation: Operation,
    waits: Iterable[str],
    registers: dict[str, Mapping[str, Plain]],
    members: dict[str, SetEdit],
) -> None:
    """Take out what waits; an addition is empty in it instead."""
    for name in waits:
        if operation.verb != "add":
            registers.pop(name, None)
            members.pop(name, None)
        elif name in registers:
            registers[name] = shape_of(operation.kind).registers[name]
        elif name in members:
            members[name] = SetEdit((), ())


_BESIDE = (
    'SELECT kind, record, register, dot, stamp, author, act, "values" FROM sibling '
    "ORDER BY register, dot"
)
