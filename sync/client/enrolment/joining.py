"""Join a program: the twelve words lead to it, the six words prove it, the admission opens it."""

from typing import NamedTuple

from sqlalchemy import Connection

from storage.domain.clocks import Clock, milliseconds
from storage.errors import RejectedError
from storage.profile import server_address
from storage.usecases.syncing.enrolment import Enrolment
from sync.client.commands import Do, Look, Script
from sync.client.enrolment.admission import await_admission
from sync.client.enrolment.answering import (
    Found,
    check_may_join,
    confirm_words,
    forget,
    hear_reveal,
    mark_answered,
    take_offer,
)
from sync.client.enrolment.meeting import fetch, leave_answer, meet_records_server
from sync.client.enrolment.names import plain_name, secret_in
from sync.client.enrolment.offering import sweep
from sync.client.enrolment.states import (
    Joining,
    JoiningState,
    joining_of,
    joining_row,
    joining_state,
)
from sync.client.membership import SERVER_ID
from sync.client.problems import SyncError
from sync.client.session import Server
from sync.protocol.errors import NewerProtocolError, ProtocolError
from sync.protocol.invitation import (
    Offer,
    compared_words,
    meeting_place,
    open_offer,
)
from sync.protocol.program_code import code_of

__all__ = [
    "JoiningState",
    "Offered",
    "accept",
    "await_admission",
    "await_reveal",
    "confirm",
    "decline",
    "give_up",
    "joining_state",
    "offered",
]


class Offered(NamedTuple):
    """The program an invitation leads to: its name as the inviting laptop has it, and its code."""

    name: str
    code: str


def accept(
    clock: Clock, address: str, words: str, name: str, pinned: tuple[bytes, ...] = ()
) -> Script[Offered]:
    """Answer the invitation in ``words`` as ``name``; the same words again go on where it was.

    ``pinned`` are the server's keys that the county's profile names. RejectedError names the
    field to correct. SyncError: "not-an-invitation" when no such invitation is open, "taken" when
    somebody else has answered it, "expired", "another-server" when its key is not a pinned one,
    or not the one that the inviting laptop knows.
    """
    where, called, secret = server_address(address), plain_name(name), secret_in(words)
    if not called:
        raise RejectedError("Your name is missing. Enter the name your program knows you by.")
    if secret is None:
        raise SyncError("not-an-invitation")
    yield Look(check_may_join, (where,))
    met = yield from meet_records_server(pinned)
    sealed = yield from fetch(met.server, meeting_place(secret), "offer")
    offer = opened_offer(secret, sealed)
    if offer.server != met.server.public:
        raise SyncError("another-server")
    if met.time >= offer.expires:
        raise SyncError("expired")
    ahead = met.time - milliseconds(clock.now())
    found = Found(where, met.server.id + met.server.public, ahead)
    row: Enrolment = yield Do(take_offer, (secret, found, offer, called))
    yield from _send_answer(row)
    return Offered(plain_name(offer.name), code_of(offer.program))


def await_reveal(clock: Clock) -> Script[tuple[str, ...] | None]:
    """Ask once whether the inviting laptop goes on; then return the six words, as often as asked.

    SyncError: "expired"; "taken" when whoever invites does not keep to what was committed to:
    the invitation is of no use then.
    """
    row = yield from _under_way()
    row = yield from _send_answer(row)
    state = joining_of(row)
    if row.stage == "answered":
        sealed = yield from fetch(_server(state), row.id, "reveal")
        if sealed is None:
            yield from _refuse_expired(clock, row)
            return None
        heard: Enrolment | None = yield Do(hear_reveal, (row.id, sealed))
        if heard is None:
            raise SyncError("taken")
        state = joining_of(heard)
    if state.reveal is None:
        raise SyncError("expired")
    return compared_words(state.offer, state.answer, state.reveal)


def confirm(clock: Clock) -> Script[None]:
    """Say that both screens show the same six words: what is admitted now may be taken in."""
    row = yield from _under_way()
    if row.stage == "confirmed":
        return
    yield from _refuse_expired(clock, row)
    yield Do(confirm_words, (row.id,))


def decline(clock: Clock) -> Script[None]:
    """Forget the invitation: the six words differ, or it is no longer wanted."""
    row: Enrolment | None = yield Look(joining_row)
    if row is not None:
        yield Do(forget, (row.id,))
    yield Do(sweep, (milliseconds(clock.now()),))


def give_up(clock: Clock) -> Script[bool]:
    """Wait for an invitation no longer; True, and nothing forgotten, where it let this laptop in.

    Once the six words were confirmed the server is asked first: SyncError where it does not answer.
    """
    state: JoiningState = yield Look(joining_state)
    if state in {"confirmed", "joined"} and (yield from await_admission(clock)):
        return True
    yield from decline(clock)
    return False


def offered(connection: Connection) -> Offered | None:
    """Return the program of the invitation under way, to show again after a restart."""
    row = joining_row(connection)
    if row is None:
        return None
    offer = joining_of(row).offer
    return Offered(plain_name(offer.name), code_of(offer.program))


def _send_answer(row: Enrolment) -> Script[Enrolment]:
    """Leave the answer where it was not left yet."""
    if row.stage != "accepted":
        return row
    state = joining_of(row)
    try:
        yield from leave_answer(_server(state), row.id, state.sealed_answer)
    except SyncError as error:
        if error.problem in {"taken", "expired"}:
            yield Do(forget, (row.id,))
        raise
    sent: Enrolment = yield Do(mark_answered, (row.id,))
    return sent


def _under_way() -> Script[Enrolment]:
    row: Enrolment | None = yield Look(joining_row)
    if row is None:
        raise SyncError("not-an-invitation")
    return row


def _refuse_expired(clock: Clock, row: Enrolment) -> Script[None]:
    if milliseconds(clock.now()) + joining_of(row).ahead >= row.expires:
        yield Do(forget, (row.id,))
        raise SyncError("expired")


def _server(state: Joining) -> Server:
    return Server(state.server[:SERVER_ID], state.server[SERVER_ID:])


def opened_offer(secret: bytes, sealed: bytes | None) -> Offer:
    """Return the offer; SyncError ("not-an-invitation") when it was not made with the words."""
    if sealed is None:
        raise SyncError("not-an-invitation")
    try:
        return open_offer(secret, sealed)
    except NewerProtocolError as error:
        raise SyncError("refused", "newer") from error
    except ProtocolError as error:
        raise SyncError("not-an-invitation") from error
