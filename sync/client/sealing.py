"""Seal what this laptop saved: changesets become envelopes, stored before anything is sent."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.tables import journal
from storage.usecases.changes import Changes
from storage.usecases.syncing import envelopes
from storage.usecases.syncing.keys import CaseKeys, newest_epoch, vault_key
from storage.usecases.syncing.outgoing import Outgoing, unsealed
from storage.usecases.transaction import Transaction
from sync.client.membership import Identity, membership
from sync.protocol.changes import ChangesetHeader, Piece, seal_changes
from sync.protocol.envelope import BEGINNING, Address, Kind, to_bytes

_CHANGESETS = 100
"""In one envelope: applying it is one slice of work, so nobody who is typing waits for it."""
_ENVELOPES = 4
"""Of each vault in one transaction: a fiftieth of a second, and fewer syncs of the disk."""
_MOST_BYTES = 1_500_000
"""Of content in one envelope, before it is packed: it stays far below the protocol's limit."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """How many changesets were sealed, and whether more wait."""

    changesets: int
    more: bool


def seal_waiting(transaction: Transaction, most: int = _CHANGESETS) -> tuple[Sealed, Changes]:
    """Seal some envelopes for each vault of this device; call again while more waits.

    ``most`` changesets go into one envelope.
    """
    member = membership(transaction.connection)
    if member is None:
        return Sealed(0, more=False), Changes()
    done = 0
    for _ in range(_ENVELOPES):
        counts = [
            _seal_vault(transaction.connection, member.identity, vault, most)
            for vault in member.writing_vaults()
        ]
        done += sum(map(abs, counts))
        if not any(count >= most or count < 0 for count in counts):
            return Sealed(done, more=False), Changes()
    return Sealed(done, more=True), Changes()


def anything_waits(connection: Connection) -> bool:
    """Tell whether a changeset of this device is in no envelope yet."""
    member = membership(connection)
    if member is None:
        return False
    return any(
        unsealed(connection, vault, after=_last(connection, vault), max_changesets=1)
        for vault in member.writing_vaults()
    )


def _seal_vault(connection: Connection, who: Identity, vault: bytes, most: int) -> int:
    """Seal one envelope; return how many changesets, negative when size and not count ended it."""
    waiting = unsealed(
        connection,
        vault,
        after=_last(connection, vault),
        max_changesets=most,
        max_bytes=_MOST_BYTES,
    )
    # One incarnation at a time: how far each of them was sealed is noted by itself.
    waiting = [one for one in waiting if one.incarnation == waiting[0].incarnation]
    if not waiting:
        # Nothing so far was done in this vault: the next look begins behind it.
        last = journal.next_counter(connection, who.device, who.incarnation) - 1
        if last > envelopes.sealed_up_to(connection, vault, who.incarnation):
            envelopes.mark_sealed(connection, vault, who.incarnation, last)
        return 0
    pieces, keys = _pieces(connection, waiting)
    new_keys = envelopes.uncarried(connection, keys)
    end = envelopes.last_own(connection, vault, who.incarnation)
    epoch = newest_epoch(connection, vault)
    address = Address(
        Kind.CHANGES,
        vault,
        who.device,
        who.incarnation,
        end.number + 1 if end else 1,
        end.digest if end else BEGINNING,
        epoch,
    )
    headers = [_header(outgoing) for outgoing in waiting]
    key = vault_key(connection, vault, epoch)
    envelope = seal_changes(address, who.signing, key, headers, pieces, keys, new_keys)
    own = envelopes.Own(who.incarnation, address.number, envelope.digest, to_bytes(envelope))
    first = waiting[0].counter
    if waiting[0].incarnation != who.incarnation:
        # Saved before a backup was brought back: all that was saved since comes behind it.
        first = envelopes.sealed_up_to(connection, vault, who.incarnation) + 1
    envelopes.store_own(connection, vault, own, first)
    envelopes.mark_carried(connection, new_keys)
    envelopes.mark_sealed(connection, vault, waiting[-1].incarnation, waiting[-1].counter)
    return len(waiting) if len(waiting) == most else -len(waiting)


def _last(connection: Connection, vault: bytes) -> tuple[int, int] | None:
    """Return behind what everything lies that may be unsealed.

    A backup that is restored twice may have a smaller incarnation the second time: what a greater
    one wrote has come out of envelopes, and what this one writes lies before it.
    """
    row = connection.exec_driver_sql(
        "SELECT incarnation, counter FROM sealed WHERE log = ? "
        "AND incarnation <= (SELECT incarnation FROM this_device) "
        "ORDER BY incarnation DESC, counter DESC LIMIT 1",
        (vault,),
    ).first()
    return (row.incarnation, row.counter) if row else None


def _pieces(
    connection: Connection, waiting: list[Outgoing]
) -> tuple[dict[bytes, list[Piece]], dict[bytes, bytes]]:
    pieces: defaultdict[bytes, list[Piece]] = defaultdict(list)
    keys: dict[bytes, bytes] = {}
    known = CaseKeys(connection)
    known.look_up({part.scope for outgoing in waiting for part in outgoing.parts})
    for number, outgoing in enumerate(waiting):
        for part in outgoing.parts:
            found = known.of(part.scope)
            if not found:  # the case was expunged: nothing of it may travel
                continue
            keys[part.scope] = found[0]
            pieces[part.scope].append(Piece(number, part.position, part.content))
    return dict(pieces), keys


def _header(outgoing: Outgoing) -> ChangesetHeader:
    return ChangesetHeader(
        outgoing.incarnation,
        outgoing.counter,
        outgoing.stamp,
        outgoing.author,
        outgoing.act,
        outgoing.batch,
        outgoing.seen,
        outgoing.digests,
    )
