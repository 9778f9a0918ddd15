"""Ask a server as this device: every request signed, every answer's signature checked."""

import secrets
from dataclasses import dataclass, field

from storage.domain.clocks import Clock, milliseconds
from sync.client.commands import Answer, Ask, Script, Unreachable
from sync.client.problems import Problem, SyncError
from sync.protocol.courier import courier_headers
from sync.protocol.encoding import decode
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Refusal, Status
from sync.protocol.requests import (
    NONCE,
    NONCE_LENGTH,
    SIGNATURE,
    TIME,
    VERSION,
    Asked,
    Request,
    Stamp,
    server_id,
    signed_headers,
    verify_answer,
)

_WHYS: dict[str, Problem] = {
    "no-network": "unreachable",
    "timeout": "unreachable",
    "untrusted": "untrusted",
    "not-satchel": "not-satchel",
    "busy": "busy",
    "too-large": "too-large",
}
_REASONS: dict[str, Problem] = {
    "not-signed": "not-admitted",
    "replayed": "busy",
    "forbidden": "not-admitted",
    "unknown-program": "unknown-program",
    "blocked": "blocked",
    "revoked": "revoked",
    "full": "full",
    "busy": "busy",
    "too-many": "busy",
    "clock": "clock",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A server as this workspace knows it: its id and its public key, pinned when first met."""

    id: bytes
    public: bytes


@dataclass(slots=True)
class Session:
    """One device's dealings with one server; ``seed`` signs what it asks."""

    server: Server
    program: bytes
    device: bytes
    seed: bytes = field(repr=False)
    clock: Clock
    ahead_ms: int = 0
    """How far the server's clock is ahead of this laptop's; the laptop's own is never set."""
    credential: bytes = field(default=b"", repr=False)
    """A courier's, where ``seed`` is not the device's own."""


def ask(session: Session, request: Request) -> Script[Answer]:
    """Return the server's answer to a signed ``request``, whatever its status.

    Where the server says that the clocks differ, it is asked once more by its own clock. Raises
    SyncError when there is no answer that the pinned server signed.
    """
    answer = yield from _ask_once(session, request)
    refusal = refusal_of(answer)
    if refusal is not None and refusal.reason == "clock":
        session.ahead_ms = refusal.time - milliseconds(session.clock.now())
        answer = yield from _ask_once(session, request)
    return answer


def expect(session: Session, request: Request) -> Script[bytes]:
    """Return the body of the server's answer; SyncError when it refuses."""
    answer = yield from ask(session, request)
    refuse(answer)
    return answer.body


def refuse(answer: Answer) -> None:
    """Raise the SyncError that a refusal means; nothing when the request was granted."""
    refusal = refusal_of(answer)
    if refusal is not None:
        raise SyncError(_problem(refusal), refusal.reason)


def _problem(refusal: Refusal) -> Problem:
    """Return what a refusal means here; an older server than this Satchel merely refuses."""
    if refusal.reason == "version" and refusal.detail > VERSION:
        return "newer"
    return _REASONS.get(refusal.reason, "refused")


def refusal_of(answer: Answer) -> Refusal | None:
    """Return why the server refused, or None when it did not."""
    if answer.status == 200:  # noqa: PLR2004 - the one status of a granted request
        return None
    try:
        return decode(answer.body, Refusal)
    except ProtocolError as error:
        raise SyncError("not-satchel") from error


def meet(nonce: bytes | None = None) -> Script[Status]:
    """Ask a server who it is, unsigned; SyncError when nobody answers who could be one."""
    nonce = nonce or secrets.token_bytes(NONCE_LENGTH)
    path = "/v1/status"
    answer = answered((yield Ask("GET", path, headers={NONCE: nonce.hex()})))
    try:
        status = decode(answer.body, Status)
        _verify(status.public, Asked("GET", path, "", nonce), answer)
    except ProtocolError as error:
        raise SyncError("not-satchel") from error
    if status.server != server_id(status.public):
        raise SyncError("not-satchel")
    return status


def answered(answer: Answer | Unreachable) -> Answer:
    """Return ``answer``; SyncError when there was none."""
    if isinstance(answer, Unreachable):
        raise SyncError(_WHYS[answer.why], answer.issuer)
    return answer


def _ask_once(session: Session, request: Request) -> Script[Answer]:
    nonce = secrets.token_bytes(NONCE_LENGTH)
    stamp = Stamp(session.device, milliseconds(session.clock.now()) + session.ahead_ms, nonce)
    headers = signed_headers(request, session.server.id, stamp, session.seed)
    if session.credential:
        headers |= courier_headers(session.credential)
    sent = Ask(request.method, request.path, request.query, headers, request.body)
    answer = answered((yield sent))
    asked = Asked(request.method, request.path, request.query, nonce, headers[SIGNATURE])
    try:
        _verify(session.server.public, asked, answer)
    except ProtocolError as error:
        raise SyncError("another-server") from error
    return answer


def _verify(public: bytes, asked: Asked, answer: Answer) -> None:
    try:
        time = int(answer.headers[TIME])
        signature = answer.headers[SIGNATURE]
    except (KeyError, ValueError) as error:
        raise ProtocolError("An answer is not signed.") from error
    verify_answer(public, asked, time, answer.status, answer.body, signature)
