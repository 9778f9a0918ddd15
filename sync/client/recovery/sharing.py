"""Share the workspace's key among the program's supervisors, anew whenever they change.

Supervisors are the program's admins but for this person. The shares go to devices: all devices of
one person get that person's share, so that two laptops of one supervisor are not two people.
"""

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.crypto.supervisors import MOST, SealedShare, Shared, new_salt
from storage.errors import SatchelError
from storage.usecases.changes import Changes
from storage.usecases.settings import set_settings, setting
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from sync.client.commands import Look, Script, Tend
from sync.client.membership import Membership, membership
from sync.protocol.membership import Roster
from sync.protocol.roster import Device
from sync.protocol.shares import MOST as MOST_PEOPLE
from sync.protocol.shares import SECRET_LENGTH, split
from sync.protocol.supervision import share_purpose
from sync.protocol.wrapping import wrap_to

_UNCHANGED = 2
"""What a mark begins with: how many people are needed, how long the roster was."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who shall hold shares: the devices of each person, and how many people open together.

    With nobody in it the key is shared with nobody. ``entries`` is how long the roster was.
    """

    program: bytes
    device: bytes
    entries: int
    needed: int
    people: tuple[tuple[Device, ...], ...]

    @property
    def mark(self) -> list[str]:
        """What is remembered of a sharing, to tell when another is due: see ``held_by``."""
        devices = [device.id.hex() for person in self.people for device in person]
        return [str(self.needed), str(self.entries), *devices]


def renew_supervisors() -> Script[bool]:
    """Share the key anew if the roster has changed since; tell whether.

    A key file that cannot be written now is written after a later round.
    """
    wanted: Wanted | None = yield Look(wanted_supervisors)
    if wanted is None:
        return False
    try:
        yield Tend(share_out, (wanted,))
    except (OSError, SatchelError):
        return False
    return True


def wanted_supervisors(connection: Connection) -> Wanted | None:
    """Return with whom to share the key; None while nothing has changed since it was shared."""
    needed = int(setting(connection, "supervisors.needed"))
    entries = connection.exec_driver_sql("SELECT count(*) FROM roster_entry").scalar_one()
    if setting(connection, "supervisors.held")[:_UNCHANGED] == [str(needed), str(entries)]:
        return None
    member = membership(connection)
    return _wanted(member, needed) if member is not None else None


def due_again(mark: list[str]) -> list[str]:
    """Return a ``mark`` that lets the next round share the key anew; who holds shares stays."""
    return [""] * _UNCHANGED + mark[_UNCHANGED:]


def held_by(connection: Connection) -> tuple[int, int]:
    """Return how many people hold a share of this workspace's key, and how many must help.

    (0, n) where nobody does: the program has fewer than n supervisors besides this person.
    """
    devices = setting(connection, "supervisors.held")[_UNCHANGED:]
    people: set[bytes] = set()
    for device in devices:
        row = connection.exec_driver_sql(
            "SELECT device, person FROM member_device WHERE device = ?", (bytes.fromhex(device),)
        ).first()
        people.update([row.person or row.device] if row else [])
    return len(people), int(setting(connection, "supervisors.needed"))


def share_out(workspace: Workspace, wanted: Wanted) -> None:
    """Make new shares and put them into the key file; those before open nothing any more."""
    if not wanted.people:
        workspace.keys.unshare_key()
    else:
        secret = secrets.token_bytes(SECRET_LENGTH)
        shared = _sealed(wanted, bytes.fromhex(workspace.key_id), secret)
        workspace.keys.share_key(shared, secret)
    workspace.write(_note, wanted.mark)


def supervisors_of(roster: Roster, device: bytes) -> tuple[tuple[Device, ...], ...]:
    """Return the admins but for the person of ``device``: each person's devices."""
    own = roster.members.get(device)
    people: dict[bytes, list[Device]] = {}
    for id_, member in sorted(roster.members.items()):
        if member.role == "admin" and own is not None and member.person != own.person:
            people.setdefault(member.person, []).append(roster.members[id_].device)
    return tuple(tuple(devices) for devices in people.values())


def _wanted(member: Membership, needed: int) -> Wanted:
    device = member.identity.device
    people = supervisors_of(member.roster, device)[:MOST_PEOPLE]
    if len(people) < needed or sum(map(len, people)) > MOST:
        people = () if len(people) < needed else tuple(person[:1] for person in people)
    return Wanted(member.roster.program, device, member.roster.entries, needed, people)


def _sealed(wanted: Wanted, workspace: bytes, secret: bytes) -> Shared:
    salt = new_salt()
    purpose = share_purpose(wanted.program, workspace, wanted.device, salt)
    shares = split(secret, wanted.needed, len(wanted.people))
    held = tuple(
        SealedShare(device.id, device.signing, wrap_to(device.kem, purpose, share.encode()))
        for share, person in zip(shares, wanted.people, strict=True)
        for device in person
    )
    return Shared(salt, wanted.program, wanted.device, wanted.needed, held)


def _note(transaction: Transaction, mark: list[str]) -> Changes:
    set_settings(transaction, {"supervisors.held": mark})
    return Changes()
