"""Receive the roster: every entry verified, all of a page or nothing."""

from sqlalchemy import Connection

from storage.errors import DamagedError
from storage.usecases.changes import Changes
from storage.usecases.syncing import envelopes
from storage.usecases.syncing.keys import vault_key
from storage.usecases.transaction import Transaction
from sync.client.enrolment.names import plain_name
from sync.client.handed import adopt_handed
from sync.client.membership import load_roster
from sync.client.problems import SyncError
from sync.client.receiving import check_end, check_generation, cursor_of, next_place
from sync.protocol.encoding import decode
from sync.protocol.envelope import Envelope, parse
from sync.protocol.errors import NewerProtocolError, ProtocolError
from sync.protocol.messages import Item, Page
from sync.protocol.roster import (
    Admission,
    Genesis,
    PersonAdmission,
    Roster,
    begin,
    entry_of,
    extend,
)
from sync.protocol.sealing import open_sealed

_UNNAMED = ""


def take_roster(
    transaction: Transaction, log: bytes, program: bytes, content: bytes
) -> tuple[int, Changes]:
    """Verify and keep a page of the roster's ``log``; return how many entries were new.

    Raises SyncError when an entry is not one that the program's admins signed; nothing is kept.
    """
    connection = transaction.connection
    page = decode(content, Page)
    at, roster = cursor_of(connection, log), load_roster(connection)
    check_generation(at, page.head)
    known = roster.entries if roster else 0
    new: list[Envelope] = []
    for item in page.items:
        at = next_place(connection, log, at, item)
        roster, entry = _follow(roster, program, item)
        if item.sequence > known:
            _store(connection, roster, entry, item)
            new.append(entry)
    check_end(at, page.head)
    if roster is not None and new:
        describe_members(connection, roster)
        adopt_handed(transaction, roster, new)
    envelopes.move_cursor(connection, log, "roster", at._replace(generation=page.head.generation))
    return len(page.items), Changes()


def name_of(connection: Connection, roster: Roster, entry: Envelope) -> str:
    """Return the name that an entry gives to its member; empty where its key is not here."""
    vault = next((vault.id for vault in roster.vaults if vault.name == "program"), None)
    if vault is None or entry.parts[1] is None:
        return _UNNAMED
    try:
        key = vault_key(connection, vault, entry.header.epoch)
        return plain_name(open_sealed(key, entry.header.place(1), entry.parts[1]).decode())
    except (ProtocolError, DamagedError, UnicodeDecodeError):
        return _UNNAMED


def name_members(transaction: Transaction) -> tuple[int, Changes]:
    """Write down the names that could not be read before the program's key was here."""
    connection = transaction.connection
    roster = load_roster(connection)
    if roster is None:
        return 0, Changes()
    rows = connection.exec_driver_sql("SELECT body FROM roster_entry ORDER BY sequence").all()
    for row in rows:
        entry = parse(row.body)
        device = _admitted_by(entry)
        if device is not None:
            connection.exec_driver_sql(
                "UPDATE member_device SET name = ? WHERE device = ?",
                (name_of(connection, roster, entry), device),
            )
    return len(rows), Changes()


def describe_members(connection: Connection, roster: Roster) -> None:
    """Write down what the roster says of each device: its role, its person, whether it left."""
    for id_, member in roster.members.items():
        connection.exec_driver_sql(_DESCRIBE, (member.role, member.person, member.ends, 0, "", id_))
    for id_, gone in roster.gone.items():
        was = gone.member
        row = (was.role, was.person, was.ends, gone.entry, gone.reason, id_)
        connection.exec_driver_sql(_DESCRIBE, row)


def _admitted_by(entry: Envelope) -> bytes | None:
    """Return the device that an entry makes a member; None for an entry of another kind."""
    body = entry_of(entry)
    return body.device.id if isinstance(body, Genesis | Admission | PersonAdmission) else None


def _follow(roster: Roster | None, program: bytes, item: Item) -> tuple[Roster, Envelope]:
    try:
        entry = parse(item.envelope or b"")
        if entry.digest != item.digest:
            raise SyncError("history-differs")
        return _extended(roster, program, entry, item.sequence), entry
    except NewerProtocolError as error:
        raise SyncError("newer" if item.envelope else "history-differs") from error
    except ProtocolError as error:
        raise SyncError("roster-differs") from error


def _extended(roster: Roster | None, program: bytes, entry: Envelope, sequence: int) -> Roster:
    """Return the roster after the entry at ``sequence``; one that is here already adds nothing."""
    if sequence == 1:
        first = begin(entry)
        if first.program != program:
            raise SyncError("roster-differs")
        return roster or first
    if roster is None:
        raise SyncError("roster-differs")
    return roster if sequence <= roster.entries else extend(roster, entry)


def _store(connection: Connection, roster: Roster, entry: Envelope, item: Item) -> None:
    connection.exec_driver_sql(
        "INSERT INTO roster_entry VALUES (?, ?)", (item.sequence, item.envelope)
    )
    admitted = _admitted_by(entry)
    if admitted is None:
        return
    member = roster.members[admitted]
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO member_device (device, signing, kem, role, sequence, name) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (
            member.device.id,
            member.device.signing,
            member.device.kem,
            member.role,
            item.sequence,
            name_of(connection, roster, entry),
        ),
    )


_DESCRIBE = (
    "UPDATE member_device SET role = ?, person = ?, ends = ?, gone = ?, reason = ? WHERE device = ?"
)
