"""The record of access between laptops: seal what is due, hand its key to the leads, read theirs.

A key goes to every admin's device but its author's own. A lead who comes later is handed the keys
of old batches as well, by their author, or by a lead who has them where the author has left. Once
somebody is no lead any more, the next batch has a new key.
"""

import base64
import binascii
from dataclasses import dataclass, field

from sqlalchemy import Connection

from storage.crypto import accessseal
from storage.domain.clocks import Clock, milliseconds
from storage.domain.kinds.access import AccessKey
from storage.usecases.access import sealing
from storage.usecases.changes import Changes
from storage.usecases.records import Add, save
from storage.usecases.syncing.keys import case_key
from storage.usecases.transaction import Transaction
from sync.client.commands import Do, Look, Script
from sync.client.membership import Identity, identity, membership
from sync.protocol.errors import SealError
from sync.protocol.wrapping import unwrap_with, wrap_to

_AT_ONCE = 50
"""Keys that are wrapped or unwrapped in one transaction: far below a second."""


@dataclass(frozen=True, slots=True)
class Wrapping:
    """A key of the batches of ``author`` that ``reader`` is to have."""

    author: bytes
    key: bytes = field(repr=False)
    reader: bytes
    kem: bytes


def offer(clock: Clock) -> Script[None]:
    """Seal the entries that are due and hand keys to the leads that have none: before a push."""
    if (yield Look(_reads_too_much)):
        yield Do(_renew)
    while (yield Look(_is_due, (milliseconds(clock.now()),))):
        yield Do(_seal)
    while wanted := (yield Look(missing_keys)):
        yield Do(wrap_keys, (wanted[:_AT_ONCE],))


def receive() -> Script[None]:
    """Take in what came for this laptop as a lead's: keys first, then the batches they open."""
    if (yield Look(_any_wrapped)):
        yield Do(unwrap_keys)
    while (yield Look(sealing.any_waiting)):
        yield Do(sealing.take_in)


def missing_keys(connection: Connection) -> list[Wrapping]:
    """Return which keys that are here some lead's device was not handed yet."""
    member = membership(connection)
    if member is None or not _can_save(connection):
        return []
    own, members = member.identity.device, member.roster.members
    leads = {id_: one.device.kem for id_, one in members.items() if one.role == "admin"}
    held = connection.exec_driver_sql("SELECT id, device, key FROM access_secret").all()
    if own not in leads:
        held = [row for row in held if row.device == own]
    rows = connection.exec_driver_sql("SELECT key, reader FROM access_key")
    handed = {(row.key, row.reader) for row in rows}
    return [
        Wrapping(row.device, row.key, reader, kem)
        for row in held
        if row.device == own or row.device not in members
        for reader, kem in leads.items()
        if reader not in {row.device, own} and (row.id.hex(), reader.hex()) not in handed
    ]


def wrap_keys(transaction: Transaction, wanted: list[Wrapping]) -> tuple[None, Changes]:
    """Hand each key to its reader, as records that only that device can use."""
    member = membership(transaction.connection)
    if member is None:
        return None, Changes()
    made = [
        Add(
            AccessKey(
                id=transaction.new_id(),
                device=one.author.hex(),
                key=accessseal.id_of(one.key).hex(),
                reader=one.reader.hex(),
                wrapped=_text(
                    wrap_to(one.kem, _purpose(member.roster.program, one.author), one.key)
                ),
            )
        )
        for one in wanted
    ]
    batch = transaction.new_id()
    return None, save(transaction, made, "hand on a key to the record of access", batch=batch)


def unwrap_keys(transaction: Transaction) -> tuple[int, Changes]:
    """Keep the keys that were wrapped to this device; one that is not what it says is left."""
    connection = transaction.connection
    member, count = membership(connection), 0
    if member is None:
        return 0, Changes()
    for row in connection.exec_driver_sql(_WRAPPED, (member.identity.device.hex(),)).all():
        author = bytes.fromhex(row.device)
        key = _unwrapped(member.identity, _purpose(member.roster.program, author), row.wrapped)
        if key is not None and accessseal.id_of(key).hex() == row.key:
            now = milliseconds(transaction.clock.now())
            sealing.keep_key(transaction, author, key, since=now)
            count += 1
    return count, Changes()


def _unwrapped(who: Identity, purpose: bytes, wrapped: str) -> bytes | None:
    try:
        closed = base64.b64decode(wrapped, validate=True)
        return unwrap_with(who.mlkem768, who.x25519, purpose, closed)
    except (SealError, ValueError, binascii.Error):
        return None


def _purpose(program: bytes, author: bytes) -> bytes:
    return b"access key\0" + program + author


def _text(wrapped: bytes) -> str:
    return base64.b64encode(wrapped).decode()


def _is_due(connection: Connection, now_ms: int) -> bool:
    return _can_save(connection) and sealing.is_due(connection, now_ms)


def _can_save(connection: Connection) -> bool:
    """Tell whether this device is a member and has the keys of the program's own records."""
    member = membership(connection)
    if member is None or member.identity.device not in member.roster.members:
        return False
    row = connection.exec_driver_sql(
        "SELECT vault FROM vault_key WHERE name = 'program' ORDER BY epoch DESC LIMIT 1"
    ).first()
    return row is not None and case_key(connection, row.vault) is not None


def _reads_too_much(connection: Connection) -> bool:
    """Tell whether somebody has the newest key of this laptop who is no lead any more."""
    member = membership(connection)
    rows = connection.exec_driver_sql(_READERS).scalars().all()
    if member is None or not rows:
        return False
    leads = {id_.hex() for id_, one in member.roster.members.items() if one.role == "admin"}
    return bool(set(rows) - leads)


def _renew(transaction: Transaction) -> tuple[None, Changes]:
    sealing.renew_key(transaction)
    return None, Changes()


def _seal(transaction: Transaction) -> tuple[None, Changes]:
    return None, sealing.seal(transaction)


def _any_wrapped(connection: Connection) -> bool:
    own = identity(connection).device.hex()
    return connection.exec_driver_sql(f"{_WRAPPED} LIMIT 1", (own,)).first() is not None


_WRAPPED = (
    "SELECT device, key, wrapped FROM access_key WHERE reader = ? AND length(unhex(device)) = 8 "
    "AND NOT EXISTS (SELECT 1 FROM access_secret s WHERE s.id = unhex(access_key.key))"
)
_READERS = (
    "SELECT reader FROM access_key WHERE key = (SELECT lower(hex(s.id)) FROM access_secret s "
    "JOIN this_device d ON s.device = d.id ORDER BY s.rowid DESC LIMIT 1)"
)
