"""What the page of the program shows, as it stands in the workspace."""

from typing import Any, NamedTuple, TypeAlias

from storage.profile import CountyProfile
from storage.usecases.county import county
from storage.usecases.syncing.envelopes import reasons_aside
from sync.client.enrolment.inviting import Invitation, open_invitations
from sync.client.governing.late import Late, latecomers
from sync.client.members import FormerDevice, MemberDevice, former, members
from sync.client.opening import LATE
from sync.client.recovery.state import RecoveryState, recovery_state

Found: TypeAlias = "tuple[People, list[Invitation], CountyProfile | None, RecoveryState | None]"


class People(NamedTuple):
    """Who belongs to the program, who left, and what came from those since."""

    here: list[MemberDevice]
    left: list[FormerDevice]
    late: list[Late]
    aside: dict[str, int]
    """How many sealed parts were set aside for which reason, but for those of ``late``."""

    @property
    def leads(self) -> bool:
        """Whether this laptop is a lead's."""
        return any(member.here and member.role == "admin" for member in self.here)


def found(connection: Any) -> Found:
    """Read the members, the open invitations, the county's profile, and who could recover what."""
    return (
        People(members(connection), former(connection), latecomers(connection), _aside(connection)),
        open_invitations(connection),
        county(connection),
        recovery_state(connection),
    )


def _aside(connection: Any) -> dict[str, int]:
    """Count by reason what was set aside; what came late has a row of its own, and waits there."""
    return {why: count for why, count in reasons_aside(connection).items() if why != LATE}
