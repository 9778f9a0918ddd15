"""Which snapshots this laptop knows of, and which of them it believes.

A newcomer believes a snapshot by the admin who admitted it or let it into the vault, or one that
two people vouch for: its author and somebody who has attested it, both members now.
Nothing by who has left is believed.
"""

from collections.abc import Iterator

from sqlalchemy import Connection

from storage.usecases.syncing import envelopes, snapshots
from storage.usecases.syncing.keys import vault_key
from storage.usecases.syncing.roster import entries
from storage.usecases.syncing.snapshots import Known
from sync.client.membership import Membership, membership
from sync.protocol.encoding import encode
from sync.protocol.entries import Admission, Grant, PersonAdmission, entry_of
from sync.protocol.envelope import Envelope, Kind, parse
from sync.protocol.errors import ProtocolError
from sync.protocol.roster import Roster
from sync.protocol.snapshot import (
    Snapshot,
    open_attestation,
    open_snapshot,
    read_snapshot,
    total_of,
)


def note(connection: Connection, envelope: Envelope) -> None:
    """Keep what a verified envelope of a log says of snapshots.

    Raises ProtocolError when it is of no shape known, DamagedError when its key is not here.
    """
    header = envelope.header
    key = vault_key(connection, header.log, header.epoch)
    if header.kind == Kind.SNAPSHOT:
        body = open_snapshot(envelope, key)
        known = Known(envelope.digest, body.head.sequence, header.device, encode(body), "known")
        snapshots.add_snapshot(connection, header.log, known)
    else:
        said = open_attestation(envelope, key)
        snapshots.add_attestation(connection, said.snapshot, header.device, said.total)


def of_generation(connection: Connection, log: bytes) -> Iterator[tuple[Known, Snapshot]]:
    """Yield the snapshots of ``log`` since the server was last restored, the furthest first.

    Those by devices that are no members, and those that were found out, are passed over.
    """
    at, member = envelopes.cursor(connection, log), membership(connection)
    if member is None:
        return
    members = member.roster.members_of(log)
    for known in snapshots.snapshots(connection, log):
        if known.state == "refused" or known.device not in members:
            continue
        body = read_snapshot(known.body)
        if at is None or not at.generation or body.head.generation == at.generation:
            yield known, body


def last_known(connection: Connection, log: bytes) -> Snapshot | None:
    """Return the snapshot of ``log`` that goes furthest, whoever vouches for it."""
    return next((body for _, body in of_generation(connection, log)), None)


def is_vouched_for(
    connection: Connection, member: Membership, log: bytes, known: Known, body: Snapshot
) -> bool:
    """Tell whether this laptop may begin with a snapshot."""
    if known.device in _let_in_by(connection, member, log):
        return True
    author = person(member.roster, known.device)
    members = member.roster.members_of(log)
    return any(
        device in members and person(member.roster, device) != author and total == total_of(body)
        for device, total in snapshots.attestations(connection, known.digest)
    )


def attesters(connection: Connection, member: Membership, known: Known) -> set[bytes]:
    """Return the people other than its author who have said something of a snapshot."""
    said = snapshots.attestations(connection, known.digest)
    people = {
        person(member.roster, device) for device, _ in said if device in member.roster.members
    }
    return people - {person(member.roster, known.device)}


def person(roster: Roster, device: bytes) -> bytes:
    """Return whose a member's device is."""
    return roster.members[device].person


def _let_in_by(connection: Connection, member: Membership, log: bytes) -> set[bytes]:
    """Return the devices that admitted this one, or let it into the vault of ``log``."""
    found, me = set(), member.identity.device
    for content in entries(connection):
        entry = parse(content)
        try:
            body = entry_of(entry)
        except ProtocolError:
            continue
        match body:
            case Admission() | PersonAdmission() if body.device.id == me:
                found.add(entry.header.device)
            case Grant() if body.vault == log and me in body.receivers:
                found.add(entry.header.device)
            case _:
                continue
    return found
