"""One workspace in use twice: what was saved here takes other names, and is sent under them.

A folder that was copied by hand, or a disk that was put back to an earlier day, gives the numbers
of changesets, envelopes and access entries a second time. Where another copy has used them at the
server, everything here that no server has placed is named anew, under a new incarnation; from then
on both copies write as two restored backups would. The journal only grows: the first writing of a
changeset keeps its place and its digest, without content and under a number below zero that no
changeset has.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from sqlalchemy import Connection

from storage.domain.access import link_after
from storage.domain.changeset import Dot, Operation, Part
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.tables import access, acknowledged, journal
from storage.tables.encoding import (
    Header,
    pack_dot,
    pack_versions,
    parse_part,
    part_bytes,
    unpack_body,
    unpack_dot,
    unpack_versions,
)
from storage.tables.journal import PartKept
from storage.tables.local import begin_incarnation
from storage.usecases.access.noting import NOBODY, note
from storage.usecases.changes import Changes
from storage.usecases.syncing import envelopes
from storage.usecases.syncing.outgoing import ACKNOWLEDGED
from storage.usecases.transaction import Transaction

_BATCH = "access_batch"
_WHY = "Another copy of this workspace was in use; this one goes on under new numbers."


@dataclass(slots=True)
class _Names:
    """Which changesets are named anew, and which records they wrote."""

    device: bytes
    old: int
    new: int
    counters: dict[int, int] = field(default_factory=dict)
    records: defaultdict[str, set[RecordId]] = field(default_factory=lambda: defaultdict(set))
    batches: set[RecordId] = field(default_factory=set)
    """Batches of access entries among them: the entries are sealed again under the new name."""

    def of(self, dot: Dot) -> Dot:
        """Return the name that a version has from now on."""
        known = dot.counter in self.counters
        if not known or (dot.device, dot.incarnation) != (self.device, self.old):
            return dot
        return dot._replace(incarnation=self.new, counter=self.counters[dot.counter])


def is_own(connection: Connection, log: bytes, own: envelopes.Own) -> bool:
    """Tell whether this device sealed this very envelope, or one behind it and none as this."""
    last = envelopes.last_own(connection, log, own.incarnation)
    if last is None or own.number > last.number:
        return False
    given = (log, own.incarnation, own.number)
    digest = connection.exec_driver_sql(_GIVEN, given).scalar()
    return digest is None or digest == own.digest


def part_ways(transaction: Transaction) -> Changes:
    """Name anew, under a new incarnation, what was saved here and no server has placed.

    A changeset of which one vault's part was placed keeps its name: others know it by that.
    """
    connection = transaction.connection
    device, old = connection.exec_driver_sql("SELECT id, incarnation FROM this_device").one()
    moving = connection.exec_driver_sql(_UNPLACED, (old,)).all()
    new = begin_incarnation(connection)
    names = _Names(device, old, new)
    journal.append_all(connection, list(_renamed(connection, names, moving)))
    for kind, records in names.records.items():
        _rename_versions(connection, names, kind, records)
    _forget_batches(connection, names)
    for statement in _UNSENT:
        connection.exec_driver_sql(statement, (old,))
    _rename_entries(connection, names)
    now = replace(transaction, identity=replace(transaction.identity, incarnation=new))
    note(now, "restored", NOBODY, _WHY)
    touched = {kind: frozenset(records) for kind, records in names.records.items()}
    return Changes(touched, "sync")


def _renamed(
    connection: Connection, names: _Names, moving: Iterable[tuple[int, int]]
) -> Iterator[tuple[Header, Sequence[PartKept]]]:
    """Yield the changesets under their new names, and empty the old ones."""
    for sequence, counter in moving:
        # A changeset that is left out has a name as well: nothing refers to it.
        names.counters[counter] = len(names.counters) + 1
        row = connection.exec_driver_sql(_ENTRY, (sequence,)).one()
        parts = list(_parts(connection, names, sequence))
        for statement in _EMPTIED:
            connection.exec_driver_sql(statement, (sequence,))
        if parts:
            now = names.counters[counter]
            yield Header(*row)._replace(incarnation=names.new, counter=now), parts


def _parts(connection: Connection, names: _Names, sequence: int) -> Iterator[PartKept]:
    for vault, scope, digest, body in connection.exec_driver_sql(_PARTS, (sequence,)).all():
        connection.exec_driver_sql("DELETE FROM carried_key WHERE scope = ?", (scope,))
        if body is None:
            yield PartKept(vault, scope, digest, None)
            continue
        content = _renamed_part(names, unpack_body(body))
        if content is not None:
            yield PartKept(vault, scope, sha256(content).digest(), content)


def _renamed_part(names: _Names, content: bytes) -> bytes | None:
    """Return a part that names what it replaces as it is named now; None where nothing is left."""
    part = parse_part(content)
    operations: list[Operation] = []
    for operation in part.operations:
        if operation.kind == _BATCH:
            names.batches.add(operation.record)
            continue
        names.records[operation.kind].add(operation.record)
        replaces = {
            register: tuple(map(names.of, dots)) for register, dots in operation.replaces.items()
        }
        operations.append(replace(operation, replaces=replaces))
    return part_bytes(Part(part.vault, part.scope, tuple(operations))) if operations else None


def _rename_versions(
    connection: Connection, names: _Names, kind: str, records: Iterable[RecordId]
) -> None:
    if kind not in KINDS:
        return
    for record in records:
        query = f'SELECT born, versions FROM "{kind}" WHERE id = ?'  # noqa: S608 - our own names
        row = connection.exec_driver_sql(query, (record,)).first()
        if row is None:
            continue
        versions = unpack_versions(unpack_dot(row.born), row.versions)
        now = versions.renamed(names.of)
        change = f'UPDATE "{kind}" SET born = ?, versions = ? WHERE id = ?'  # noqa: S608 - our own names
        connection.exec_driver_sql(change, (pack_dot(now.born), pack_versions(now), record))
        _rename_siblings(connection, names.of, record)


def _rename_siblings(connection: Connection, named: Callable[[Dot], Dot], record: RecordId) -> None:
    query = "SELECT register, dot FROM sibling WHERE record = ?"
    for register, dot in connection.exec_driver_sql(query, (record,)).all():
        connection.exec_driver_sql(
            "UPDATE sibling SET dot = ? WHERE record = ? AND register = ? AND dot = ?",
            (pack_dot(named(unpack_dot(dot))), record, register, dot),
        )


def _forget_batches(connection: Connection, names: _Names) -> None:
    for record in names.batches:
        for statement in _NO_BATCH:
            connection.exec_driver_sql(statement, (record,))


def _rename_entries(connection: Connection, names: _Names) -> None:
    """Let the access entries that no batch carries follow the last one that does, as new ones."""
    sealed = access.sealed_up_to(connection, names.device, names.old)
    waiting = list(access.chain_of(connection, names.device, names.old, sealed))
    if not waiting:
        return
    (first, link), (last, end) = waiting[0], waiting[-1]
    before = access.link_before(connection, names.device, names.old, first.number)
    behind = next((each for each in before if link_after(each, first) == link), None)
    if behind is None:  # it follows nothing that is here: what was cut off stays as it was
        return
    acknowledged.note_renamed(connection, last.number, end)
    connection.exec_driver_sql(
        "DELETE FROM access_entry WHERE device = ? AND incarnation = ? AND number > ?",
        (names.device, names.old, sealed),
    )
    moved = []
    for entry, _ in waiting:
        now = replace(entry, incarnation=names.new)
        behind = link_after(behind, now)
        moved.append((now, behind))
    access.add(connection, moved)


_UNPLACED = f"""
WITH {ACKNOWLEDGED}
SELECT j.sequence, j.counter FROM this_device d JOIN journal j ON j.device = d.id
WHERE j.incarnation = ? AND j.counter > 0 AND NOT EXISTS (
    SELECT 1 FROM journal_part p
    JOIN acknowledged a ON a.log = p.vault AND a.incarnation = j.incarnation
    WHERE p.sequence = j.sequence AND j.counter <= a.counter
) ORDER BY j.counter
"""  # noqa: S608 - our own words
_ENTRY = (
    "SELECT device, incarnation, counter, stamp, author, act, batch, seen FROM journal "
    "WHERE sequence = ?"
)
_PARTS = "SELECT vault, scope, digest, body FROM journal_part WHERE sequence = ? ORDER BY position"
_GIVEN = "SELECT digest FROM envelope_out WHERE log = ? AND incarnation = ? AND number = ?"
_EMPTIED = (
    "UPDATE journal SET counter = -counter WHERE sequence = ?",
    "UPDATE journal_part SET vault = x'', scope = x'', body = NULL WHERE sequence = ?",
)
_SEALED_AS_PLACED = f"""
WITH {ACKNOWLEDGED}
UPDATE sealed SET counter = min((
    SELECT a.counter FROM acknowledged a
    WHERE a.log = sealed.log AND a.incarnation = sealed.incarnation
), (
    SELECT coalesce(max(j.counter), 0) FROM this_device d JOIN journal j ON j.device = d.id
    WHERE j.incarnation = sealed.incarnation AND j.counter > 0
)) WHERE incarnation = ?
"""  # noqa: S608 - our own words
"""A vault in which nothing was saved was looked through further than any number that is left."""
_UNSENT = (
    _SEALED_AS_PLACED,
    "DELETE FROM envelope_out WHERE incarnation = ? AND sequence IS NULL",
)
_NO_SEAL = """
DELETE FROM access_seal WHERE (hex(device), incarnation, last) IN (
    SELECT upper(device), incarnation, last FROM access_batch WHERE id = ?
)
"""
_NO_BATCH = (_NO_SEAL, "DELETE FROM access_batch WHERE id = ?")
