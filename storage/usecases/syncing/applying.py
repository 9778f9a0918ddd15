"""Take in what other laptops saved: journal, rows, versions side by side, search entries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import Connection

from storage.domain.admission import admit, shape_of
from storage.domain.changeset import Dot, Part
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.merging import Written, absorbed, again, begun
from storage.spec.kinds import fields_of
from storage.tables import journal
from storage.tables.journal import PartKept
from storage.usecases import merged
from storage.usecases.changes import Changes
from storage.usecases.changesets import hear
from storage.usecases.codelists import book_of, codebook
from storage.usecases.merged import Kept
from storage.usecases.retention.holds import release
from storage.usecases.settings import set_settings, setting
from storage.usecases.syncing import envelopes, incoming, parking
from storage.usecases.syncing.additions import Additions
from storage.usecases.syncing.expunging import moved_out_of
from storage.usecases.syncing.incoming import Incoming, IncomingPart, Read
from storage.usecases.syncing.massarrivals import note_arrived
from storage.usecases.syncing.misfits import look_at
from storage.usecases.syncing.parking import Pending
from storage.usecases.transaction import Transaction

__all__ = ["Applied", "Incoming", "IncomingPart", "apply", "apply_parked"]


@dataclass(frozen=True, slots=True)
class Applied:
    """What taking in changed; how many versions came to stand side by side; how much waits."""

    changes: Changes
    versions: int
    parked: int


@dataclass(slots=True)
class _Tally:
    """What is counted while records are taken in."""

    touched: defaultdict[str, set[RecordId]]
    versions: int = 0
    parked: int = 0


def apply(transaction: Transaction, changesets: Sequence[Incoming]) -> Applied:
    """Take in ``changesets``; one that is here already changes nothing.

    Raises DamagedError naming the author's device and number when one is not what its author
    wrote, or when another one has its name; the caller's transaction then keeps nothing.
    """
    connection = transaction.connection
    found = incoming.read(changesets, moved_out_of(connection))
    arrived = list(_journalled(transaction, found))
    if changesets:
        hear(transaction, max(each.stamp for each in changesets))
    slow: list[Pending] = []
    tally, additions = _Tally(defaultdict(set)), Additions(book_of(connection))
    for each, position, part in arrived:
        if part is None:
            parking.park_part(connection, each.dot(0), position)
            tally.parked += 1
        else:
            slow += additions.take(each, part)
    slow += additions.store(connection)
    tally.touched.update(additions.records())
    applied = _take_in(connection, slow, tally)
    note_arrived(transaction, arrived)
    if "hold_lifting" in tally.touched:
        gone = release(transaction).ids_by_kind
        ids = {**applied.changes.ids_by_kind, **gone}
        applied = replace(applied, changes=Changes(ids, "sync"))
    if "code_setting" in tally.touched and parking.any_parked(connection):
        return _try_with_new_codes(transaction, tally)
    return applied


def _try_with_new_codes(transaction: Transaction, tally: _Tally) -> Applied:
    """Try all that waits once more: the program's own code that it has may have come just now."""
    connection = transaction.connection
    pending = parking.all_parked(connection)
    for waited in pending:
        parking.unpark(connection, waited.dot)
    applied = _take_in(connection, pending, tally)
    look_at(transaction, applied.changes)
    still = {waited.dot for waited in parking.all_parked(connection)}
    done = sum(waited.dot not in still for waited in pending)
    return replace(applied, parked=max(0, applied.parked - done))


def apply_parked(transaction: Transaction) -> Applied:
    """Try all that waits once more, as after an upgrade of Satchel."""
    connection = transaction.connection
    pending = parking.all_parked(connection)
    for dot in parking.parked_parts(connection):
        part = journal.part_at(connection, dot, -1 - dot.position)
        if part is not None and all(map(incoming.is_sound, part.operations)):
            parking.unpark(connection, dot)
            signature = journal.signature_of(connection, dot)
            pending += [
                Pending(dot._replace(position=each.index), *signature, part.scope, each)
                for each in part.operations
            ]
    for waited in pending:
        parking.unpark(connection, waited.dot)
    return _take_in(connection, pending, _Tally(defaultdict(set)))


def apply_after_upgrade(transaction: Transaction) -> None:
    """Try what waits once for each version of Satchel that knows other fields or codes."""
    known = _vocabulary()
    if setting(transaction.connection, "sync.vocabulary") != known:
        look_at(transaction, apply_parked(transaction).changes)
        set_settings(transaction, {"sync.vocabulary": known})


def _vocabulary() -> str:
    """Return what tells one version's fields, bounds and codes from another's."""
    fields = [(name, sorted(fields_of(cls).items())) for name, cls in sorted(KINDS.items())]
    codes = [(name, sorted(entries)) for name, entries in sorted(codebook().lists.items())]
    return sha256(repr((fields, codes)).encode()).hexdigest()


