"""After the server was restored from a backup: what it lost is on the laptops, and goes back.

A restored server says so by a new generation. Its log is then a shorter beginning of the one this
laptop knows, perhaps with something new behind it. It is received from its beginning once more,
every place compared with what is known; what this device had sent and is not in it is sent again.
Every laptop does the same, so that nothing that any of them holds stays lost.
"""

from typing import NamedTuple

from sqlalchemy import Connection

from storage.usecases.changes import Changes
from storage.usecases.syncing import envelopes
from storage.usecases.syncing.envelopes import Cursor, LogKind
from storage.usecases.transaction import Transaction
from sync.client.commands import Do, Look, Script
from sync.client.membership import identity
from sync.client.session import Session, expect
from sync.protocol.chains import Head, first_link
from sync.protocol.encoding import decode, encode
from sync.protocol.envelope import header_of
from sync.protocol.messages import Page, Push
from sync.protocol.requests import Request


class _Entry(NamedTuple):
    sequence: int
    body: bytes


def begin_again(
    transaction: Transaction, log: bytes, kind: LogKind, head: Head
) -> tuple[None, Changes]:
    """Receive ``log`` from its beginning, and send all again that is not met on the way."""
    connection = transaction.connection
    envelopes.forget_links(connection, log, head.sequence)
    envelopes.send_all_again(connection, log)
    envelopes.move_cursor(connection, log, kind, Cursor(head.generation, 0, first_link(log)))
    return None, Changes()


def send_roster_again(session: Session, log: bytes, head: Head) -> Script[None]:
    """Give the server back the roster entries of this device that it lost."""
    lost: list[_Entry] = yield Look(_own_entries_after, (head.sequence,))
    path = f"/v1/programs/{session.program.hex()}/push"
    for entry in lost:
        body = encode(Push(log, (entry.body,)))
        yield from expect(session, Request("POST", path, body=body))
    yield Do(begin_again, (log, "roster", head))


def begin_roster_again(session: Session, log: bytes) -> Script[None]:
    """Receive the roster from its beginning: for a laptop that is told nothing else any more."""
    query = f"after=0&log={log.hex()}&whole=1"
    path = f"/v1/programs/{session.program.hex()}/pull"
    content = yield from expect(session, Request("GET", path, query))
    yield Do(begin_again, (log, "roster", decode(content, Page).head))


def _own_entries_after(connection: Connection, sequence: int) -> list[_Entry]:
    here = identity(connection).device
    rows = connection.exec_driver_sql(
        "SELECT sequence, body FROM roster_entry WHERE sequence > ? ORDER BY sequence", (sequence,)
    )
    found = [_Entry(row.sequence, row.body) for row in rows]
    return [entry for entry in found if header_of(entry.body)[1].device == here]
