"""What a roster says after the entries that were read so far."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Literal

import msgspec

from sync.protocol.entries import (
    DEVICE,
    Device,
    Entry,
    PersonAdmission,
    Reason,
    Role,
    RoleChange,
    VaultName,
)

FIRST_EPOCH = 1
_PERSON = 16
Chain = tuple[bytes, bytes, int]
"""One chain of envelopes: its log, its device, the device's incarnation."""


class Member(msgspec.Struct, frozen=True):
    """A device of the program, what it may do and which vaults it is a member of.

    ``person`` is the same on all devices of one person; ``ends`` is the end of a coverage in Unix
    milliseconds, 0 for a membership without one.
    """

    device: Device
    role: Role
    vaults: tuple[bytes, ...]
    person: bytes = b""
    ends: int = 0


class Gone(msgspec.Struct, frozen=True):
    """A device that was taken out: as it was, why, by which entry, and whether it shall erase."""

    member: Member
    reason: Reason
    erase: bool
    entry: int


class Recovery(msgspec.Struct, frozen=True):
    """The program's recovery key: its public halves, who holds a share, how many are needed."""

    signing: bytes
    kem: bytes
    threshold: int
    holders: tuple[bytes, ...]

    @property
    def id(self) -> bytes:
        """The name under which its entries and wraps stand, as a device's id."""
        return recovery_id(self.signing)

    def may_make(self, body: Entry) -> bool:
        """Tell whether the recovery key may make an entry: it makes admins, and nothing else."""
        return isinstance(body, PersonAdmission | RoleChange) and body.role == "admin"


class Roster(msgspec.Struct, frozen=True):
    """Who belongs to a program after the entries read so far; made by ``begin`` and ``extend``."""

    program: bytes
    log: bytes
    vaults: tuple[VaultName, ...]
    members: Mapping[bytes, Member]
    last: bytes
    """The digest of the last entry."""
    entries: int
    epochs: Mapping[bytes, int]
    """The newest epoch of each vault's key."""
    gone: Mapping[bytes, Gone] = {}
    cuts: Mapping[Chain, int] = {}
    """Up to which number a chain is taken in of a device that left the program or a vault."""
    stale: frozenset[bytes] = frozenset()
    """Vaults that somebody left who knows their key: a member of theirs has to make it anew."""
    expunged: Mapping[tuple[bytes, bytes], bytes] = {}
    """By vault and scope: where a case stands whose key was destroyed there."""
    recovery: Recovery | None = None

    def author(self, device: bytes) -> Device | None:
        """Return a device that is or was one of the program."""
        member = self.members.get(device)
        if member is not None:
            return member.device
        gone = self.gone.get(device)
        return gone.member.device if gone else None

    def standing(self, chain: Chain, number: int) -> Literal["member", "late", "stranger"]:
        """Tell whether an envelope of this chain and number is the program's.

        ``late`` is what a device wrote after it had left, or what nobody knew of when it left:
        it waits for an admin.
        """
        log, device, _ = chain
        member = self.members.get(device)
        if member is not None and log in member.vaults:
            return "member"
        if chain in self.cuts and number <= self.cuts[chain]:
            return "member"
        gone = self.gone.get(device)
        was_there = gone is not None and log in gone.member.vaults
        withdrawn = any((c[0], c[1]) == (log, device) for c in self.cuts)
        return "late" if was_there or withdrawn else "stranger"

    def members_of(self, vault: bytes) -> tuple[bytes, ...]:
        """Return the devices that are members of ``vault``, in the order of their ids."""
        return tuple(sorted(d for d, member in self.members.items() if vault in member.vaults))


def person_of(device: bytes) -> bytes:
    """Return the person of a device whose entry names none: one device, one person."""
    return sha256(b"satchel/1/person\0" + device).digest()[:_PERSON]


def recovery_id(signing: bytes) -> bytes:
    """Return the name of the recovery key with this public half, as long as a device's id."""
    return sha256(b"satchel/1/recovery\0" + signing).digest()[:DEVICE]
