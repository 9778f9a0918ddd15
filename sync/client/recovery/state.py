"""Everything about recovery that the page of the program shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from sync.client.members import MemberDevice, members
from sync.client.membership import membership
from sync.client.recovery.holding import Held, recovery_key
from sync.client.recovery.rehearsing import last_rehearsal
from sync.client.recovery.sharing import held_by


@dataclass(frozen=True, slots=True)
class RecoveryState:
    """How this workspace and the program would be recovered.

    ``helpers`` people hold a share of this workspace's key, ``needed`` open it together.
    """

    helpers: int
    needed: int
    key: Held | None
    rehearsed: date | None
    leads: bool
    """Whether this laptop is an admin's."""
    people: Sequence[MemberDevice]
    """Who belongs to the program: one laptop of each person."""


def recovery_state(connection: Connection) -> RecoveryState | None:
    """Return how things stand; None where there is no program, or this laptop was taken out of it.

    Where a restored server took another entry in the place of its admission it is in neither
    list, and the recovery key is its way back.
    """
    member = membership(connection)
    if member is None or member.identity.device in member.roster.gone:
        return None
    own = member.roster.members.get(member.identity.device)
    first: dict[bytes, MemberDevice] = {}
    for each in members(connection):
        known = member.roster.members.get(each.device)
        if known is not None and (known.person not in first or each.here):
            first[known.person] = each
    helpers, needed = held_by(connection)
    return RecoveryState(
        helpers,
        needed,
        recovery_key(connection),
        last_rehearsal(connection),
        own is not None and own.role == "admin",
        tuple(first.values()),
    )
