"""The keys of vaults and cases: read for sealing, adopted when they arrive from another laptop."""

from typing import Any

from sqlalchemy import Connection, Row

from storage.crypto.keytree import unwrap, wrap
from storage.errors import DamagedError
from storage.usecases.transaction import Transaction, Vault

_MOST_BESIDE = 64
"""Keys of one case beside the first."""


def vault_key(connection: Connection, vault: bytes, epoch: int) -> bytes:
    """Return the key of one epoch of ``vault``; DamagedError when this laptop has none."""
    key = connection.exec_driver_sql(
        "SELECT key FROM vault_key WHERE vault = ? AND epoch = ?", (vault, epoch)
    ).scalar()
    if key is None:
        raise DamagedError(f"The key of epoch {epoch} of a vault is not on this laptop.")
    return bytes(key)


def newest_epoch(connection: Connection, vault: bytes) -> int:
    """Return the newest epoch of ``vault`` that this laptop has a key of; 0 when it has none."""
    epoch = connection.exec_driver_sql(
        "SELECT max(epoch) FROM vault_key WHERE vault = ?", (vault,)
    ).scalar()
    return epoch or 0


def case_key(connection: Connection, scope: bytes) -> bytes | None:
    """Return the content key of ``scope``, or None when it is not here."""
    row = connection.exec_driver_sql(
        "SELECT vault, epoch, wrapped FROM case_key WHERE scope = ?", (scope,)
    ).first()
    return None if row is None else _unwrapped(connection, row, scope)


def case_keys(connection: Connection, scope: bytes) -> list[bytes]:
    """Return every content key of ``scope`` that is here, the one this laptop seals with first."""
    own = case_key(connection, scope)
    if own is None:
        return []
    query = "SELECT vault, epoch, wrapped FROM case_key_beside WHERE scope = ? ORDER BY wrapped"
    beside = connection.exec_driver_sql(query, (scope,)).all()
    return [own, *(_unwrapped(connection, row, scope) for row in beside)]


def adopt_case_key(transaction: Transaction, vault: bytes, scope: bytes, key: bytes) -> None:
    """Keep the content key of ``scope`` that another laptop made.

    Two laptops that enter one case before they meet make a key each; both are kept, for either
    seals with its own. Raises DamagedError when there are more than laptops could have made.
    """
    connection = transaction.connection
    known = case_keys(connection, scope)
    if key in known:
        return
    if len(known) > _MOST_BESIDE:
        raise DamagedError("One case has more keys than a program has laptops.")
    epoch = newest_epoch(connection, vault)
    wrapped = wrap(key, vault_key(connection, vault, epoch), vault + scope)
    table = "case_key_beside" if known else "case_key"
    connection.exec_driver_sql(
        f"INSERT INTO {table} (scope, vault, epoch, wrapped) VALUES (?, ?, ?, ?)",  # noqa: S608 - our own names
        (scope, vault, epoch, wrapped),
    )


def _unwrapped(connection: Connection, row: Row[Any], scope: bytes) -> bytes:
    return unwrap(row.wrapped, vault_key(connection, row.vault, row.epoch), row.vault + scope)


def adopt_vault_key(
    transaction: Transaction, vault: bytes, epoch: int, name: str, key: bytes
) -> None:
    """Keep the key of one epoch of ``vault``; the newest one seals what is saved from now on.

    Raises DamagedError when another key of the same epoch is here.
    """
    connection = transaction.connection
    known = connection.exec_driver_sql(
        "SELECT key FROM vault_key WHERE vault = ? AND epoch = ?", (vault, epoch)
    ).scalar()
    if known is None:
        connection.exec_driver_sql(
            "INSERT INTO vault_key VALUES (?, ?, ?, ?)", (vault, epoch, name, key)
        )
    elif known != key:
        raise DamagedError(f"Two keys of epoch {epoch} of a vault differ. Nothing was changed.")
    if epoch == newest_epoch(connection, vault):
        transaction.vaults[name] = Vault(vault, epoch, key)
