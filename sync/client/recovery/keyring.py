"""The vaults' keys as they are wrapped to the recovery key, entry by entry of the roster."""

from collections.abc import Iterator

from sqlalchemy import Connection

from storage.usecases.syncing.roster import entries
from sync.client.problems import SyncError
from sync.protocol.entries import Grant, NewVault, RecoveryKey, Revocation, Withdrawal
from sync.protocol.envelope import Envelope, parse
from sync.protocol.errors import ProtocolError
from sync.protocol.keyring import VaultKeys, handed_keys
from sync.protocol.recoverykey import RecoveryKeys
from sync.protocol.roster import Roster, entry_of


def program_keys(
    connection: Connection, roster: Roster, keys: RecoveryKeys
) -> tuple[VaultKeys, ...]:
    """Return every key that was ever handed to the recovery key, by vault.

    SyncError ("history-differs") when what is wrapped to it was left out on the way, and
    ("roster-differs") when it is not what the entry says.
    """
    found: dict[bytes, VaultKeys] = {}
    for ring in _rings(connection, roster, keys):
        for vault in ring:
            known = found.get(vault.vault)
            epochs = dict(known.epochs if known is not None else ()) | dict(vault.epochs)
            found[vault.vault] = VaultKeys(
                vault.vault, tuple(sorted(epochs.items())), vault.outside
            )
    names = {vault.id for vault in roster.vaults}
    if not found or not set(found) <= names:
        raise SyncError("roster-differs")
    return tuple(found[vault] for vault in sorted(found))


def _rings(
    connection: Connection, roster: Roster, keys: RecoveryKeys
) -> Iterator[tuple[VaultKeys, ...]]:
    for content in entries(connection):
        entry = parse(content)
        handed = _handed(entry, keys)
        if handed is None:
            continue
        after, wrapped = handed
        if wrapped is None:
            raise SyncError("history-differs")
        try:
            yield handed_keys(roster.program, keys.id, after, keys.mlkem768, keys.x25519, wrapped)
        except ProtocolError as error:
            raise SyncError("roster-differs") from error


def _handed(entry: Envelope, keys: RecoveryKeys) -> tuple[bytes, bytes | None] | None:
    """Return what an entry wraps to the recovery key, and what it is bound to."""
    body = entry_of(entry)
    if isinstance(body, RecoveryKey) and body.signing == keys.public:
        return body.after, entry.parts[-1]
    if isinstance(body, Revocation | Withdrawal | NewVault | Grant) and keys.id in body.receivers:
        return body.after, entry.parts[1 + body.receivers.index(keys.id)]
    return None
