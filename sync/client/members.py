"""Who belongs to the program, for people to read, and whether this laptop has arrived there."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from storage.usecases.settings import setting
from sync.client.enrolment.joining import joining_state

Arrival = Literal["joining", "receiving", "here"]
"""``joining``: made to join a program, and not admitted yet; ``receiving``: admitted, and not
even what comes early of its cases is here."""


@dataclass(frozen=True, slots=True)
class MemberDevice:
    """One laptop of the program: whose it is, what it may do, whether it is this one."""

    device: bytes
    name: str
    role: str
    """``admin``, who may invite, or ``member``."""
    here: bool


def members(connection: Connection) -> list[MemberDevice]:
    """Return the laptops in the order in which they were admitted; none without a program."""
    rows = connection.exec_driver_sql(
        "SELECT m.device, m.name, m.role, m.device = t.id AS here "
        "FROM member_device m, this_device t ORDER BY m.sequence"
    )
    return [MemberDevice(row.device, row.name, row.role, bool(row.here)) for row in rows]


def arrival(connection: Connection) -> Arrival:
    """Return how far this workspace has come into its program; one that begins its own is here."""
    keys = connection.exec_driver_sql("SELECT 1 FROM vault_key LIMIT 1").first()
    if keys is None:
        return "joining"
    joined = joining_state(connection) == "joined"
    is_usable = setting(connection, "sync.last") or setting(connection, "sync.usable")
    return "receiving" if joined and not is_usable else "here"
