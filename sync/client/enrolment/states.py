"""What each side of an invitation keeps, so that it goes on where it was after any interruption."""

from typing import Literal

import msgspec
from sqlalchemy import Connection

from storage.usecases.settings import setting
from storage.usecases.syncing import roster
from storage.usecases.syncing.enrolment import Enrolment, enrolments
from sync.client.membership import identity
from sync.protocol.encoding import decode
from sync.protocol.invitation import Answer, Offer, Reveal
from sync.protocol.roster import Role

JOINING = ("accepted", "answered", "comparing", "confirmed")
"""The stages of the invited laptop: the answer is ready, sent, the reveal is here, they match."""
INVITING = ("made", "offered", "heard", "revealed", "matched")
"""The stages of the inviting laptop: the offer is ready, sent; the answer is here, the reveal is
sent; they match. Then it has "admitted" or "refused"."""

RECOVERED = "sync.recovered"
"""The setting that says: the recovery key lets this laptop in, or has; nobody invited it."""
JoiningState = Literal["none", "answered", "comparing", "confirmed", "recovering", "joined"]


class Invited(msgspec.Struct, array_like=True, frozen=True):
    """What the inviting laptop keeps; everything that is sent is kept as it is sent."""

    name: str
    role: Role
    nonce: bytes
    offer: Offer
    sealed_offer: bytes
    answer: Answer | None = None
    sealed_reveal: bytes = b""
    entry: bytes = b""
    """The admission as it was pushed last."""
    person: bytes = b""
    """Whose further laptop it is; empty for somebody new."""
    ends: int = 0
    """The end of a coverage in Unix milliseconds; 0 for a membership without one."""


class Joining(msgspec.Struct, array_like=True, frozen=True):
    """What the invited laptop keeps; ``ahead`` is how far the server's clock was, in ms."""

    address: str
    server: bytes
    ahead: int
    offer: Offer
    answer: Answer
    sealed_answer: bytes
    reveal: Reveal | None = None


def invited_of(row: Enrolment) -> Invited:
    """Return the inviting laptop's side of ``row``."""
    return decode(row.state, Invited)


def joining_of(row: Enrolment) -> Joining:
    """Return the invited laptop's side of ``row``."""
    return decode(row.state, Joining)


def joining_row(connection: Connection) -> Enrolment | None:
    """Return the invitation that this laptop has accepted, if one is under way."""
    return next((row for row in enrolments(connection) if row.stage in JOINING), None)


def joining_state(connection: Connection) -> JoiningState:
    """Return how far this workspace is in joining a program; "none" where it began one itself.

    "recovering": it has the program's keys by the recovery key, and the roster does not name it
    yet. Whoever was invited stays "joined" where an admission has to be made anew.
    """
    row = joining_row(connection)
    if row is not None:
        return _STATES[row.stage]
    if roster.program(connection) is None:
        return "none"
    here = identity(connection).device
    devices = [member.device for member in roster.members(connection)]
    if devices[0] == here:
        return "none"
    is_named = here in devices
    return "joined" if is_named or not setting(connection, RECOVERED) else "recovering"


_STATES: dict[str, JoiningState] = {
    "accepted": "answered",
    "answered": "answered",
    "comparing": "comparing",
    "confirmed": "confirmed",
}
