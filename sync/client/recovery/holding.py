"""A holder's share of the recovery key: to see, to print for a safe, to give to another laptop."""

from dataclasses import dataclass

from sqlalchemy import Connection

from storage.errors import RejectedError
from storage.usecases.sharing import Intent, Released, release
from storage.usecases.syncing.roster import entries
from storage.usecases.transaction import Transaction
from sync.client.membership import Membership, membership
from sync.client.recovery.sheet import sheet_of
from sync.protocol.entries import RecoveryKey
from sync.protocol.envelope import Envelope, parse
from sync.protocol.errors import ProtocolError
from sync.protocol.program_code import line_of
from sync.protocol.recoverykey import give, given_file, held_purpose
from sync.protocol.roster import entry_of
from sync.protocol.shares import Share, read
from sync.protocol.wrapping import unwrap_with

GIVE_FORM = "Share of the recovery key, for a colleague's laptop"
PRINT_FORM = "Share of the recovery key, on paper"
FILE, SHEET = "share.satchel-share", "recovery share.pdf"


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a share; ``left`` when their laptop belongs to the program no more."""

    device: bytes
    name: str
    left: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Held:
    """The program's recovery key as this laptop sees it."""

    threshold: int
    holders: tuple[Holder, ...]

    @property
    def own(self) -> bool:
        """Whether this laptop holds a share."""
        return any(holder.here for holder in self.holders)


def recovery_key(connection: Connection) -> Held | None:
    """Return who holds shares of the program's recovery key; None where there is none."""
    member = membership(connection)
    if member is None or member.roster.recovery is None:
        return None
    known = member.roster.recovery
    return Held(known.threshold, tuple(_holder(connection, member, id_) for id_ in known.holders))


def own_share(connection: Connection) -> Share:
    """Return the share that this laptop holds; RejectedError where it holds none."""
    return _own(_member(connection), connection)


def give_share(transaction: Transaction, receiver: bytes) -> Released:
    """Return this laptop's share in a file that only ``receiver``'s laptop can read, logged."""
    member = _member(transaction.connection)
    device = member.roster.members.get(receiver)
    if device is None or member.roster.recovery is None:
        raise RejectedError("This laptop does not belong to the program any more. Choose another.")
    share = _own(member, transaction.connection)
    who = member.identity
    given = give(
        member.roster.program, member.roster.recovery.id, who.device, device.device, share.words
    )
    intent = Intent(
        form=GIVE_FORM,
        content="program_records",
        purpose="To bring the recovery key together",
        recipient=_name(transaction.connection, receiver),
        basis="own_use",
    )
    return release(transaction, intent, {FILE: given_file(given, who.signing)})


def print_share(transaction: Transaction) -> Released:
    """Return this laptop's share as a sheet for a safe, logged."""
    connection = transaction.connection
    member = _member(connection)
    share = _own(member, connection)
    line = line_of(member.roster.program, member.roster.log)
    sheet = sheet_of(connection, transaction.clock, share, line, member.address)
    intent = Intent(
        form=PRINT_FORM,
        content="program_records",
        purpose="To keep in a safe",
        recipient=transaction.identity.author,
        basis="own_use",
    )
    return release(transaction, intent, {SHEET: sheet})


def _member(connection: Connection) -> Membership:
    member = membership(connection)
    if member is None or member.roster.recovery is None:
        raise RejectedError("This program has no recovery key yet.")
    return member


def _own(member: Membership, connection: Connection) -> Share:
    entry, body = _entry(connection, member)
    who = member.identity
    if who.device not in body.receivers:
        raise RejectedError("This laptop holds no share of the recovery key.")
    wrapped = entry.parts[1 + body.receivers.index(who.device)] or b""
    purpose = held_purpose(member.roster.program, who.device, body.after)
    try:
        return read(unwrap_with(who.mlkem768, who.x25519, purpose, wrapped).decode("ascii"))
    except (ProtocolError, UnicodeDecodeError) as error:
        raise RejectedError(
            "The share of this laptop cannot be read. Ask a lead to make a new recovery key."
        ) from error


def _entry(connection: Connection, member: Membership) -> tuple[Envelope, RecoveryKey]:
    """Return the entry that made the recovery key of the roster."""
    for content in reversed(entries(connection)):
        entry = parse(content)
        body = entry_of(entry)
        key = member.roster.recovery
        if isinstance(body, RecoveryKey) and key is not None and body.signing == key.signing:
            return entry, body
    raise RejectedError("This program has no recovery key yet.")


def _holder(connection: Connection, member: Membership, device: bytes) -> Holder:
    left = device not in member.roster.members
    here = device == member.identity.device
    return Holder(device, _name(connection, device), left, here)


def _name(connection: Connection, device: bytes) -> str:
    query = "SELECT name FROM member_device WHERE device = ?"
    return str(connection.exec_driver_sql(query, (device,)).scalar() or "")
