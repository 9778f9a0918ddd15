"""A whole meeting without a network: four small files, carried both ways on a stick.

They hold what would pass through the server, sealed as there: the offer, the answer, the reveal
and the admission. The twelve words are told beside them, and both people compare the same six
words. The admission reaches the server with the next round of the inviting laptop.
"""

from typing import Literal

import msgspec

from storage.domain.clocks import Clock, milliseconds
from storage.errors import RejectedError
from storage.profile import server_address
from storage.usecases.changes import Changes
from storage.usecases.syncing import roster
from storage.usecases.syncing.enrolment import Enrolment
from storage.usecases.transaction import Transaction
from sync.client.commands import Do, Look, Script
from sync.client.enrolment.admission import forget_received, join
from sync.client.enrolment.admitting import prepare_entry
from sync.client.enrolment.answering import (
    Found,
    check_may_join,
    hear_reveal,
    mark_answered,
    take_offer,
)
from sync.client.enrolment.inviting import Compared, Invitation, compared, invitation_of
from sync.client.enrolment.joining import Offered, opened_offer
from sync.client.enrolment.names import plain_name, secret_in
from sync.client.enrolment.offering import (
    Invitee,
    end,
    hear_answer,
    make_invitation,
    move,
    require_admin,
    under_way,
)
from sync.client.enrolment.states import invited_of, joining_of, joining_row
from sync.client.membership import Membership, membership
from sync.client.problems import SyncError
from sync.client.roster_log import take_entries
from sync.protocol.encoding import decode_canonical, encode
from sync.protocol.errors import ProtocolError
from sync.protocol.invitation import compared_words, meeting_place
from sync.protocol.program_code import code_of
from sync.protocol.requests import server_id
from sync.protocol.roster import Role

Step = Literal["offer", "answer", "reveal", "admission"]
LARGEST = 64 * 1024 * 1024
"""Bytes of a file of a meeting: an admission brings the whole roster."""
_MAGIC = "satchel meeting"
_FORM = 1


