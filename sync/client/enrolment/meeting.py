"""Meet a server, and ask it what needs no signature: its answers are signed all the same."""

import secrets
from typing import NamedTuple

from storage.errors import RejectedError
from sync.client.commands import Answer, Ask, Script
from sync.client.problems import SyncError
from sync.client.pulling import pull_roster
from sync.client.session import Server, Session, answered, ask, meet, refusal_of, refuse
from sync.protocol import limits
from sync.protocol.errors import ProtocolError
from sync.protocol.requests import (
    NONCE,
    NONCE_LENGTH,
    SIGNATURE,
    TIME,
    Asked,
    Request,
    verify_answer,
)
from sync.protocol.signing import KEY_LENGTH

SERVER_ID = 16


class Met(NamedTuple):
    """A server that was just met, and its time in Unix milliseconds."""

    server: Server
    time: int


def meet_records_server(pinned: tuple[bytes, ...]) -> Script[Met]:
    """Return who answers; its key must be one of ``pinned`` when any are known beforehand."""
    status = yield from meet()
    if len(status.server) != SERVER_ID or len(status.public) != KEY_LENGTH:
        raise SyncError("not-satchel")
    if pinned and status.public not in pinned:
        raise SyncError("another-server")
    if "records" not in status.roles:
        raise RejectedError(
            "This server keeps no records: it only takes figures. Enter the address of your "
            "program's own server."
        )
    return Met(Server(status.server, status.public), status.time)


def ask_unsigned(server: Server, method: str, path: str, body: bytes = b"") -> Script[Answer]:
    """Return the answer of ``server``, whatever its status; SyncError when it is not its own."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    headers = {NONCE: nonce.hex()}
    answer = answered((yield Ask(method, path, headers=headers, body=body)))
    try:
        time, signature = int(answer.headers[TIME]), answer.headers[SIGNATURE]
        asked = Asked(method, path, "", nonce)
        verify_answer(server.public, asked, time, answer.status, answer.body, signature)
    except (ProtocolError, KeyError, ValueError) as error:
        raise SyncError("another-server") from error
    return answer


def fetch(server: Server, place: bytes, step: str) -> Script[bytes | None]:
    """Return one sealed message of an invitation, or None while it is not there."""
    answer = yield from ask_unsigned(server, "GET", _path(place, step))
    refusal = refusal_of(answer)
    if refusal is not None and refusal.reason == "not-found":
        return None
    refuse(answer)
    if len(answer.body) > limits.RENDEZVOUS:
        raise SyncError("not-satchel")
    return answer.body


def leave_answer(server: Server, place: bytes, sealed: bytes) -> Script[None]:
    """Answer an offer; SyncError ("taken") when somebody else has, ("expired") when it is gone."""
    _granted((yield from ask_unsigned(server, "PUT", _path(place, "answer"), sealed)))


def publish(session: Session, place: bytes, step: str, sealed: bytes) -> Script[None]:
    """Leave the offer or the reveal as this device; doing it again is the same."""
    path = f"/v1/programs/{session.program.hex()}{_path(place, step).removeprefix('/v1')}"
    _granted((yield from ask(session, Request("PUT", path, body=sealed))))


def receive_roster(session: Session, log: bytes) -> Script[None]:
    """Receive the program's roster to its end; SyncError when it is not one its admins signed."""
    try:
        yield from pull_roster(session, log)
    except ProtocolError as error:
        raise SyncError("roster-differs") from error


def _granted(answer: Answer) -> None:
    """Return when a message was kept, now or before: each place is written once, with one text."""
    refusal = refusal_of(answer)
    if refusal is not None and refusal.reason == "not-found":
        raise SyncError("expired", refusal.reason)
    if refusal is not None and refusal.reason == "taken":
        raise SyncError("taken", refusal.reason)
    refuse(answer)


def _path(place: bytes, step: str) -> str:
    return f"/v1/rendezvous/{place.hex()}/{step}"
