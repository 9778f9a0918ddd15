"""What the inviting laptop writes down at every step of an invitation."""

import secrets
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from storage.domain.clocks import Clock
from storage.usecases.changes import Changes
from storage.usecases.settings import setting
from storage.usecases.syncing import enrolment
from storage.usecases.syncing.enrolment import Enrolment
from storage.usecases.transaction import Transaction
from sync.client.commands import Look, Script
from sync.client.enrolment.names import plain_name
from sync.client.enrolment.states import INVITING, Invited, invited_of
from sync.client.membership import Membership, load_roster, membership
from sync.client.problems import SyncError
from sync.client.session import Session
from sync.protocol.encoding import encode
from sync.protocol.errors import NewerProtocolError, ProtocolError
from sync.protocol.invitation import (
    NONCE_LENGTH,
    Answer,
    Offer,
    Reveal,
    commitment_to,
    meeting_place,
    new_secret,
    open_answer,
    seal_offer,
    seal_reveal,
)
from sync.protocol.limits import INVITATION_MS
from sync.protocol.roster import Role
from sync.protocol.wrapping import wrap_to


def under_way(invitation: bytes) -> Script[Enrolment]:
    """Return an invitation that can still be used; SyncError ("expired") otherwise."""
    row: Enrolment | None = yield Look(enrolment.enrolment, (invitation,))
    if row is None or row.stage not in INVITING:
        raise SyncError("expired")
    return row


def admin_session(clock: Clock) -> Script[Session]:
    """Return a session of this device; SyncError when it may not admit anybody."""
    return require_admin((yield Look(membership))).session(clock)


def require_admin(member: Membership | None) -> Membership:
    """Return ``member`` when it is an admin's; SyncError otherwise."""
    own = member and member.roster.members.get(member.identity.device)
    if member is None or not own or own.role != "admin":
        raise SyncError("refused", "forbidden")
    return member


class Invitee(NamedTuple):
    """Whom an admin invites; ``ends`` in Unix milliseconds, 0 without an end of the coverage."""

    name: str
    role: Role = "member"
    person: bytes = b""
    """Whose further laptop it is; empty for somebody new."""
    ends: int = 0


def make_invitation(
    transaction: Transaction, invitee: Invitee, now: int, server_now: int
) -> tuple[Enrolment, Changes]:
    """Make an invitation and keep it before anything of it is sent.

    The invited laptop goes by the server's clock, this one by its own: a clock that is off does
    not spoil an invitation, and a server that lies about the time does not prolong one.
    """
    connection = transaction.connection
    member = require_admin(membership(connection))
    enrolment.drop_ended(connection, now)
    secret, nonce = new_secret(), secrets.token_bytes(NONCE_LENGTH)
    offer = Offer(
        member.roster.program,
        member.roster.log,
        plain_name(setting(connection, "program.name")),
        server_now + INVITATION_MS,
        commitment_to(nonce),
        member.server.public,
    )
    state = Invited(
        invitee.name,
        invitee.role,
        nonce,
        offer,
        seal_offer(secret, offer),
        person=invitee.person,
        ends=invitee.ends,
    )
    row = Enrolment(meeting_place(secret), secret, "made", encode(state), now + INVITATION_MS)
    enrolment.put_enrolment(connection, row)
    return row, Changes()


def hear_answer(
    transaction: Transaction, invitation: bytes, sealed: bytes
) -> tuple[Enrolment | None, Changes]:
    """Keep an answer for good; None when it is not one, and the invitation is burnt."""
    connection = transaction.connection
    row = enrolment.enrolment(connection, invitation)
    if row is None or row.stage != "offered":
        return row, Changes()
    answer = _sound_answer(connection, row.secret, sealed)
    if answer is None:
        enrolment.put_enrolment(connection, row._replace(stage="refused", secret=b""))
        return None, Changes()
    state = invited_of(row)
    reveal = seal_reveal(row.secret, Reveal(state.nonce))
    state = msgspec.structs.replace(state, answer=answer, sealed_reveal=reveal)
    row = row._replace(stage="heard", state=encode(state))
    enrolment.put_enrolment(connection, row)
    return row, Changes()


def move(
    transaction: Transaction, invitation: bytes, before: str, after: str
) -> tuple[Enrolment, Changes]:
    """Take an invitation from one stage to the next; SyncError when it is at neither."""
    row = enrolment.enrolment(transaction.connection, invitation)
    if row is None or row.stage not in {before, after}:
        raise SyncError("refused", "not-compared")
    row = row._replace(stage=after)
    enrolment.put_enrolment(transaction.connection, row)
    return row, Changes()


def end(transaction: Transaction, invitation: bytes, stage: str) -> tuple[None, Changes]:
    """End an invitation that is under way; its secret is forgotten."""
    row = enrolment.enrolment(transaction.connection, invitation)
    if row is not None and row.stage in INVITING:
        enrolment.put_enrolment(transaction.connection, row._replace(stage=stage, secret=b""))
    return None, Changes()


def drop(transaction: Transaction, invitation: bytes) -> tuple[None, Changes]:
    """Forget an invitation that never reached the server."""
    enrolment.drop_enrolment(transaction.connection, invitation)
    return None, Changes()


def sweep(transaction: Transaction, now: int) -> tuple[None, Changes]:
    """Forget ended invitations whose time is over."""
    enrolment.drop_ended(transaction.connection, now)
    return None, Changes()


def _sound_answer(connection: Connection, secret: bytes, sealed: bytes) -> Answer | None:
    """Return the answer when it was made with the words, by a device that can be admitted."""
    try:
        answer = open_answer(secret, sealed)
        wrap_to(answer.device.kem, b"trial", b"")  # a key that nothing can be wrapped to is none
    except NewerProtocolError as error:
        raise SyncError("refused", "newer") from error
    except ProtocolError:
        return None
    roster = load_roster(connection)
    if roster is None or answer.device.id in roster.gone:
        return None
    # Who gave up in the moment of being let in asks again; a member's name with other keys is none.
    known = roster.members.get(answer.device.id)
    return answer if known is None or known.device == answer.device else None
