"""Make a member an admin, or an admin a member."""

from functools import partial

from sqlalchemy import Connection

from storage.domain.clocks import Clock
from sync.client.commands import Script
from sync.client.governing.entering import Drafted, enter
from sync.client.membership import Membership
from sync.client.problems import SyncError
from sync.protocol.entries import Role, RoleChange


def change_role(clock: Clock, device: bytes, role: Role) -> Script[bool]:
    """Let a device be an admin's, or no longer; False where it is so already.

    SyncError ("refused", "forbidden") for who is no admin, and where no admin would be left.
    """
    return (yield from enter(clock, partial(_change, device, role)))


def _change(device: bytes, role: Role, _connection: Connection, member: Membership) -> Drafted:
    found = member.roster.members.get(device)
    if found is None:
        raise SyncError("refused", "not-found")
    if found.role == role:
        return None
    return RoleChange(1, member.roster.last, device, role), ()
