"""Take a page of a log in: verify the chain, keep raw envelopes and cursor in one transaction."""

from typing import Literal, NamedTuple

from sqlalchemy import Connection

from storage.usecases.changes import Changes
from storage.usecases.syncing import envelopes, snapshots
from storage.usecases.syncing.envelopes import Cursor, Link, LogKind, Own
from storage.usecases.syncing.parting import is_own, part_ways
from storage.usecases.transaction import Transaction
from sync.client.membership import Identity, identity
from sync.client.problems import SyncError
from sync.protocol.chains import Head, first_link, next_link
from sync.protocol.encoding import decode
from sync.protocol.envelope import digest_of, header_of, parse, verify
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Item, Page
from sync.protocol.signing import public_of

_NOBODY = bytes(8)


Standing = Literal["same", "further", "restored"]


class Taken(NamedTuple):
    """How many envelopes of others came, and how far the log was received."""

    envelopes: int
    sequence: int


def cursor_of(connection: Connection, log: bytes) -> Cursor:
    """Return how far ``log`` was received; its empty beginning when it never was."""
    return envelopes.cursor(connection, log) or Cursor(0, 0, first_link(log))


def take_page(
    transaction: Transaction, log: bytes, kind: LogKind, content: bytes
) -> tuple[Taken | Literal["whole", "parted"], Changes]:
    """Verify and keep one page of ``log``.

    Returns "whole" when the page leaves out an envelope that this device does not have: one it
    wrote before it was restored; "parted" when it holds one that another copy of this workspace
    signed, and what was saved here was named anew. Raises SyncError when the log is not the one
    shown before.
    """
    connection = transaction.connection
    device = identity(connection)
    is_copied = False
    page = decode(content, Page)
    at = cursor_of(connection, log)
    check_generation(at, page.head)
    links: list[Link] = []
    bodies: list[tuple[int, bytes]] = []
    own: list[tuple[bytes, int]] = []
    for item in page.items:
        at = next_place(connection, log, at, item)
        author = _author(connection, log, item)
        if author is None:
            return "whole", Changes()
        links.append(Link(item.sequence, item.generation, at.link, *author))
        if item.envelope is None:
            own.append((item.digest, item.sequence))
        else:
            bodies.append((item.sequence, item.envelope))
            is_copied = is_copied or _is_of_a_copy(connection, log, device, item)
    check_end(at, page.head)
    envelopes.acknowledge(connection, log, own)
    if is_copied:
        return "parted", part_ways(transaction)
    snapshots.forget_reached(connection, log, snapshots.given_anew(connection, log, links))
    envelopes.add_links(connection, log, links)
    envelopes.store_received(connection, log, bodies)
    envelopes.move_cursor(connection, log, kind, at._replace(generation=page.head.generation))
    return Taken(len(bodies), at.sequence), Changes()


def compare_head(connection: Connection, log: bytes, head: Head) -> Standing:
    """Tell whether ``log`` is where this laptop left it, goes on, or was restored from a backup.

    Raises SyncError when its head is behind or beside what this laptop has seen.
    """
    at = cursor_of(connection, log)
    if at.generation and head.generation > at.generation:
        return "restored"
    if head.generation < at.generation or head.sequence < at.sequence:
        raise SyncError("history-differs")
    if head.sequence > at.sequence:
        return "further"
    if at.sequence and head.link != at.link:
        raise SyncError("history-differs")
    return "same"


def next_place(connection: Connection, log: bytes, at: Cursor, item: Item) -> Cursor:
    """Return the place after ``at`` that ``item`` takes; SyncError when it does not follow.

    What this laptop knows of the place already must be the same, unless a restored server gave
    it anew.
    """
    if item.sequence != at.sequence + 1:
        raise SyncError("history-differs")
    link = next_link(at.link, item.generation, item.sequence, item.digest)
    known = envelopes.link_at(connection, log, item.sequence)
    if known is not None and known[0] >= item.generation and known[1] != link:
        raise SyncError("history-differs")
    return Cursor(item.generation, item.sequence, link)


def check_generation(at: Cursor, head: Head) -> None:
    """Raise SyncError where the server was restored in the midst of a round: the next one sees."""
    if at.generation and head.generation > at.generation:
        raise SyncError("busy", "restored")


def check_end(at: Cursor, head: Head) -> None:
    """Raise SyncError when the log's ``head`` does not fit what was received up to ``at``."""
    if head.sequence < at.sequence:
        raise SyncError("history-differs")
    if head.sequence == at.sequence and at.sequence and head.link != at.link:
        raise SyncError("history-differs")


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


def _is_of_a_copy(connection: Connection, log: bytes, device: Identity, item: Item) -> bool:
    """Tell whether an envelope that this device signed is none that was sealed here.

    Only who has its key can: another copy of this workspace. What a server says proves nothing.
    """
    try:
        envelope = parse(item.envelope or b"")
        header = envelope.header
        if (header.device, header.incarnation) != (device.device, device.incarnation):
            return False
        verify(envelope, public_of(device.signing))
    except ProtocolError:
        return False
    return header.log == log and not is_own(
        connection, log, Own(header.incarnation, header.number, envelope.digest, b"")
    )


_OWN = (
    "SELECT this_device.id, envelope_out.incarnation, number FROM envelope_out, this_device "
    "WHERE log = ? AND digest = ?"
)