def _journalled(
    transaction: Transaction, found: Sequence[Read]
) -> list[tuple[Incoming, int, Part | None]]:
    """Keep what is new in the journal; return those parts, None for one in a newer form."""
    connection = transaction.connection
    arrived: list[tuple[Incoming, int, Part | None]] = []
    fresh: dict[Dot, list[Read]] = {}
    here = incoming.known_digests(connection, [each.incoming for each in found])
    for each in found:
        known = here.get(each.incoming.dot(0))
        if known is None:
            same = fresh.setdefault(each.incoming.dot(0), [])
            same.append(each)
            known = 0, same[0].digest
        sequence, digest = known
        if digest != each.digest:
            raise incoming.refuse_other(each)
        for part in each.incoming.parts if sequence else ():
            kept = PartKept(part.vault, part.scope, sha256(part.content).digest(), part.content)
            if journal.fill_in(connection, sequence, part.position, kept):
                arrived.append((each.incoming, part.position, each.parts[part.position]))
    entries = []
    for same in fresh.values():
        parts = {part.position: part for each in same for part in each.incoming.parts}
        read = {position: part for each in same for position, part in each.parts.items()}
        entries.append((same[0].incoming.header, list(_kept(same[0].incoming.digests, parts))))
        arrived += [(same[0].incoming, position, read[position]) for position in sorted(parts)]
    journal.append_all(connection, entries)
    _note_own(transaction, found)
    return arrived


def _kept(digests: Iterable[bytes], parts: Mapping[int, IncomingPart]) -> Iterator[PartKept]:
    for position, digest in enumerate(digests):
        part = parts.get(position)
        if part is None:
            yield PartKept(b"", b"", digest, None)
        else:
            yield PartKept(part.vault, part.scope, digest, part.content)


def _note_own(transaction: Transaction, found: Iterable[Read]) -> None:
    """Count what this device wrote before it was restored as sealed: it came out of envelopes."""
    for each in found:
        if each.incoming.device == transaction.identity.device:
            for part in each.incoming.parts:
                name = each.incoming.incarnation, each.incoming.counter
                envelopes.note_sealed(transaction.connection, part.vault, *name)


def _take_in(connection: Connection, slow: list[Pending], tally: _Tally) -> Applied:
    new = {record for records in tally.touched.values() for record in records}
    new |= {each.operation.record for each in slow if each.operation.verb == "add"}
    for each in parking.waiting_for(connection, new):
        parking.unpark(connection, each.dot)
        slow.append(each)
    by_record: defaultdict[tuple[str, RecordId], list[Pending]] = defaultdict(list)
    for each in slow:
        by_record[each.operation.kind, each.operation.record].append(each)
    for (kind, record), some in by_record.items():
        _take_in_record(connection, kind, record, some, tally)
    ids = {kind: frozenset(records) for kind, records in tally.touched.items()}
    return Applied(Changes(ids, "sync"), tally.versions, tally.parked)


def _take_in_record(
    connection: Connection, kind: str, record: RecordId, pending: Iterable[Pending], tally: _Tally
) -> None:
    """Take in what was written of one record, its additions first; what cannot be waits."""
    in_order = sorted(pending, key=lambda each: each.operation.verb != "add")
    usable = [pair for each in in_order if (pair := _usable(connection, each, tally)) is not None]
    found = _found(connection, kind, record, usable)
    if found is None:
        for each, _ in usable:
            parking.park(connection, each, None, parking.NOT_HERE)
            tally.parked += not each.was_parked
        return
    tally.touched[kind].add(record)
    live, shape, scope = found.live, shape_of(kind), found.scope
    for each, written in usable:
        if each.waits is not None and written.verb == "add":
            live = again(live, written, shape)
        elif written.dot != found.made:
            live = absorbed(live, written, shape)
        if each.dot == live.born:
            scope = each.scope
    now = merged.store(connection, found, live, scope)
    tally.versions += max(0, len(now.siblings) - len(found.shown.siblings))


def _usable(
    connection: Connection, pending: Pending, tally: _Tally
) -> tuple[Pending, Written] | None:
    """Return what can be stored of an operation, and let the rest wait; None when nothing can."""
    operation = pending.operation
    admitted = admit(operation, book_of(connection))
    registers, members, parked = admitted.registers, admitted.members, admitted.parked
    if pending.waits is not None and parked is not None:
        registers = {name: registers[name] for name in registers if name in pending.waits}
        members = {name: members[name] for name in members if name in pending.waits}
        parked = tuple(name for name in parked if name in pending.waits)
        if operation.verb == "add":
            registers = {name: registers[name] for name in registers if name not in parked}
    if parked is None or parked:
        reason = parking.reason_of(operation.kind, admitted.problem)
        parking.park(connection, pending, parked, reason)
        tally.parked += not pending.was_parked
    if parked is None or not (registers or members):
        return None
    signature = (pending.dot, pending.stamp, pending.author, pending.act)
    return pending, Written(operation.verb, *signature, registers, members, operation.replaces)


def _found(
    connection: Connection, kind: str, record: RecordId, usable: Sequence[tuple[Pending, Written]]
) -> Kept | None:
    """Return the record, made by the first of its additions where it is not here yet."""
    if kind not in KINDS:
        return None
    writes = [written for _, written in usable]
    found = merged.kept(connection, kind, record, writes)
    if found is None and writes and writes[0].verb == "add":
        scope = usable[0][0].scope
        merged.insert(connection, kind, record, scope, begun(writes[0], shape_of(kind)))
        found = merged.kept(connection, kind, record, writes[1:])
        return None if found is None else replace(found, made=writes[0].dot)
    return found
