"""Ask once more for what a server left out of an envelope: it may have been a fault of a moment."""

from sqlalchemy import Connection

from storage.usecases.changes import Changes
from storage.usecases.syncing import envelopes
from storage.usecases.syncing.envelopes import Received
from storage.usecases.transaction import Transaction
from sync.client.commands import Do, Look, Script
from sync.client.opening import WITHHELD
from sync.client.session import Session, expect
from sync.protocol.encoding import decode
from sync.protocol.envelope import parse
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Page
from sync.protocol.requests import Request


def refetch(session: Session, log: bytes) -> Script[bool]:
    """Ask for the oldest envelope of ``log`` that is not whole; tell whether more of it came."""
    lacking: Received | None = yield Look(_lacking, (log,))
    if lacking is None:
        return False
    query = f"after={lacking.sequence - 1}&log={log.hex()}&whole=1"
    path = f"/v1/programs/{session.program.hex()}/pull"
    page = decode((yield from expect(session, Request("GET", path, query))), Page)
    body = page.items[0].envelope if page.items else None
    if body is None or not _is_fuller(lacking.body, body):
        return False
    yield Do(_replace, (log, lacking.sequence, body))
    return True


def _lacking(connection: Connection, log: bytes) -> Received | None:
    found = envelopes.parked_for(connection, WITHHELD)
    return next((one for one in found if one.log == log and one.sequence > 0), None)


def _is_fuller(known: bytes, shown: bytes) -> bool:
    """Tell whether ``shown`` is the same envelope with parts that ``known`` lacks."""
    try:
        before, after = parse(known), parse(shown)
    except ProtocolError:
        return False
    there = sum(part is not None for part in after.parts)
    return before.digest == after.digest and there > sum(p is not None for p in before.parts)


def _replace(
    transaction: Transaction, log: bytes, sequence: int, body: bytes
) -> tuple[None, Changes]:
    envelopes.replace_received(transaction.connection, log, sequence, body)
    return None, Changes()
