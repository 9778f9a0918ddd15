"""The keys of vaults and cases: read for sealing, adopted when they arrive from another laptop."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

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


def epoch_keys(connection: Connection, vault: bytes) -> list[tuple[int, bytes]]:
    """Return the key of every epoch of ``vault`` that this laptop has, by epoch."""
    query = "SELECT epoch, key FROM vault_key WHERE vault = ? ORDER BY epoch"
    return [(row.epoch, row.key) for row in connection.exec_driver_sql(query, (vault,))]


def case_key(connection: Connection, scope: bytes) -> bytes | None:
    """Return the content key of ``scope``, or None when it is not here."""
    return next(iter(CaseKeys(connection).of(scope)), None)


def case_keys(connection: Connection, scope: bytes) -> list[bytes]:
    """Return every content key of ``scope`` that is here, the one this laptop seals with first."""
    return [*CaseKeys(connection).of(scope)]


def adopt_case_key(transaction: Transaction, vault: bytes, scope: bytes, key: bytes) -> None:
    """Keep one content key; see ``CaseKeys.adopt``."""
    CaseKeys(transaction.connection).adopt(vault, {scope: key})


class CaseKeys:
    """The content keys that are here, each looked up and unwrapped once: for one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._by_scope: dict[bytes, tuple[bytes, ...]] = {}
        self._of_vaults: dict[tuple[bytes, int], bytes] = {}

    def of(self, scope: bytes) -> Sequence[bytes]:
        """Return every key of ``scope``, the one this laptop seals with first."""
        found = self._by_scope.get(scope)
        if found is None:
            self._look_up((scope,))
            found = self._by_scope[scope]
        return found

    def look_up(self, scopes: Iterable[bytes]) -> None:
        """Read the keys of many scopes at once."""
        unknown = [scope for scope in scopes if scope not in self._by_scope]
        for start in range(0, len(unknown), _LOOKED_UP):
            self._look_up(tuple(unknown[start : start + _LOOKED_UP]))

    def adopt(self, vault: bytes, keys: Mapping[bytes, bytes]) -> None:
        """Keep the content keys by scope that another laptop made.

        Two laptops that enter one case before they meet make a key each; both are kept, for
        either seals with its own. Raises DamagedError when there are more than laptops could have
        made; the caller's transaction then keeps nothing.
        """
        self.look_up(keys)
        firsts: list[tuple[bytes, bytes, int, bytes]] = []
        besides: list[tuple[bytes, bytes, int, bytes]] = []
        epoch = newest_epoch(self._connection, vault)
        for scope, key in keys.items():
            known = self._by_scope[scope]
            if key in known:
                continue
            if len(known) > _MOST_BESIDE:
                raise DamagedError("One case has more keys than a program has laptops.")
            wrapped = wrap(key, self._of_vault(vault, epoch), vault + scope)
            (besides if known else firsts).append((scope, vault, epoch, wrapped))
        for query, rows in ((_ADOPT, firsts), (_ADOPT_BESIDE, besides)):
            if rows:
                self._connection.exec_driver_sql(query, rows)
        self._by_scope.update((scope, (keys[scope],)) for scope, *_ in firsts)
        for scope, *_ in besides:
            del self._by_scope[scope]  # read again in the order of the table

    def _look_up(self, scopes: tuple[bytes, ...]) -> None:
        marks = ", ".join("?" * len(scopes))
        rows = self._connection.exec_driver_sql(_KEYS.format(marks=marks), scopes * 2).all()
        found: dict[bytes, tuple[bytes, ...]] = dict.fromkeys(scopes, ())
        for _place, scope, vault, epoch, wrapped in rows:
            found[scope] += (unwrap(wrapped, self._of_vault(vault, epoch), vault + scope),)
        self._by_scope.update(found)

    def _of_vault(self, vault: bytes, epoch: int) -> bytes:
        key = self._of_vaults.get((vault, epoch))
        if key is None:
            key = self._of_vaults[vault, epoch] = vault_key(self._connection, vault, epoch)
        return key


_LOOKED_UP = 500
_KEYS = (
    "SELECT 0, scope, vault, epoch, wrapped FROM case_key WHERE scope IN ({marks}) "
    "UNION ALL "
    "SELECT 1, scope, vault, epoch, wrapped FROM case_key_beside WHERE scope IN ({marks}) "
    "ORDER BY 1, 5"
)
_ADOPT = "INSERT INTO case_key (scope, vault, epoch, wrapped) VALUES (?, ?, ?, ?)"
_ADOPT_BESIDE = "INSERT INTO case_key_beside (scope, vault, epoch, wrapped) VALUES (?, ?, ?, ?)"


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


def forget_keys_but(transaction: Transaction, vaults: Iterable[bytes]) -> None:
    """Forget the keys of every other vault that this laptop has nothing of."""
    connection, kept = transaction.connection, set(vaults)
    known = connection.exec_driver_sql(_EMPTY_VAULTS).scalars().all()
    gone = [(vault,) for vault in map(bytes, known) if vault not in kept]
    for table in ("case_key", "case_key_beside", "vault_key") if gone else ():
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE vault = ?", gone)  # noqa: S608


_EMPTY_VAULTS = (
    "SELECT DISTINCT vault FROM vault_key WHERE vault NOT IN (SELECT vault FROM journal_part)"
)
