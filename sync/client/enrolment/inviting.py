"""Invite somebody: twelve words to say, then six words that both screens must show alike."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from storage.domain.clocks import Clock, milliseconds
from storage.errors import RejectedError
from storage.usecases.syncing import enrolment
from storage.usecases.syncing.enrolment import Enrolment
from sync.client.commands import Do, Script
from sync.client.enrolment.admitting import admit
from sync.client.enrolment.meeting import fetch, meet_records_server, publish
from sync.client.enrolment.names import plain_name
from sync.client.enrolment.offering import (
    Invitee,
    admin_session,
    drop,
    end,
    hear_answer,
    make_invitation,
    move,
    sweep,
    under_way,
)
from sync.client.enrolment.states import INVITING, invited_of
from sync.client.problems import SyncError
from sync.client.session import Session
from sync.protocol.invitation import (
    Reveal,
    compared_words,
    words_of,
)
from sync.protocol.roster import Role

_DEVICE = 8


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation under way: ``words`` to read out let the other laptop find it."""

    id: bytes
    name: str
    role: Role
    words: str
    expires: datetime
    answered: bool = False
    """Whether somebody has used the words; ``await_answer`` says who."""
    server_key: bytes = b""
    """The public key of the server, as the offer tells it."""


class Compared(NamedTuple):
    """Who says to have answered, and the six words that must stand on that person's screen."""

    name: str
    words: tuple[str, ...]


__all__ = [
    "Compared",
    "Invitation",
    "admit",
    "await_answer",
    "invite",
    "open_invitations",
    "refuse",
]


def invite(
    clock: Clock, name: str, role: Role = "member", *, person: bytes = b"", ends: int = 0
) -> Script[Invitation]:
    """Invite ``name`` to the program and return what to read out.

    ``person`` is whose further laptop it is, as the roster names people; ``ends`` is the end of a
    coverage in Unix milliseconds, 0 for a membership without one.

    RejectedError when the name is missing; SyncError when this device may not invite, or the
    server did not take the offer: nothing is left of it then.
    """
    called = plain_name(name)
    if not called:
        raise RejectedError("The person's name is missing. Enter whom you invite.")
    session = yield from admin_session(clock)
    met = yield from meet_records_server((session.server.public,))
    moments = (milliseconds(clock.now()), met.time)
    invitee = Invitee(called, role, person, ends)
    row: Enrolment = yield Do(make_invitation, (invitee, *moments))
    try:
        yield from _send_offer(session, row)
    except SyncError:
        yield Do(drop, (row.id,))
        raise
    return invitation_of(row)


def await_answer(clock: Clock, invitation: bytes) -> Script[Compared | None]:
    """Ask once whether somebody has answered; then return what to compare, as often as asked.

    SyncError: "expired" after 72 hours or once it was used, "taken" when what came back was not
    made with the twelve words: such an invitation is burnt.
    """
    row = yield from under_way(invitation)
    session = yield from admin_session(clock)
    if row.stage != "matched" and milliseconds(clock.now()) >= row.expires:
        yield Do(end, (invitation, "refused"))
        raise SyncError("expired")
    if row.stage == "made":
        row = yield from _send_offer(session, row)
    if row.stage == "offered":
        sealed = yield from fetch(session.server, row.id, "answer")
        if sealed is None:
            return None
        heard: Enrolment | None = yield Do(hear_answer, (invitation, sealed))
        if heard is None:
            raise SyncError("taken")
        row = heard
    if row.stage == "heard":
        yield from publish(session, row.id, "reveal", invited_of(row).sealed_reveal)
        row = yield Do(move, (invitation, "heard", "revealed"))
    return compared(row)


def refuse(clock: Clock, invitation: bytes) -> Script[None]:
    """Burn an invitation: the six words differ, or it is no longer wanted."""
    yield Do(end, (invitation, "refused"))
    yield Do(sweep, (milliseconds(clock.now()),))


def open_invitations(connection: Connection) -> list[Invitation]:
    """Return the invitations under way, the first to expire first; some may have expired."""
    rows = (row for row in enrolment.enrolments(connection) if row.stage in INVITING)
    return [invitation_of(row) for row in rows]


def compared(row: Enrolment) -> Compared:
    """Return the six words of an invitation that was answered, and who answered it."""
    state = invited_of(row)
    if state.answer is None:
        raise SyncError("refused", "not-answered")
    words = compared_words(state.offer, state.answer, Reveal(state.nonce))
    return Compared(plain_name(state.answer.name), words)


def _send_offer(session: Session, row: Enrolment) -> Script[Enrolment]:
    yield from publish(session, row.id, "offer", invited_of(row).sealed_offer)
    moved: Enrolment = yield Do(move, (row.id, "made", "offered"))
    return moved


def invitation_of(row: Enrolment) -> Invitation:
    """Return what a person is to know of the invitation in ``row``."""
    state, expires = invited_of(row), datetime.fromtimestamp(row.expires / 1000, UTC)
    words = words_of(row.secret)
    answered, key = state.answer is not None, state.offer.server
    return Invitation(row.id, state.name, state.role, words, expires, answered, key)
