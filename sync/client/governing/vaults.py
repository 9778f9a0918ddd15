"""Further vaults, and who is let into them."""

from functools import partial

from sqlalchemy import Connection

from storage.crypto.keytree import new_key
from storage.domain.clocks import Clock
from sync.client.commands import Script
from sync.client.governing.entering import Drafted, enter
from sync.client.governing.rotation import kem_of, receivers_of, whole_vault
from sync.client.membership import Membership
from sync.client.problems import SyncError
from sync.protocol.entries import Grant, NewVault, VaultName
from sync.protocol.keyring import VaultKeys, hand_keys
from sync.protocol.membership import FIRST_EPOCH


def make_vault(clock: Clock, id_: bytes, name: str, devices: tuple[bytes, ...]) -> Script[bool]:
    """Let the program have a further vault, with these devices and this one as its members.

    ``id_`` is random (16 bytes) and makes a second call harmless; ``name`` says what the vault is
    for in one word of small letters, and is seen by the server.
    """
    return (yield from enter(clock, partial(_vault, VaultName(id_, name), devices)))


def grant(clock: Clock, device: bytes, vault: bytes) -> Script[bool]:
    """Let a device of the program into one of this device's own vaults, with all that is in it."""
    return (yield from enter(clock, partial(draft_grant, device, vault)))


def _vault(
    vault: VaultName, devices: tuple[bytes, ...], _connection: Connection, member: Membership
) -> Drafted:
    roster = member.roster
    if vault in roster.vaults:
        return None
    people = tuple(sorted({*devices, member.identity.device}))
    if not set(people) <= set(roster.members):
        raise SyncError("refused", "not-found")
    receivers = receivers_of(roster, {vault.id: people})
    keys = (VaultKeys(vault.id, ((FIRST_EPOCH, new_key()),), new_key()),)
    parts = tuple(
        hand_keys(roster.program, one, kem_of(roster, one), roster.last, keys) for one in receivers
    )
    return NewVault(1, roster.last, vault, receivers), parts


def draft_grant(device: bytes, vault: bytes, connection: Connection, member: Membership) -> Drafted:
    """Return the entry that lets ``device`` into ``vault``; None where it is in."""
    roster = member.roster
    found = roster.members.get(device)
    if found is None:
        raise SyncError("refused", "not-found")
    if vault in found.vaults:
        return None
    keys = (whole_vault(connection, member, vault),)
    part = hand_keys(roster.program, device, found.device.kem, roster.last, keys)
    return Grant(1, roster.last, vault, (device,)), (part,)