class Message(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """One file: which step of which meeting, where the server will be, and what was sealed."""

    magic: str
    form: int
    step: str
    place: bytes
    address: str
    server: bytes
    sealed: tuple[bytes, ...]


def file_name(step: Step) -> str:
    """Return the name of a step's file."""
    return f"meeting-{_STEPS.index(step) + 1}-{step}.satchel"


def invite_by_file(
    clock: Clock, name: str, role: Role = "member"
) -> Script[tuple[Invitation, bytes]]:
    """Invite ``name``; return what to tell, and the file to carry. RejectedError without a name."""
    called = plain_name(name)
    if not called:
        raise RejectedError("The person's name is missing. Enter whom you invite.")
    now = milliseconds(clock.now())
    row: Enrolment = yield Do(make_invitation, (Invitee(called, role), now, now))
    row = yield Do(move, (row.id, "made", "offered"))
    return invitation_of(row), (yield from offer_file(row.id))


def offer_file(invitation: bytes) -> Script[bytes]:
    """Return the first file of an invitation under way, once more."""
    row = yield from under_way(invitation)
    member: Membership | None = yield Look(membership)
    at = require_admin(member)
    sealed = invited_of(row).sealed_offer
    return _file("offer", row.id, sealed, address=at.address, server=at.server.public)


def answer_offer(
    clock: Clock, content: bytes, words: str, name: str, pinned: tuple[bytes, ...] = ()
) -> Script[tuple[Offered, bytes]]:
    """Answer the offer in a file with the twelve words that were told; return the second file."""
    message, called, secret = _read("offer", content), plain_name(name), secret_in(words)
    if not called:
        raise RejectedError("Your name is missing. Enter the name your program knows you by.")
    if secret is None or message.place != meeting_place(secret):
        raise SyncError("not-an-invitation")
    where = server_address(message.address)
    yield Look(check_may_join, (where,))
    offer = opened_offer(secret, message.sealed[0])
    if offer.server != message.server or (pinned and offer.server not in pinned):
        raise SyncError("another-server")
    if milliseconds(clock.now()) >= offer.expires:
        raise SyncError("expired")
    found = Found(where, server_id(offer.server) + offer.server, 0)
    row: Enrolment = yield Do(take_offer, (secret, found, offer, called))
    if row.stage == "accepted":
        row = yield Do(mark_answered, (row.id,))
    offered = Offered(plain_name(offer.name), code_of(offer.program))
    return offered, _file("answer", row.id, joining_of(row).sealed_answer)


def hear_answer_file(clock: Clock, content: bytes) -> Script[tuple[Compared, bytes]]:
    """Take the answer in; return the six words to compare, and the third file.

    SyncError: "expired", "taken" when it was not made with the words: the invitation is burnt.
    """
    message = _read("answer", content)
    row = yield from under_way(message.place)
    if row.stage in {"made", "offered"} and milliseconds(clock.now()) >= row.expires:
        yield Do(end, (row.id, "refused"))
        raise SyncError("expired")
    if row.stage == "made":
        row = yield Do(move, (row.id, "made", "offered"))
    if row.stage == "offered":
        heard: Enrolment | None = yield Do(hear_answer, (row.id, message.sealed[0]))
        if heard is None:
            raise SyncError("taken")
        row = yield Do(move, (row.id, "heard", "revealed"))
    return compared(row), _file("reveal", row.id, invited_of(row).sealed_reveal)


def hear_reveal_file(content: bytes) -> Script[tuple[str, ...]]:
    """Take the reveal in; return the six words to compare."""
    message = _read("reveal", content)
    row: Enrolment | None = yield Look(joining_row)
    if row is None or row.id != message.place:
        raise SyncError("not-an-invitation")
    if row.stage == "answered":
        heard: Enrolment | None = yield Do(hear_reveal, (row.id, message.sealed[0]))
        if heard is None:
            raise SyncError("taken")
        row = heard
    state = joining_of(row)
    if state.reveal is None:
        raise SyncError("expired")
    return compared_words(state.offer, state.answer, state.reveal)


def admit_by_file(clock: Clock, invitation: bytes) -> Script[bytes]:
    """Admit who answered, after the six words were the same on both screens; the fourth file.

    The server hears of it in the next round. SyncError: "expired", "refused" before the six words
    were shown.
    """
    row = yield from under_way(invitation)
    if row.stage == "revealed" and milliseconds(clock.now()) >= row.expires:
        yield Do(end, (invitation, "refused"))
        raise SyncError("expired")
    row = yield Do(move, (invitation, "revealed", "matched"))
    entries: list[bytes] = yield Look(roster.entries)
    entry: bytes | None = yield Do(prepare_entry, (invitation,))
    whole = (*entries, entry) if entry is not None else tuple(entries)
    return _file("admission", row.id, *whole)


def take_admission(content: bytes) -> Script[bool]:
    """Take one's admission in, after one's own person confirmed the six words.

    SyncError ("roster-differs") where it is not an admission of this very laptop to the very
    program; nothing is taken in then.
    """
    message = _read("admission", content)
    row: Enrolment | None = yield Look(joining_row)
    if row is None or row.id != message.place:
        raise SyncError("not-an-invitation")
    if row.stage != "confirmed":
        raise SyncError("refused", "not-confirmed")
    offer = joining_of(row).offer
    yield Do(forget_received, (offer.roster,))
    joined: bool = yield Do(_join, (row.id, offer.program, message.sealed))
    return joined


def _join(
    transaction: Transaction, invitation: bytes, program: bytes, entries: tuple[bytes, ...]
) -> tuple[bool, Changes]:
    take_entries(transaction, program, entries)
    joined, changes = join(transaction, invitation)
    if not joined:
        raise SyncError("roster-differs")
    return joined, changes


def _file(
    step: Step, place: bytes, *sealed: bytes, address: str = "", server: bytes = b""
) -> bytes:
    return encode(Message(_MAGIC, _FORM, step, place, address, server, sealed))


def _read(step: Step, content: bytes) -> Message:
    """Return the file of this step; RejectedError says in words what it is instead."""
    try:
        message = decode_canonical(content, Message)
    except ProtocolError as error:
        raise RejectedError(_NO_FILE) from error
    if message.magic != _MAGIC:
        raise RejectedError(_NO_FILE)
    if message.form != _FORM:
        raise RejectedError("This file was made with a newer version of Satchel. Update first.")
    if message.step != step:
        raise RejectedError(f"This is another file of the meeting. Choose {file_name(step)}.")
    if not message.sealed or (step != "admission" and len(message.sealed) > 1):
        raise RejectedError(_NO_FILE)
    return message


_STEPS = ("offer", "answer", "reveal", "admission")
_NO_FILE = "This file is damaged, or it is no file of a meeting. Have it made again."
