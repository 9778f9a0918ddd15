"""Receive the roster: every entry verified, all of a page or nothing."""

from collections.abc import Sequence

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.errors import DamagedError
from storage.usecases.changes import Changes
from storage.usecases.syncing import envelopes
from storage.usecases.syncing.keys import vault_key
from storage.usecases.transaction import Transaction
from sync.client.closing import close_cases
from sync.client.enrolment.names import plain_name
from sync.client.handed import adopt_handed
from sync.client.membership import identity, load_roster
from sync.client.noting import note_entries
from sync.client.problems import SyncError
from sync.client.receiving import check_end, check_generation, cursor_of, next_place
from sync.client.recovery.rehearsing import plan_rehearsal
from sync.protocol.encoding import decode
from sync.protocol.envelope import Envelope, parse
from sync.protocol.errors import NewerProtocolError, ProtocolError
from sync.protocol.messages import Page
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
    known, begun = roster.entries if roster else 0, at.sequence
    new: list[Envelope] = []
    for item in page.items:
        at = next_place(connection, log, at, item)
        if item.sequence <= known and _kept_digest(connection, item.sequence) != item.digest:
            roster = _give_way(connection, item.sequence, shown=begun > 0)
            known = roster.entries
        roster, entry = _follow(roster, program, item.sequence, item.envelope)
        if entry.digest != item.digest:
            raise SyncError("history-differs")
        if item.sequence > known:
            _store(connection, roster, entry, item.sequence, item.envelope)
            new.append(entry)
    check_end(at, page.head)
    envelopes.move_cursor(connection, log, "roster", at._replace(generation=page.head.generation))
    return len(page.items), _heeded(transaction, roster, new)


def followed(
    connection: Connection, program: bytes, bodies: Sequence[bytes]
) -> tuple[Roster, list[Envelope]]:
    """Return the roster after ``bodies``, which begin with the program's first entry.

    Beside it stand those that are new here; a part of what is known adds nothing. Raises
    SyncError when one is not an admin's, or stands where this laptop knows another one.
    """
    roster, new = load_roster(connection), list[Envelope]()
    known = roster.entries if roster else 0
    for sequence, body in enumerate(bodies, start=1):
        roster, entry = _follow(roster, program, sequence, body)
        if sequence > known:
            new.append(entry)
        elif _kept_digest(connection, sequence) != entry.digest:
            raise SyncError("roster-differs")
    if roster is None:
        raise SyncError("roster-differs")
    return roster, new


def is_whole_story(program: bytes, bodies: Sequence[bytes]) -> bool:
    """Tell whether entries are by themselves a list that this program's admins signed.

    One that is, and does not go with this laptop's, comes of a server that was restored, where an
    entry was signed in the place of one that the backup had not.
    """
    roster: Roster | None = None
    try:
        for sequence, body in enumerate(bodies, start=1):
            roster, _ = _follow(roster, program, sequence, body)
    except SyncError:
        return False
    return roster is not None and roster.entries == len(bodies)


def take_entries(
    transaction: Transaction, program: bytes, bodies: Sequence[bytes]
) -> tuple[int, Changes]:
    """Keep entries that came in a file; the log's cursor stays until the server shows them too."""
    connection = transaction.connection
    roster, new = followed(connection, program, bodies)
    first = roster.entries - len(new) + 1
    for sequence, entry in enumerate(new, start=first):
        _store(connection, roster, entry, sequence, bodies[sequence - 1])
    return len(new), _heeded(transaction, roster, new)


def _heeded(transaction: Transaction, roster: Roster | None, new: Sequence[Envelope]) -> Changes:
    """Do what entries that are new here ask of this laptop."""
    if roster is None or not new:
        return Changes()
    describe_members(transaction.connection, roster)
    adopt_handed(transaction, roster, new)
    # Who came after a new key has a name sealed under it, stored before the key was taken.
    name_members(transaction, roster)
    note_entries(transaction, new)
    closed = close_cases(transaction, roster, new).ids_by_kind
    planned = plan_rehearsal(transaction, new).ids_by_kind
    kinds = closed.keys() | planned.keys()
    nothing = frozenset[RecordId]()
    touched = {kind: closed.get(kind, nothing) | planned.get(kind, nothing) for kind in kinds}
    return Changes(touched, "sync")


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


def name_members(transaction: Transaction, roster: Roster) -> None:
    """Write down the names that could not be read before the program's key was here."""
    connection = transaction.connection
    unnamed = connection.exec_driver_sql(
        "SELECT m.device, e.body FROM member_device m JOIN roster_entry e USING (sequence) "
        "WHERE m.name = ?",
        (_UNNAMED,),
    ).all()
    for device, body in unnamed:
        connection.exec_driver_sql(
            "UPDATE member_device SET name = ? WHERE device = ?",
            (name_of(connection, roster, parse(body)), device),
        )


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


def _follow(
    roster: Roster | None, program: bytes, sequence: int, body: bytes | None
) -> tuple[Roster, Envelope]:
    try:
        entry = parse(body or b"")
        return _extended(roster, program, entry, sequence), entry
    except NewerProtocolError as error:
        raise SyncError("newer" if body else "history-differs") from error
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


def _give_way(connection: Connection, sequence: int, *, shown: bool) -> Roster:
    """Forget admissions that came by file where the server took another entry first.

    The inviting laptop makes them anew behind that one. Nothing but admissions gives way, and,
    unless a server has ``shown`` the roster before, none but this laptop's own: SyncError
    ("roster-differs") otherwise.
    """
    rows = connection.exec_driver_sql(
        "SELECT body FROM roster_entry WHERE sequence >= ?", (sequence,)
    ).all()
    bodies = [entry_of(parse(row.body)) for row in rows]
    admitted = [b.device.id for b in bodies if isinstance(b, Admission | PersonAdmission)]
    is_own = identity(connection).device in admitted
    if len(admitted) < len(bodies) or not (shown or is_own):
        raise SyncError("roster-differs")
    for table in ("roster_entry", "member_device"):
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE sequence >= ?", (sequence,))  # noqa: S608 - our own names
    roster = load_roster(connection)
    if roster is None:
        raise SyncError("roster-differs")
    return roster


def _kept_digest(connection: Connection, sequence: int) -> bytes:
    """Return the digest of the entry that is kept at ``sequence``."""
    body = connection.exec_driver_sql(
        "SELECT body FROM roster_entry WHERE sequence = ?", (sequence,)
    ).scalar_one()
    return parse(body).digest


def _store(
    connection: Connection, roster: Roster, entry: Envelope, sequence: int, body: bytes | None
) -> None:
    connection.exec_driver_sql("INSERT INTO roster_entry VALUES (?, ?)", (sequence, body))
    admitted = _admitted_by(entry)
    if admitted is None:
        return
    device = roster.author(admitted)
    role = roster.members[admitted].role if admitted in roster.members else "member"
    if device is None:
        return
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO member_device (device, signing, kem, role, sequence, name) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (
            device.id,
            device.signing,
            device.kem,
            role,
            sequence,
            name_of(connection, roster, entry),
        ),
    )


_DESCRIBE = (
    "UPDATE member_device SET role = ?, person = ?, ends = ?, gone = ?, reason = ? WHERE device = ?"
)
