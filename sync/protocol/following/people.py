"""Entries about people: who is admitted, what they may do, who left and what of theirs stays."""

import msgspec

from sync.protocol.entries import (
    Acceptance,
    Admission,
    PersonAdmission,
    Revocation,
    RoleChange,
    Withdrawal,
    check_device,
)
from sync.protocol.errors import ProtocolError
from sync.protocol.following.checks import (
    cuts_of,
    devices_of,
    member_of,
    rotated,
    with_members,
)
from sync.protocol.membership import Gone, Member, Roster, person_of

_PERSON = 16


def admitted(roster: Roster, author: bytes, body: Admission | PersonAdmission) -> Roster:
    """A device becomes a member."""
    check_device(body.device)
    known = {*roster.members, *roster.gone}
    if roster.recovery is not None:
        known.add(roster.recovery.id)
    if body.device.id in known:
        raise ProtocolError("A roster entry admits a device that is a member.")
    vaults = {vault.id for vault in roster.vaults}
    if not vaults.issuperset(body.vaults) or len(set(body.vaults)) < len(body.vaults):
        raise ProtocolError("A roster entry names a vault the program has not.")
    person, ends = person_of(body.device.id), 0
    if isinstance(body, PersonAdmission):
        person, ends = body.person, body.ends
        if len(person) != _PERSON or not 0 <= ends < 2**53:
            raise ProtocolError("A roster entry admits nobody, or until no day.")
        if ends and body.role == "admin":
            raise ProtocolError("A roster entry lets an admin's membership end.")
        inviting = roster.members.get(author)
        if inviting is not None and not set(body.vaults).issubset(inviting.vaults):
            raise ProtocolError("A roster entry admits to a vault its author is no member of.")
    member = Member(body.device, body.role, body.vaults, person, ends)
    return with_members(roster, {**roster.members, body.device.id: member})


def role_changed(roster: Roster, _author: bytes, body: RoleChange) -> Roster:
    """A member becomes an admin, or is one no more."""
    member = member_of(roster, body.device)
    if member.role == body.role or (body.role == "admin" and member.ends):
        raise ProtocolError("A roster entry changes no role.")
    changed = msgspec.structs.replace(member, role=body.role)
    return with_members(roster, {**roster.members, body.device: changed})


def revoked(roster: Roster, author: bytes, body: Revocation) -> Roster:
    """Devices belong to the program no more; the keys they knew are made anew."""
    devices = devices_of(roster, body.devices)
    if not devices or author in devices:
        raise ProtocolError("A roster entry takes nobody out, or its own author.")
    left = {id_: member for id_, member in roster.members.items() if id_ not in devices}
    lost = {vault for id_ in devices for vault in roster.members[id_].vaults}
    own = set(roster.members[author].vaults)
    gone = {
        id_: Gone(roster.members[id_], body.reason, body.erase, roster.entries) for id_ in devices
    }
    after = msgspec.structs.replace(
        with_members(roster, left),
        gone={**roster.gone, **gone},
        cuts={**roster.cuts, **cuts_of(body.cuts, devices, lost)},
        stale=roster.stale | (lost - own),
    )
    return rotated(after, body.rotated, lost & own, body.receivers)


def withdrawn(roster: Roster, author: bytes, body: Withdrawal) -> Roster:
    """Devices leave one vault, or its key is only made anew."""
    vault, devices = body.rotated.vault, devices_of(roster, body.devices)
    inside = roster.members_of(vault)
    if author not in inside or author in devices or not devices.issubset(inside):
        raise ProtocolError("A roster entry is about a vault of others.")
    members = dict(roster.members)
    for id_ in devices:
        kept = tuple(each for each in members[id_].vaults if each != vault)
        members[id_] = msgspec.structs.replace(members[id_], vaults=kept)
    cuts = {**roster.cuts, **cuts_of(body.cuts, devices, {vault})}
    after = msgspec.structs.replace(with_members(roster, members), cuts=cuts)
    return rotated(after, (body.rotated,), {vault}, body.receivers)


def accepted(roster: Roster, _author: bytes, body: Acceptance) -> Roster:
    """What devices wrote after they had left is taken in up to a number."""
    if not body.cuts:
        raise ProtocolError("A roster entry accepts nothing.")
    devices = {cut.device for cut in body.cuts}
    outside = {*roster.gone, *(chain[1] for chain in roster.cuts)}
    if not devices.issubset(outside):
        raise ProtocolError("A roster entry accepts what nobody held back.")
    raised = cuts_of(body.cuts, devices, {vault.id for vault in roster.vaults})
    if any(roster.cuts.get(chain, 0) >= number for chain, number in raised.items()):
        raise ProtocolError("A roster entry takes back what was accepted.")
    return msgspec.structs.replace(roster, cuts={**roster.cuts, **raised})
