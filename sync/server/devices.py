"""Which devices a program knows, and as what: members, those that left, its recovery key."""

from dataclasses import dataclass
from typing import Literal

from sync.protocol.roster import Device, Member, Roster

Part = Literal["member", "gone", "recovery"]
"""``gone``: it was taken out, or its coverage has ended. ``recovery``: the program's own key."""


@dataclass(frozen=True, slots=True)
class Known:
    """A device as the roster has it at a moment; one that left, as it was."""

    member: Member
    part: Part


def known_device(roster: Roster, device: bytes, now: int) -> Known | None:
    """Return what ``roster`` says of ``device`` at ``now`` (Unix milliseconds); None of others."""
    member = roster.members.get(device)
    if member is not None:
        return Known(member, "gone" if 0 < member.ends <= now else "member")
    gone = roster.gone.get(device)
    if gone is not None:
        return Known(gone.member, "gone")
    recovery = roster.recovery
    if recovery is not None and recovery.id == device:
        own = Device(device, recovery.signing, recovery.kem)
        return Known(Member(own, "admin", ()), "recovery")
    return None
