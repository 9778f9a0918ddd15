"""What holds in every kind of entry: who is named, what is cut, who receives keys."""

from collections.abc import Iterable, Mapping

import msgspec

from sync.protocol.entries import Cut, Rotated
from sync.protocol.errors import ProtocolError
from sync.protocol.membership import Chain, Member, Roster

MOST = 1_000
"""Cuts or cases in one entry."""


def cuts_of(cuts: tuple[Cut, ...], devices: set[bytes], logs: set[bytes]) -> Mapping[Chain, int]:
    """Return up to which number each chain is taken in; refuses chains of others."""
    found = {(cut.log, cut.device, cut.incarnation): cut.number for cut in cuts}
    if len(found) < len(cuts) or len(cuts) > MOST:
        raise ProtocolError("A roster entry cuts a chain twice.")
    for (log, device, incarnation), number in found.items():
        if log not in logs or device not in devices:
            raise ProtocolError("A roster entry cuts a chain of others.")
        if not 0 <= incarnation < 2**32 or not 0 <= number < 2**48:
            raise ProtocolError("A roster entry cuts a chain at an impossible number.")
    return found


def with_members(roster: Roster, members: Mapping[bytes, Member]) -> Roster:
    """Return ``roster`` with these members, of whom one at least is an admin."""
    if not any(member.role == "admin" for member in members.values()):
        raise ProtocolError("A roster entry leaves the program without an admin.")
    return msgspec.structs.replace(roster, members=members)


def devices_of(roster: Roster, devices: Iterable[bytes]) -> set[bytes]:
    """Return the devices that are listed, all members, none twice."""
    listed = list(devices)
    if len(set(listed)) < len(listed) or not set(listed) <= set(roster.members):
        raise ProtocolError("A roster entry names a device that is no member, or one twice.")
    return set(listed)


def member_of(roster: Roster, device: bytes) -> Member:
    """Return the member with this device."""
    if device not in roster.members:
        raise ProtocolError("A roster entry names a device that is no member.")
    return roster.members[device]


def recovery_of(roster: Roster) -> bytes:
    """Return the name of the program's recovery key; empty while there is none."""
    return roster.recovery.id if roster.recovery else b""


def rotated(
    roster: Roster, made: Iterable[Rotated], vaults: set[bytes], receivers: tuple[bytes, ...]
) -> Roster:
    """Return ``roster`` with the new epochs of exactly these vaults, handed to exactly theirs."""
    new = [(one.vault, one.epoch) for one in made]
    if sorted(new) != sorted((vault, roster.epochs[vault] + 1) for vault in vaults):
        raise ProtocolError("A roster entry does not make the keys anew that were known.")
    check_receivers(roster, vaults, receivers)
    return msgspec.structs.replace(
        roster, epochs={**roster.epochs, **dict(new)}, stale=roster.stale - vaults
    )


def check_receivers(roster: Roster, vaults: set[bytes], receivers: tuple[bytes, ...]) -> None:
    """Refuse an entry that does not hand keys to exactly the members of these vaults."""
    expected = {device for vault in vaults for device in roster.members_of(vault)}
    if roster.recovery is not None and vaults:
        expected.add(roster.recovery.id)
    if list(receivers) != sorted(expected):
        raise ProtocolError("A roster entry hands keys to others than the vault's members.")
