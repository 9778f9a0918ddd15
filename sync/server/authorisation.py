"""Who may do what: decided here and nowhere else, from the roster that the program signed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, assert_never

from sync.protocol.roster import Member, Roster
from sync.server.devices import Known, Part

Action = Literal[
    "heads",
    "push",
    "pull",
    "snapshots",
    "expunge",
    "put blob",
    "get blob",
    "destroy blob",
    "park",
    "parked",
    "audit",
    "offer",
    "reveal",
    "send sheet",
    "read sheets",
]

OF_THE_GONE: Final[frozenset[Action]] = frozenset(("pull", "park"))
"""What is left to a device that was taken out: to learn that, and to hand over what it wrote."""


@dataclass(frozen=True, slots=True)
class Asker:
    """A device whose signature was verified, with what is known of its program."""

    device: bytes
    roster: Roster
    statewide: bool
    """Whether the operator lets this program read the figures of all."""
    known: Known
    by_courier: bool = False
    """Whether a courier's key signed, which may carry envelopes and do nothing else."""

    @property
    def member(self) -> Member:
        """Its entry in the roster; of a device that left, as it was."""
        return self.known.member

    @property
    def part(self) -> Part:
        """What it is to the program."""
        return self.known.part


@dataclass(frozen=True, slots=True)
class Target:
    """What a request is about: a log or its vault, or an invitation that a device made."""

    log: bytes = b""
    offered_by: bytes = b""
    renews: bool = False
    """Whether it only makes the key of a vault anew, of which the device is a member."""
    brings: bool = False
    """Whether it holds nothing but entries of the roster that other devices signed."""


def _anybody(_asker: Asker, _target: Target) -> bool:
    return True


def _is_admin(asker: Asker, _target: Target) -> bool:
    return asker.member.role == "admin"


def _is_inside(asker: Asker, target: Target) -> bool:
    return target.log in asker.member.vaults


def _has_left(asker: Asker, target: Target) -> bool:
    """Tell whether the roster says up to where the device's chain goes in a vault it is not in."""
    left = {log for log, device, _ in asker.roster.cuts if device == asker.device}
    return target.log in left and not _is_inside(asker, target)


def _is_admin_inside(asker: Asker, target: Target) -> bool:
    return _is_admin(asker, target) and _is_inside(asker, target)


def _may_read(asker: Asker, target: Target) -> bool:
    return target.log == asker.roster.log or _is_inside(asker, target)


def _may_write(asker: Asker, target: Target) -> bool:
    if target.log != asker.roster.log:
        return _is_inside(asker, target)
    return _is_admin(asker, target) or target.renews or target.brings


def _made_the_offer(asker: Asker, target: Target) -> bool:
    return _is_admin(asker, target) and target.offered_by == asker.device


def _reads_all_figures(asker: Asker, _target: Target) -> bool:
    return asker.statewide


_RULES: Final[Mapping[Action, Callable[[Asker, Target], bool]]] = {
    "heads": _anybody,
    "push": _may_write,
    "pull": _may_read,
    "snapshots": _is_inside,
    "expunge": _is_admin_inside,
    "put blob": _is_inside,
    "get blob": _is_inside,
    "destroy blob": _is_admin_inside,
    "park": _has_left,
    "parked": _is_admin,
    "audit": _anybody,
    "offer": _is_admin,
    "reveal": _made_the_offer,
    "send sheet": _anybody,
    "read sheets": _reads_all_figures,
}
"""What a member may do."""


def _may_courier(asker: Asker, action: Action, target: Target) -> bool:
    """Tell what a courier may do: carry envelopes, and see whether its device was taken out."""
    on_roster = target.log == asker.roster.log
    match asker.part:
        case "member" if action == "push":
            return _is_inside(asker, target)
        case "gone" if action == "park":
            return _is_inside(asker, target) or _has_left(asker, target)
        case "member" | "gone":
            return action == "pull" and on_roster
        case _:
            return False


def may(asker: Asker, action: Action, target: Target) -> bool:
    """Tell whether a device may do this; what is not allowed here is forbidden."""
    on_roster = target.log == asker.roster.log
    if asker.by_courier:
        return _may_courier(asker, action, target)
    match asker.part:
        case "member":
            return _RULES[action](asker, target)
        case "gone":
            was_in = _is_inside(asker, target) or _has_left(asker, target)
            return (action == "pull" and on_roster) or (action == "park" and was_in)
        case "recovery":
            return action in {"pull", "push"} and on_roster
        case _:
            assert_never(asker.part)
