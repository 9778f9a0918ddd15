"""Take a page of a log in: verify the chain, keep raw envelopes and cursor in one transaction."""

from typing import Literal, NamedTuple

from sqlalchemy import Connection

from storage.usecases.changes import Changes
from storage.usecases.syncing import envelopes
from storage.usecases.syncing.envelopes import Cursor, Link, LogKind
from storage.usecases.transaction import Transaction
from sync.client.problems import SyncError
from sync.protocol.chains import Head, first_link, next_link
from sync.protocol.encoding import decode
from sync.protocol.envelope import digest_of, header_of
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Item, Page

_NOBODY = bytes(8)


class Taken(NamedTuple):
    """How many envelopes of others came, and how far the log was received."""

    envelopes: int
    sequence: int


def cursor_of(connection: Connection, log: bytes) -> Cursor:
    """Return how far ``log`` was received; its empty beginning when it never was."""
    return envelopes.cursor(connection, log) or Cursor(0, 0, first_link(log))


def take_page(
    transaction: Transaction, log: bytes, kind: LogKind, content: bytes
) -> tuple[Taken | Literal["whole"], Changes]:
    """Verify and keep one page of ``log``.

    Returns "whole" when the page leaves out an envelope that this device does not have: one it
    wrote before it was restored. Raises SyncError when the log is not the one shown before.
    """
    connection = transaction.connection
    page = decode(content, Page)
    at = cursor_of(connection, log)
    links: list[Link] = []
    bodies: list[tuple[int, bytes]] = []
    for item in page.items:
        at = _next(at, item)
        author = _author(connection, log, item)
        if author is None:
            return "whole", Changes()
        links.append(Link(item.sequence, item.generation, at.link, *author))
        if item.envelope is not None:
            bodies.append((item.sequence, item.envelope))
    _check_end(at, page.head)
    envelopes.add_links(connection, log, links)
    envelopes.store_received(connection, log, bodies)
    envelopes.move_cursor(connection, log, kind, at)
    return Taken(len(bodies), at.sequence), Changes()


def check_head(connection: Connection, log: bytes, head: Head) -> bool:
    """Tell whether ``log`` goes on beyond what was received.

    Raises SyncError when its head is behind or beside what this laptop has seen.
    """
    at = cursor_of(connection, log)
    if head.sequence > at.sequence:
        return True
    if head.sequence < at.sequence or (at.sequence and head.link != at.link):
        raise SyncError("history-differs")
    return False


def _next(at: Cursor, item: Item) -> Cursor:
    if item.sequence != at.sequence + 1 or item.generation < at.generation:
        raise SyncError("history-differs")
    link = next_link(at.link, item.generation, item.sequence, item.digest)
    return Cursor(item.generation, item.sequence, link)


def _author(connection: Connection, log: bytes, item: Item) -> tuple[bytes, int, int] | None:
    """Return whose envelope this is: device, incarnation, number; None when it must be asked for.

    An envelope that cannot be read at all keeps its place: it is set aside when it is applied.
    """
    if item.envelope is None:
        row = connection.exec_driver_sql(_OWN, (log, item.digest)).first()
        return (row.id, row.incarnation, row.number) if row else None
    try:
        signed, header = header_of(item.envelope)
    except ProtocolError:
        return (_NOBODY, 0, 0)
    if digest_of(signed) != item.digest:
        raise SyncError("history-differs")
    return (header.device, header.incarnation, header.number)


def _check_end(at: Cursor, head: Head) -> None:
    if head.sequence < at.sequence:
        raise SyncError("history-differs")
    if head.sequence == at.sequence and at.sequence and head.link != at.link:
        raise SyncError("history-differs")


_OWN = (
    "SELECT this_device.id, envelope_out.incarnation, number FROM envelope_out, this_device "
    "WHERE log = ? AND digest = ?"
)
