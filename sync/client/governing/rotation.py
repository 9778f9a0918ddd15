"""New keys for vaults, wrapped to exactly those who are members of them afterwards."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from storage.crypto.keytree import new_key
from storage.errors import DamagedError
from storage.usecases.syncing.keys import case_key, epoch_keys, vault_key
from sync.client.membership import Membership
from sync.client.problems import SyncError
from sync.protocol.keyring import VaultKeys, hand_keys
from sync.protocol.roster import Cut, Roster, Rotated

Receivers = Mapping[bytes, tuple[bytes, ...]]
"""Of each vault the devices that are its members afterwards."""


def new_epochs(member: Membership, vaults: Iterable[bytes]) -> tuple[Rotated, ...]:
    """Return the next epoch of each vault."""
    epochs = member.roster.epochs
    return tuple(Rotated(vault, epochs[vault] + 1) for vault in sorted(vaults))


def receivers_of(roster: Roster, vaults: Receivers) -> tuple[bytes, ...]:
    """Return everybody who is handed a key, the recovery key among them, in order."""
    devices = {device for some in vaults.values() for device in some}
    if roster.recovery is not None and vaults:
        devices.add(roster.recovery.id)
    return tuple(sorted(devices))


def handed(
    connection: Connection, member: Membership, rotated: Iterable[Rotated], vaults: Receivers
) -> tuple[bytes, ...]:
    """Return what is wrapped to each receiver: the new key of every vault they are in.

    The recovery key gets the earlier ones too: a lead who is not in the vault may have made it.
    """
    fresh = {
        each.vault: VaultKeys(each.vault, ((each.epoch, new_key()),), outside(connection, each))
        for each in rotated
    }
    return tuple(
        hand_keys(
            member.roster.program,
            receiver,
            kem_of(member.roster, receiver),
            member.roster.last,
            tuple(
                keys if receiver in vaults[vault] else _with_earlier(connection, keys)
                for vault, keys in sorted(fresh.items())
                if receiver in vaults[vault] or receiver not in member.roster.members
            ),
        )
        for receiver in receivers_of(member.roster, vaults)
    )


def _with_earlier(connection: Connection, keys: VaultKeys) -> VaultKeys:
    known = epoch_keys(connection, keys.vault)
    return VaultKeys(keys.vault, (*known, *keys.epochs), keys.outside)


def whole_vault(connection: Connection, member: Membership, vault: bytes) -> VaultKeys:
    """Return every epoch's key of a vault; SyncError where one is not here."""
    epochs = range(1, member.roster.epochs[vault] + 1)
    try:
        keys = tuple((epoch, vault_key(connection, vault, epoch)) for epoch in epochs)
        return VaultKeys(vault, keys, outside(connection, Rotated(vault, 0)))
    except DamagedError as error:
        raise SyncError("refused", "no-key") from error


def outside(connection: Connection, rotated: Rotated) -> bytes:
    """Return the content key of a vault's records outside any case, which every epoch keeps."""
    key = case_key(connection, rotated.vault)
    if key is None:
        raise SyncError("refused", "no-key")
    return key


def kem_of(roster: Roster, receiver: bytes) -> bytes:
    """Return the public key that keys for a receiver are wrapped to."""
    if roster.recovery is not None and receiver == roster.recovery.id:
        return roster.recovery.kem
    return roster.members[receiver].device.kem


def cuts_of(connection: Connection, devices: Iterable[bytes], logs: set[bytes]) -> tuple[Cut, ...]:
    """Return the ends of these devices' chains as far as they were taken in here."""
    rows = connection.exec_driver_sql(
        "SELECT log, device, incarnation, number FROM chain_end ORDER BY log, device, incarnation"
    )
    gone = set(devices)
    return tuple(Cut(*row) for row in rows if row.device in gone and row.log in logs)
