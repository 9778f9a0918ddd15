"""Who may do what: decided here and nowhere else, from the roster that the program signed."""

from dataclasses import dataclass
from typing import Literal, assert_never

from sync.protocol.roster import Member, Roster

Action = Literal["heads", "push", "pull", "offer", "reveal", "send sheet", "read sheets"]


@dataclass(frozen=True, slots=True)
class Asker:
    """A device whose signature was verified, with what is known of its program."""

    device: bytes
    roster: Roster
    statewide: bool
    """Whether the operator lets this program read the figures of all."""

    @property
    def member(self) -> Member:
        """Its entry in the roster."""
        return self.roster.members[self.device]


@dataclass(frozen=True, slots=True)
class Target:
    """What a request is about: a log, or an invitation that a device made."""

    log: bytes = b""
    offered_by: bytes = b""


def may(asker: Asker, action: Action, target: Target) -> bool:
    """Tell whether a device may do this; what is not allowed here is forbidden."""
    member = asker.roster.members.get(asker.device)
    if member is None:
        return False
    is_admin, on_roster = member.role == "admin", target.log == asker.roster.log
    match action:
        case "heads" | "send sheet":
            return True
        case "pull":
            allowed = on_roster or target.log in member.vaults
        case "push":
            allowed = is_admin if on_roster else target.log in member.vaults
        case "offer":
            allowed = is_admin
        case "reveal":
            allowed = is_admin and target.offered_by == asker.device
        case "read sheets":
            allowed = asker.statewide
        case _:
            assert_never(action)
    return allowed
