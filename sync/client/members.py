"""Who belongs to the program, for people to read, and whether this laptop has arrived there."""

from dataclasses import dataclass
from datetime import UTC, datetime
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
    person: bytes = b""
    """The same for all laptops of one person."""
    ends: datetime | None = None
    """The end of a coverage; None for a membership without one."""
    heard: datetime | None = None
    """When the newest change was made that came from it; None before there was one."""
    place: int = 1
    """Which of this person's laptops it is, and of how many, in the order of admission."""
    laptops: int = 1


@dataclass(frozen=True, slots=True)
class FormerDevice:
    """One laptop that was taken out, and why."""

    device: bytes
    name: str
    reason: str
    """``lost``, ``stolen``, ``left``, ``replaced``, ``ended``."""
    person: bytes = b""
    ends: datetime | None = None
    """The end of the coverage it was admitted for; None for a membership without one."""
    place: int = 1
    laptops: int = 1


def members(connection: Connection) -> list[MemberDevice]:
    """Return the laptops in the order in which they were admitted; none without a program."""
    rows = connection.exec_driver_sql(_LAPTOPS).all()
    return [
        MemberDevice(
            row.device,
            row.name,
            row.role,
            bool(row.here),
            row.person,
            _moment(row.ends),
            _moment((row.heard or 0) >> 16),
            row.place,
            row.laptops,
        )
        for row in rows
        if not row.gone
    ]


def is_lead(connection: Connection) -> bool:
    """Tell whether this laptop is a lead's; whoever works without a program leads alone."""
    found = members(connection)
    return not found or any(one.here and one.role == "admin" for one in found)


def former(connection: Connection) -> list[FormerDevice]:
    """Return the laptops that were taken out, the last one first."""
    rows = [row for row in connection.exec_driver_sql(_LAPTOPS) if row.gone]
    return [
        FormerDevice(
            row.device, row.name, row.reason, row.person, _moment(row.ends), row.place, row.laptops
        )
        for row in sorted(rows, key=lambda row: row.gone, reverse=True)
    ]


def _moment(unix_ms: int) -> datetime | None:
    return datetime.fromtimestamp(unix_ms / 1000, UTC) if unix_ms else None


# Who was admitted before there were persons is one person by each laptop.
_LAPTOPS = """
SELECT m.*, m.device = t.id AS here,
    row_number() OVER (PARTITION BY whose ORDER BY sequence) AS place,
    count(*) OVER (PARTITION BY whose) AS laptops,
    (SELECT stamp FROM journal j WHERE j.device = m.device
     ORDER BY incarnation DESC, counter DESC LIMIT 1) AS heard
FROM (SELECT *, CASE person WHEN x'' THEN device ELSE person END AS whose FROM member_device) m,
    this_device t
ORDER BY sequence
"""


def arrival(connection: Connection) -> Arrival:
    """Return how far this workspace has come into its program; one that begins its own is here."""
    keys = connection.exec_driver_sql("SELECT 1 FROM vault_key LIMIT 1").first()
    if keys is None:
        return "joining"
    if setting(connection, "sync.last") or setting(connection, "sync.usable"):
        return "here"
    match joining_state(connection):
        case "recovering":
            return "joining"
        case "joined":
            return "receiving"
        case _:
            return "here"
