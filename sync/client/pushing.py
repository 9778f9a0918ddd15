"""Send this device's envelopes, as they are stored, until the server has placed every one."""

from typing import NamedTuple

from sqlalchemy import Connection

from storage.usecases.changes import Changes
from storage.usecases.syncing import envelopes
from storage.usecases.syncing.envelopes import Cursor, Own
from storage.usecases.transaction import Transaction
from sync.client.commands import Answer, Do, Look, Script, Tell
from sync.client.problems import SyncError
from sync.client.session import Session, ask, refusal_of, refuse
from sync.protocol import limits
from sync.protocol.chains import Head, first_link
from sync.protocol.encoding import decode, encode
from sync.protocol.messages import Push, Pushed, Refusal
from sync.protocol.requests import Request

_MOST_BYTES = limits.BODY - 32 * 1024


class Sent(NamedTuple):
    """How many envelopes the server placed, and how far the log goes since."""

    envelopes: int
    head: Head | None


def push_log(session: Session, log: bytes, incarnation: int) -> Script[Sent]:
    """Push what waits for ``log``; only a sequence number from the server ends an envelope's wait.

    Raises SyncError ("copied") when the server has other envelopes under this device's numbers.
    """
    done, head, resumed, most = 0, None, False, limits.ENVELOPES
    while True:
        waiting: list[Own] = yield Look(envelopes.waiting_own, (log, most, _MOST_BYTES))
        if not waiting:
            return Sent(done, head)
        try:
            answer = yield from _push(session, log, waiting)
        except SyncError as error:
            if error.problem != "too-large" or len(waiting) == 1:
                raise
            most = len(waiting) // 2  # somebody on the way lets less through at once
            continue
        refusal = refusal_of(answer)
        if refusal is not None and refusal.reason == "not-next" and not resumed:
            resumed = True
            yield from _resume(log, incarnation, waiting, refusal)
            continue
        refuse(answer)
        pushed = decode(answer.body, Pushed)
        placed = [(one.digest, one.sequence) for one in pushed.accepted]
        count: int = yield Do(acknowledge, (log, placed, pushed.head.generation))
        if count == 0:  # an answer that places nothing would be asked for without end
            raise SyncError("not-satchel")
        done, head = done + count, pushed.head
        yield Tell("sending", done, 0)


def acknowledge(
    transaction: Transaction, log: bytes, placed: list[tuple[bytes, int]], generation: int
) -> tuple[int, Changes]:
    """Note what the server has placed, and in which generation where nothing was received yet.

    Without that, a server that was restored to its empty beginning would not be noticed.
    """
    connection = transaction.connection
    if envelopes.cursor(connection, log) is None:
        beginning = Cursor(generation, 0, first_link(log))
        envelopes.move_cursor(connection, log, "vault", beginning)
    return envelopes.acknowledge(connection, log, placed), Changes()


def send_again(
    transaction: Transaction, log: bytes, incarnation: int, start: int
) -> tuple[int, Changes]:
    """Let envelopes wait once more that a restored server does not have."""
    return envelopes.send_again(transaction.connection, log, incarnation, start), Changes()


def _push(session: Session, log: bytes, waiting: list[Own]) -> Script[Answer]:
    body = encode(Push(log, tuple(own.body for own in waiting)))
    path = f"/v1/programs/{session.program.hex()}/push"
    return (yield from ask(session, Request("POST", path, body=body)))


def _resume(log: bytes, incarnation: int, waiting: list[Own], refusal: Refusal) -> Script[None]:
    """Go back to where the server's chain of this device ends."""
    first = waiting[0]
    if refusal.detail >= first.number or first.incarnation != incarnation:
        # The server has envelopes under numbers that this workspace has yet to give: there is
        # another copy of it.
        raise SyncError("copied")
    yield Do(send_again, (log, incarnation, max(refusal.detail, 1)))


def unsent(connection: Connection, log: bytes) -> int:
    """Return how many envelopes wait for ``log``."""
    query = "SELECT count(*) FROM envelope_out WHERE log = ? AND state = 'waiting'"
    return int(connection.exec_driver_sql(query, (log,)).scalar_one())
