"""Keep the vault keys that somebody wrapped for this laptop."""

from collections.abc import Iterable

from storage.usecases.syncing.keys import adopt_case_key, adopt_vault_key
from storage.usecases.transaction import Transaction
from sync.client.problems import SyncError
from sync.protocol.keyring import VaultKeys
from sync.protocol.roster import Roster


def adopt_keyring(transaction: Transaction, roster: Roster, keyring: Iterable[VaultKeys]) -> None:
    """Keep every key of ``keyring``, under the names that the verified ``roster`` gives the vaults.

    Raises SyncError ("roster-differs") for a vault or an epoch that the roster does not know.
    """
    names = {vault.id: vault.name for vault in roster.vaults}
    for keys in keyring:
        name = names.get(keys.vault)
        if name is None or any(epoch > roster.epochs[keys.vault] for epoch, _ in keys.epochs):
            raise SyncError("roster-differs")
        for epoch, key in keys.epochs:
            adopt_vault_key(transaction, keys.vault, epoch, name, key)
        adopt_case_key(transaction, keys.vault, keys.vault, keys.outside)
