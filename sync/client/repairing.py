"""After the server was restored from a backup: what it lost is on the laptops, and goes back.

A restored server says so by a new generation. Its log is then a shorter beginning of the one this
laptop knows, perhaps with something new behind it. It is received from its beginning once more,
every place compared with what is known; what this device had sent and is not in it is sent again.
Every laptop does the same, so that nothing that any of them holds stays lost.
"""

from typing import NamedTuple

from sqlalchemy import Connection

from storage.usecases.changes import Changes
from storage.usecases.documents import travelling
from storage.usecases.syncing import envelopes, snapshots
from storage.usecases.syncing.envelopes import Cursor, LogKind
from storage.usecases.transaction import Transaction
from sync.client.commands import Do, Look, Script
from sync.client.membership import identity
from sync.client.problems import SyncError
from sync.client.pulling import pull_roster
from sync.client.session import Session, ask, expect, refusal_of, refuse
from sync.protocol.chains import Head, first_link
from sync.protocol.encoding import decode, encode
from sync.protocol.envelope import header_of
from sync.protocol.messages import Page, Push
from sync.protocol.requests import Request

_LEFT = frozenset(("forbidden", "stale-roster", "not-next", "stale-cut", "malformed"))
"""What the server says to an entry of somebody else that it has already, or cannot place yet."""


class _Entry(NamedTuple):
    sequence: int
    body: bytes
    is_own: bool


def begin_again(
    transaction: Transaction, log: bytes, kind: LogKind, head: Head
) -> tuple[None, Changes]:
    """Receive ``log`` from its beginning, and send all again that is not met on the way.

    The files of a vault are offered with it: between two transactions a process may end, and the
    next one sees no restored server any more.
    """
    connection = transaction.connection
    envelopes.forget_links(connection, log, head.sequence)
    snapshots.forget_reached_behind(connection, log, head.sequence)
    envelopes.send_all_again(connection, log)
    envelopes.move_cursor(connection, log, kind, Cursor(head.generation, 0, first_link(log)))
    return None, travelling.offer_again(transaction, log) if kind == "vault" else Changes()


def send_roster_again(session: Session, log: bytes, head: Head) -> Script[None]:
    """Give the server back the roster entries that it lost, whoever signed them.

    Their author may not have heard that they were placed. So every laptop gives back all that it
    has verified; what somebody else gave back first is met on the way.
    """
    lost: list[_Entry] = yield Look(_entries_after, (head.sequence,))
    path = f"/v1/programs/{session.program.hex()}/push"
    for entry in lost:
        body = encode(Push(log, (entry.body,)))
        answer = yield from ask(session, Request("POST", path, body=body))
        refusal = refusal_of(answer)
        if refusal is not None and refusal.reason == "stale-cut":
            # Who was taken out could not know of it any more, and has saved since. Others may have
            # this entry, so that none with another cut can take its place.
            answer = yield from ask(session, Request("POST", path, "again=1", body))
            refusal = refusal_of(answer)
        if refusal is not None and not entry.is_own and refusal.reason in _LEFT:
            break
        refuse(answer)
    yield Do(begin_again, (log, "roster", head))


def begin_roster_again(session: Session, log: bytes) -> Script[None]:
    """Receive the roster from its beginning: for a laptop that is told nothing else any more."""
    head = yield from _roster_head(session, log)
    yield Do(begin_again, (log, "roster", head))


def pull_roster_giving_back(session: Session, log: bytes) -> Script[None]:
    """Receive the roster to its end; a server that was restored first gets back what it lost.

    For the recovery key, which may ask for nothing but the roster. Where the lost entry is what
    let this laptop in, the server listens to nobody else here.
    """
    try:
        yield from pull_roster(session, log)
    except SyncError as error:
        if error.detail != "restored":
            raise
        head = yield from _roster_head(session, log)
        yield from send_roster_again(session, log, head)
        yield from pull_roster(session, log)


def _roster_head(session: Session, log: bytes) -> Script[Head]:
    query = f"after=0&log={log.hex()}&whole=1"
    path = f"/v1/programs/{session.program.hex()}/pull"
    content = yield from expect(session, Request("GET", path, query))
    return decode(content, Page).head


def _entries_after(connection: Connection, sequence: int) -> list[_Entry]:
    here = identity(connection).device
    rows = connection.exec_driver_sql(
        "SELECT sequence, body FROM roster_entry WHERE sequence > ? ORDER BY sequence", (sequence,)
    )
    return [_Entry(row.sequence, row.body, header_of(row.body)[1].device == here) for row in rows]
