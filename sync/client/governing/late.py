"""What laptops wrote that had left, or what came of theirs only afterwards: an admin decides."""

from dataclasses import dataclass

from sqlalchemy import Connection

from storage.usecases.access.noting import Subject, note
from storage.usecases.changes import Changes
from storage.usecases.syncing import bundles, envelopes
from storage.usecases.transaction import Transaction
from sync.client.governing.rotation import cuts_of
from sync.client.membership import load_roster
from sync.client.opening import LATE
from sync.protocol.entries import Cut
from sync.protocol.envelope import header_of, parse
from sync.protocol.membership import Roster

_Chain = tuple[bytes, int]
"""Of one device: log and incarnation."""


@dataclass(frozen=True, slots=True)
class Late:
    """Everything that waits of one device; ``cuts`` is what ``accept`` takes to let it in."""

    device: bytes
    name: str
    reason: str
    """Why the device left; empty where it left one vault only."""
    envelopes: int
    cuts: tuple[Cut, ...]
    places: tuple[tuple[bytes, int], ...]
    """Where it lies here: log and number."""
    taken: int = 0
    """Envelopes from behind the cut that this laptop took in, from a stick, before it heard."""


def latecomers(connection: Connection) -> list[Late]:
    """Return what waits for an admin, and what is not everybody's though it is here, by device."""
    cuts: dict[bytes, dict[_Chain, int]] = {}
    places: dict[bytes, list[tuple[bytes, int]]] = {}
    for one in envelopes.parked_for(connection, LATE):
        _, header = header_of(one.body)
        own, chain = cuts.setdefault(header.device, {}), (header.log, header.incarnation)
        own[chain] = max(header.number, own.get(chain, 0))
        places.setdefault(header.device, []).append((one.log, one.sequence))
    roster, taken = load_roster(connection), dict[bytes, int]()
    for cut, behind in _taken(connection, roster):
        own, chain = cuts.setdefault(cut.device, {}), (cut.log, cut.incarnation)
        own[chain] = max(cut.number, own.get(chain, 0))
        taken[cut.device] = taken.get(cut.device, 0) + behind
    return [
        Late(
            device,
            _name(connection, device),
            roster.gone[device].reason if roster and device in roster.gone else "",
            len(places.get(device, ())),
            tuple(Cut(log, device, place, number) for (log, place), number in sorted(ends.items())),
            tuple(places.get(device, ())),
            taken.get(device, 0),
        )
        for device, ends in cuts.items()
    ]


def digests_of(connection: Connection, late: Late) -> list[bytes]:
    """Return by what digests the server knows what waits of a device."""
    places = set(late.places)
    return [
        parse(one.body).digest
        for one in envelopes.parked_for(connection, LATE)
        if (one.log, one.sequence) in places
    ]


def drop_late(transaction: Transaction, late: Late) -> tuple[None, Changes]:
    """Leave out what waits of a device, for good; nothing here carries it on to anybody.

    The record of access says whose it was, and how much. Where a stick brings it once more it is
    asked about once more.
    """
    connection, places = transaction.connection, set(late.places)
    here = [
        one for one in envelopes.parked_for(connection, LATE) if (one.log, one.sequence) in places
    ]
    for one in here:
        envelopes.drop_received(connection, one.log, one.sequence)
        bundles.drop_carried(connection, one.log, (parse(one.body).digest,))
    if here:
        parts = f"{len(here)} sealed part{'' if len(here) == 1 else 's'}"
        note(transaction, "omit", Subject("device", late.device), f"{parts}, for good")
    return None, Changes()


def _taken(connection: Connection, roster: Roster | None) -> list[tuple[Cut, int]]:
    """Return the chains that go on here behind their cut, and by how many envelopes.

    A stick brought those before the entry that cut them; nobody else takes them in by himself.
    """
    if roster is None or not roster.cuts:
        return []
    ends = cuts_of(connection, {chain[1] for chain in roster.cuts}, {c[0] for c in roster.cuts})
    found: list[tuple[Cut, int]] = []
    for end in ends:
        chain = (end.log, end.device, end.incarnation)
        if chain in roster.cuts and roster.standing(chain, end.number) == "late":
            found.append((end, end.number - roster.cuts[chain]))
    return found


def _name(connection: Connection, device: bytes) -> str:
    query = "SELECT name FROM member_device WHERE device = ?"
    return connection.exec_driver_sql(query, (device,)).scalar() or ""
