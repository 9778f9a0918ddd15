"""The keys of vaults and cases: read for sealing, adopted when they arrive from another laptop."""

from sqlalchemy import Connection

from storage.crypto.keytree import unwrap, wrap
from storage.errors import DamagedError
from storage.usecases.transaction import Transaction, Vault


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
    if row is None:
        return None
    return unwrap(row.wrapped, vault_key(connection, row.vault, row.epoch), row.vault + scope)


def adopt_case_key(transaction: Transaction, vault: bytes, scope: bytes, key: bytes) -> None:
    """Keep the content key of ``scope`` that another laptop made.

    Raises DamagedError when another key of the same scope is here: one of two is not the truth.
    """
    connection = transaction.connection
    known = case_key(connection, scope)
    if known is None:
        epoch = newest_epoch(connection, vault)
        wrapped = wrap(key, vault_key(connection, vault, epoch), vault + scope)
        connection.exec_driver_sql(
            "INSERT INTO case_key VALUES (?, ?, ?, ?)", (scope, vault, epoch, wrapped)
        )
    elif known != key:
        raise DamagedError("Two laptops have different keys for one case. Nothing was changed.")


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
