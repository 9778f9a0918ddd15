"""What holds at every moment, and what holds once everything has been exchanged."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection

from storage.domain.admission import shape_of
from storage.domain.changeset import Dot, Operation, SetEdit
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.merging import live_in
from storage.spec.fields import SETS, register_of
from storage.spec.kinds import fields_of
from storage.tables.encoding import unpack_body
from storage.usecases import merged
from storage.usecases.syncing.keys import vault_key
from storage.usecases.syncing.parking import any_parked
from sync.protocol.changes import parts_of_scopes
from sync.protocol.envelope import Envelope, Kind
from tests.sync.simulation.editions import IN_ORDER, parse_any_part
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.state import (
    Name,
    fingerprint,
    rows,
    state_of,
    waits_to_leave,
)

Values = dict[tuple[str, RecordId, str], set[Dot]]
"""By kind, record and register: the versions that nobody who had seen them has replaced."""
Members = dict[tuple[str, RecordId, str], set[str | bytes]]
"""By kind, record and set: what somebody put in and nobody who had seen that took out."""
Member = tuple[tuple[str, RecordId, str], str | bytes]
"""A kind, record and set, and what is in it."""


def same_everywhere(laptops: Iterable[Laptop], vaults: Collection[bytes]) -> None:
    """Hold that all show the same, byte for byte, of what ``vaults`` hold.

    Of two editions of Satchel one does not show yet what it does not know, but has it.
    """
    in_order = sorted(laptops, key=lambda laptop: IN_ORDER.index(laptop.edition))
    states = [(laptop, laptop.workspace.read(state_of, vaults)) for laptop in in_order]
    for (here, one), (there, other) in pairwise(states):
        compared = one if here.edition is there.edition else {"journal"}
        differing = [name for name in compared if one[name] != other[name]]
        names = here.folder.name, there.folder.name
        assert not differing, (differing, names, fingerprint(one), fingerprint(other))


def whole(laptop: Laptop) -> None:
    """Hold that a Save is here wholly or not at all: no case without the youth entered with it."""
    torn = laptop.workspace.read(_torn)
    assert torn == 0, (laptop.folder.name, torn)


def nothing_replaced_unseen(laptop: Laptop) -> None:
    """Hold that every value is displayed, or beside, or replaced by who had it on screen.

    Where something waits for the next edition it is neither: the upgraded laptop is looked at.
    """
    if newer_waits(laptop):
        return
    lost = laptop.workspace.read(_lost)
    assert not lost, (laptop.folder.name, lost)


def in_order(laptop: Laptop, here: Collection[Name], saved: Collection[Name]) -> None:
    """Hold that nothing an author ``saved`` is ``here`` without what they saved before it."""
    chains: defaultdict[tuple[bytes, int], list[Name]] = defaultdict(list)
    for name in sorted(saved):
        chains[name[:2]].append(name)
    for names in chains.values():
        came = [name in here for name in names]
        assert came == sorted(came, reverse=True), (laptop.folder.name, names)


def holds_keys_of(laptop: Laptop, vault: bytes) -> set[int]:
    """Return the epochs of ``vault`` whose keys a laptop has."""

    def find(connection: Connection) -> set[int]:
        query = "SELECT epoch FROM vault_key WHERE vault = ?"
        return {row[0] for row in rows(connection, query, vault)}

    return laptop.workspace.read(find)


def holds_content_of(laptop: Laptop, vault: bytes) -> int:
    """Return how many parts of ``vault`` a laptop has readable."""

    def find(connection: Connection) -> int:
        query = "SELECT count(*) FROM journal_part WHERE vault = ?"
        return int(rows(connection, query, vault)[0][0])

    return laptop.workspace.read(find)


def parts_of(laptop: Laptop, envelope: Envelope, scopes: Collection[bytes]) -> int:
    """Return how many parts of an envelope hold something of ``scopes``, as a laptop can tell."""
    if envelope.header.kind != Kind.CHANGES:
        return 0
    log, epoch = envelope.header.log, envelope.header.epoch
    return len(parts_of_scopes(envelope, laptop.workspace.read(vault_key, log, epoch), scopes))


def newer_waits(laptop: Laptop) -> bool:
    """Tell whether something waits on a laptop for its next edition."""
    return bool(laptop.workspace.read(any_parked))


def acknowledged(laptop: Laptop) -> set[bytes]:
    """Return the digests of what this laptop believes to be on the server."""

    def find(connection: Connection) -> set[bytes]:
        query = "SELECT digest FROM envelope_out WHERE state = 'sent'"
        return {row[0] for row in rows(connection, query)}

    return laptop.workspace.read(find)


def waits(laptop: Laptop) -> bool:
    """Tell whether a laptop still has something that it could not send."""
    return laptop.workspace.read(waits_to_leave)


def _torn(connection: Connection) -> int:
    query = (
        'SELECT count(*) FROM "case" c LEFT JOIN person p ON p.id = c.youth '
        "WHERE c.youth IS NOT NULL AND p.id IS NULL"
    )
    return int(rows(connection, query)[0][0])


def _lost(connection: Connection) -> list[tuple[str, str, str]]:
    """Return registers that show something else than what the journal leaves standing.

    Worked out from the operations alone, without the code that merges.
    """
    written = list(_written(connection))
    odd = []
    for (kind, record, register), standing in _standing(written).items():
        found = merged.kept(connection, kind, record)
        if found is None:
            continue
        held = {version.dot for version in live_in(found.live, register, shape_of(kind))}
        if held != standing:
            odd.append((kind, record.hex(), register))
    for (kind, record, name), members in _members(written).items():
        found = merged.kept(connection, kind, record)
        if found is not None and set(_shown(found, name)) != members:
            odd.append((kind, record.hex(), name))
    return odd


def _written(connection: Connection) -> Iterable[tuple[Dot, Operation]]:
    aside = {row[0] for row in rows(connection, "SELECT record FROM parked_operation")}
    for dot, operation in _operations(connection):
        if operation.kind in KINDS and operation.record not in aside:
            yield dot, operation


def _standing(operations: Iterable[tuple[Dot, Operation]]) -> Values:
    written: Values = defaultdict(set)
    replaced: Values = defaultdict(set)
    for dot, operation in operations:
        fields = fields_of(KINDS[operation.kind])
        for name in operation.values:
            if name in fields and not isinstance(fields[name], SETS):
                place = operation.kind, operation.record, register_of(name, fields[name])
                written[place].add(dot)
                replaced[place].update(operation.replaces.get(place[2], ()))
    return {place: dots - replaced[place] for place, dots in written.items()}


def _members(operations: Iterable[tuple[Dot, Operation]]) -> Members:
    put: dict[Member, set[Dot]] = defaultdict(set)
    taken: dict[Member, set[Dot]] = defaultdict(set)
    for dot, operation in operations:
        fields = fields_of(KINDS[operation.kind])
        for name, value in operation.values.items():
            if name in fields and isinstance(fields[name], SETS):
                place = operation.kind, operation.record, name
                change = _as_edit(value)
                for member in change.added:
                    put[place, member].add(dot)
                for member in change.removed:
                    taken[place, member].update(operation.replaces.get(name, ()))
    standing: Members = {place: set() for place, _ in put}
    for (place, member), dots in put.items():
        if dots - taken[place, member]:
            standing[place].add(member)
    return standing


def _as_edit(value: Any) -> SetEdit:
    """Return what was written into a set; an addition names its members alone."""
    return value if isinstance(value, SetEdit) else SetEdit(tuple(value or ()), ())


def _shown(found: merged.Kept, name: str) -> Iterable[str | bytes]:
    members: Iterable[str | bytes] = found.shown.values[name]  # type: ignore[assignment]  # a set
    return members


def _operations(connection: Connection) -> Iterable[tuple[Dot, Operation]]:
    query = (
        "SELECT j.device, j.incarnation, j.counter, p.body FROM journal j "
        "JOIN journal_part p USING (sequence) WHERE p.body IS NOT NULL ORDER BY j.sequence"
    )
    for device, incarnation, counter, body in rows(connection, query):
        for operation in parse_any_part(unpack_body(body)).operations:
            yield Dot(device, incarnation, counter, operation.index), operation
