"""A supervisor's side: whose request it is, and the answer once they have spoken."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from storage.domain.clocks import milliseconds
from storage.errors import RejectedError
from storage.usecases.sharing import Intent, Released, release
from storage.usecases.transaction import Transaction
from sync.client.membership import Membership, membership
from sync.protocol.errors import ProtocolError
from sync.protocol.spoken import spoken
from sync.protocol.supervision import (
    LIFE_MS,
    Request,
    answer_file,
    read_request,
    share_purpose,
    words_of,
)
from sync.protocol.wrapping import unwrap_with

FORM = "Answer to a colleague who forgot the passphrase"
FILE = "answer.satchel-answer"
_OLD = "This request is more than 72 hours old. Ask {name} to make a new one."
_AHEAD = "The clocks of the two laptops are days apart. Set them right and ask for a new request."


@dataclass(frozen=True, slots=True)
class Plea:
    """A colleague's request: who asks by the program's own list, when, how many must help."""

    name: str
    made: datetime
    needed: int


def read_plea(connection: Connection, content: bytes, now: datetime) -> Plea:
    """Return what a request says; RejectedError in words when this laptop cannot help with it."""
    _, request, name = _checked(connection, content, now)
    made = datetime.fromtimestamp(request.made / 1000, UTC)
    return Plea(name, made, request.threshold)


def answer_plea(transaction: Transaction, content: bytes, heard: str, how: str) -> Released:
    """Return the answer to write, logged as a disclosure of this laptop.

    ``heard`` are the six words that the colleague read out, ``how`` says how they were reached.
    Raises RejectedError when the words are others: then somebody else has made the request.
    """
    connection, now = transaction.connection, transaction.clock.now()
    member, request, name = _checked(connection, content, now)
    if tuple(spoken(heard)) != words_of(request):
        raise RejectedError(
            f"These are not the six words of this request. If {name} reads them out so, the file"
            " is not theirs: do not help, and tell the other leads."
        )
    if not how.strip():
        raise RejectedError(f"Say how you spoke with {name}: by telephone, or in person.")
    share = _share(member, request)
    who = member.identity
    answer = answer_file(request, who.device, who.signing, share)
    intent = Intent(
        form=FORM,
        content="program_records",
        purpose=f"To unlock their laptop; we spoke: {how.strip()}"[:200],
        recipient=name,
        basis="own_use",
    )
    return release(transaction, intent, {FILE: answer})


def _checked(
    connection: Connection, content: bytes, now: datetime
) -> tuple[Membership, Request, str]:
    try:
        request = read_request(content)
    except ProtocolError as error:
        raise RejectedError(str(error)) from error
    member = membership(connection)
    if member is None or request.program != member.roster.program:
        raise RejectedError("This request is of another program. Nothing was changed.")
    own = member.identity.device
    asking = member.roster.members.get(request.device)
    if request.device == own or asking is None:
        raise RejectedError(
            "This request is of this laptop itself."
            if request.device == own
            else "This request is of a laptop that does not belong to the program any more."
        )
    name = str(
        connection.exec_driver_sql(
            "SELECT name FROM member_device WHERE device = ?", (request.device,)
        ).scalar()
    )
    age = milliseconds(now) - request.made
    if abs(age) > LIFE_MS:
        raise RejectedError((_OLD if age > 0 else _AHEAD).format(name=name))
    if member.roster.members[own].role != "admin" or not _held(request, own):
        raise RejectedError(f"You hold no share of the key of {name}. Another lead has to help.")
    _share(member, request)
    return member, request, name


def _held(request: Request, device: bytes) -> bytes:
    return next((held.sealed for held in request.held if held.device == device), b"")


def _share(member: Membership, request: Request) -> str:
    who = member.identity
    purpose = share_purpose(request.program, request.workspace, request.device, request.salt)
    try:
        sealed = _held(request, who.device)
        return unwrap_with(who.mlkem768, who.x25519, purpose, sealed).decode("ascii")
    except (ProtocolError, UnicodeDecodeError) as error:
        raise RejectedError(
            "The share in this request was not made for you. Ask for a new request."
        ) from error
