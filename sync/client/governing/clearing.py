"""Have the server leave out what it keeps of destroyed cases, until nothing is owed any more."""

from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import Connection

from storage.domain.clocks import Clock
from storage.errors import DamagedError
from storage.usecases.changes import Changes
from storage.usecases.syncing.keys import vault_key
from storage.usecases.transaction import Transaction
from sync.client.cleared import Reach, gone_from, move_on, owed, parts_left, reach_of
from sync.client.commands import Do, Look, Script, Tell
from sync.client.membership import Membership, membership
from sync.client.pages import Pages
from sync.client.problems import SyncError
from sync.client.session import Session, expect
from sync.client.snapshots.believing import note
from sync.protocol.encoding import decode, encode
from sync.protocol.envelope import Envelope, Kind, parse, verify
from sync.protocol.errors import ProtocolError
from sync.protocol.limits import ENVELOPES
from sync.protocol.messages import Expunge, Page, Places
from sync.protocol.requests import Request
from sync.protocol.snapshot import open_snapshot

_MOST_BYTES = 512 * 1024 * 1024
"""Of one log at once: the next time goes on."""


def clear_server(clock: Clock) -> Script[int]:
    """Have every vault's log cleared for which this laptop, an admin's, owes it.

    Returns how many parts of envelopes were left out. Nothing is asked where nothing is owed. What
    is cut off goes on where it was; several admins who do it at once ask for the same. SyncError
    where the server cannot be asked, or does not answer as it should.
    """
    vaults: tuple[bytes, ...] = yield Look(owed)
    member: Membership | None = yield Look(membership)
    if not vaults or member is None:
        return 0
    session, count = member.session(clock), 0
    try:
        for vault in vaults:
            count += yield from _clear_log(session, vault)
    except ProtocolError as error:
        raise SyncError("refused", "malformed") from error
    return count


def _clear_log(session: Session, vault: bytes) -> Script[int]:
    count, pages = 0, Pages(_MOST_BYTES)
    path = f"/v1/programs/{session.program.hex()}"
    while True:
        known: Reach = yield Look(_reach, (vault,))
        query = f"after={known.after}&log={vault.hex()}&whole=1"
        content = yield from expect(session, Request("GET", f"{path}/pull", query))
        page = decode(content, Page)
        pages.add(page, content)
        _check(page, known)
        found: list[Places] = yield Look(_places, (vault, page))
        for start in range(0, len(found), ENVELOPES):
            some = tuple(found[start : start + ENVELOPES])
            body = encode(Expunge(vault, some))
            yield from expect(session, Request("POST", f"{path}/expunge", body=body))
            count += sum(len(each.parts) for each in some)
        again: list[Envelope] = yield Look(_snapshots_before, (vault, page, known.generation))
        if again:
            yield Do(_note_again, (again,))
        after = page.items[-1].sequence if page.items else page.head.sequence
        whole = after >= min(pages.end, page.head.sequence)
        yield Do(move_on, (vault, known, known._replace(after=after, whole=whole)))
        yield Tell("sending", after, page.head.sequence)
        if pages.size >= pages.most or (yield Look(_reach, (vault,))).whole:
            return count


def _reach(connection: Connection, vault: bytes) -> Reach:
    """Return how far the log was cleared; whole where this laptop belongs to no program."""
    member = membership(connection)
    if member is None:
        return Reach(0, "", 0, whole=True)
    return reach_of(connection, member, vault)


def _check(page: Page, known: Reach) -> None:
    """Raise SyncError for a page of a server restored since, or one that leads nowhere."""
    if known.generation and page.head.generation > known.generation:
        raise SyncError("busy", "restored")
    if page.items and page.items[-1].sequence <= known.after:
        raise SyncError("history-differs")
    if not page.items and page.head.sequence > known.after:
        raise SyncError("history-differs")


def _snapshots_before(
    connection: Connection, vault: bytes, page: Page, generation: int
) -> list[Envelope]:
    """Return the snapshots of a page that were made before the server was restored."""
    found = []
    member = membership(connection)
    for item in page.items:
        with suppress(ProtocolError, DamagedError):
            envelope = parse(item.envelope or b"")
            header = envelope.header
            author = member.roster.author(header.device) if member else None
            if author is None or (header.kind, header.log) != (Kind.SNAPSHOT, vault):
                continue
            verify(envelope, author.signing)
            body = open_snapshot(envelope, vault_key(connection, vault, header.epoch))
            if body.head.generation < generation:
                found.append(envelope)
    return found


def _note_again(transaction: Transaction, again: Sequence[Envelope]) -> tuple[None, Changes]:
    """Know snapshots again that were forgotten: the restored server has their blobs again.

    Whatever holds the key of a destroyed case is deleted then as it was before.
    """
    for envelope in again:
        note(transaction.connection, envelope)
    return None, Changes()


def _places(connection: Connection, vault: bytes, page: Page) -> list[Places]:
    """Return the parts of a page's envelopes that hold something of a case that is gone."""
    found: list[Places] = []
    member = membership(connection)
    scopes = gone_from(member, vault) if member else frozenset[bytes]()
    for item in page.items:
        parts = parts_left(connection, vault, item.envelope, scopes)
        if parts:
            found.append(Places(item.sequence, parts))
    return found
