"""Which program this workspace belongs to, who else does, and the keys an admission hands on."""

from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection

from storage.errors import DamagedError
from storage.usecases.syncing.keys import case_key
from storage.usecases.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Program:
    """The program's id, the log of its roster, the server's address, id and public key."""

    id: bytes
    roster: bytes
    address: str
    server: bytes
    """The server's id and its public key, one behind the other."""


class Member(NamedTuple):
    """One device of the program; ``name`` is what an admin called its person."""

    device: bytes
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class HeldVault:
    """All keys of one vault: every epoch's, and that of the records outside any case."""

    id: bytes
    name: str
    epochs: tuple[tuple[int, bytes], ...] = field(repr=False)
    outside: bytes = field(repr=False)


def program(connection: Connection) -> Program | None:
    """Return the program of this workspace; None before it has begun or joined one."""
    row = connection.exec_driver_sql(
        "SELECT genesis, roster, server, server_key FROM program"
    ).first()
    return Program(*row) if row else None


def store_program(connection: Connection, known: Program) -> None:
    """Let the workspace belong to ``known``, or know its server under another address."""
    connection.exec_driver_sql(
        "INSERT INTO program (genesis, roster, server, server_key) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (genesis) DO UPDATE SET "
        "server = excluded.server, server_key = excluded.server_key",
        (known.id, known.roster, known.address, known.server),
    )


def store_first_entry(
    connection: Connection, body: bytes, member: Member, signing: bytes, kem: bytes
) -> None:
    """Keep the entry with which this laptop begins a program, and itself as its first member."""
    connection.exec_driver_sql("INSERT INTO roster_entry (sequence, body) VALUES (1, ?)", (body,))
    connection.exec_driver_sql(
        "INSERT INTO member_device (device, signing, kem, role, sequence, name) "
        "VALUES (?, ?, ?, ?, 1, ?)",
        (member.device, signing, kem, member.role, member.name),
    )


def entries(connection: Connection) -> list[bytes]:
    """Return the verified entries of the roster, as received, in order."""
    rows = connection.exec_driver_sql("SELECT body FROM roster_entry ORDER BY sequence")
    return [row.body for row in rows]


def is_received(connection: Connection, log: bytes) -> bool:
    """Tell whether anything of ``log`` was ever received from the server."""
    query = "SELECT 1 FROM sync_log WHERE log = ? AND sequence > 0"
    return connection.exec_driver_sql(query, (log,)).first() is not None


def members(connection: Connection) -> list[Member]:
    """Return the program's devices in the order of their admission."""
    rows = connection.exec_driver_sql(
        "SELECT device, name, role FROM member_device ORDER BY sequence"
    )
    return [Member(*row) for row in rows]


def forget_roster(connection: Connection, log: bytes) -> None:
    """Forget what was received of a roster whose program this workspace did not join."""
    connection.exec_driver_sql("DELETE FROM roster_entry")
    connection.exec_driver_sql("DELETE FROM member_device")
    connection.exec_driver_sql("DELETE FROM sync_log WHERE log = ?", (log,))


def make_outside_keys(transaction: Transaction) -> None:
    """Make the keys of the records outside any case, once, where the program begins."""
    for vault in transaction.vaults.values():
        transaction.ensure_case_key(vault, vault.id)


def held_vaults(connection: Connection) -> tuple[HeldVault, ...]:
    """Return every vault this laptop holds; DamagedError when a key of one is missing."""
    rows = connection.exec_driver_sql(
        "SELECT vault, epoch, name, key FROM vault_key ORDER BY name, epoch"
    ).all()
    epochs: dict[tuple[bytes, str], list[tuple[int, bytes]]] = {}
    for row in rows:
        epochs.setdefault((row.vault, row.name), []).append((row.epoch, row.key))
    return tuple(
        HeldVault(vault, name, tuple(keys), _outside(connection, vault))
        for (vault, name), keys in epochs.items()
    )


def _outside(connection: Connection, vault: bytes) -> bytes:
    key = case_key(connection, vault)
    if key is None:
        raise DamagedError(
            "The key of the records that belong to no case is not on this laptop. Synchronize "
            "once, then try again."
        )
    return key
