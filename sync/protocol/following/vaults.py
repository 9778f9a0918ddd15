"""Entries about vaults and keys: new ones, who is let in, which cases are destroyed, recovery."""

import re

import msgspec

from sync.protocol import signing, wrapping
from sync.protocol.entries import (
    NOWHERE,
    VAULT,
    Expunging,
    Grant,
    NewVault,
    RecoveryKey,
)
from sync.protocol.errors import ProtocolError
from sync.protocol.following.checks import (
    MOST,
    check_receivers,
    devices_of,
    member_of,
    recovery_of,
    with_members,
)
from sync.protocol.membership import FIRST_EPOCH, Recovery, Roster, recovery_id

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}\Z")
_REASON = re.compile(r"[a-z][a-z_]{0,31}\Z")


def with_vault(roster: Roster, author: bytes, body: NewVault) -> Roster:
    """The program has a further vault."""
    id_, name = body.vault.id, body.vault.name
    taken = {roster.log, NOWHERE, *(vault.id for vault in roster.vaults)}
    if len(id_) != VAULT or id_ in taken or not _NAME.match(name):
        raise ProtocolError("A roster entry names no new vault.")
    if name in {vault.name for vault in roster.vaults}:
        raise ProtocolError("A roster entry names a vault a second time.")
    people = devices_of(roster, [d for d in body.receivers if d != recovery_of(roster)])
    if author not in people:
        raise ProtocolError("A roster entry makes a vault its author is no member of.")
    members = dict(roster.members)
    for device in people:
        vaults = (*members[device].vaults, id_)
        members[device] = msgspec.structs.replace(members[device], vaults=vaults)
    after = msgspec.structs.replace(
        with_members(roster, members),
        vaults=(*roster.vaults, body.vault),
        epochs={**roster.epochs, id_: FIRST_EPOCH},
    )
    check_receivers(after, {id_}, body.receivers)
    return after


def granted(roster: Roster, author: bytes, body: Grant) -> Roster:
    """A member becomes a member of a further vault."""
    if len(body.receivers) != 1 or author not in roster.members_of(body.vault):
        raise ProtocolError("A roster entry is about a vault of others.")
    (device,) = body.receivers
    member = member_of(roster, device)
    if body.vault in member.vaults:
        raise ProtocolError("A roster entry grants what was granted.")
    granted = msgspec.structs.replace(member, vaults=(*member.vaults, body.vault))
    return with_members(roster, {**roster.members, device: granted})


def expunged(roster: Roster, _author: bytes, body: Expunging) -> Roster:
    """The keys of cases are destroyed in their vaults."""
    vaults = {vault.id for vault in roster.vaults}
    expunged = dict(roster.expunged)
    if not 1 <= len(body.cases) <= MOST or not _REASON.match(body.reason):
        raise ProtocolError("A roster entry destroys nothing, or for no reason.")
    for case in body.cases:
        key = case.vault, case.scope
        if case.vault not in vaults or len(case.scope) != VAULT or case.scope in vaults:
            raise ProtocolError("A roster entry destroys what is no case.")
        if case.to not in {NOWHERE, *vaults} or case.to == case.vault:
            raise ProtocolError("A roster entry moves a case nowhere.")
        if key in expunged and (expunged[key] == NOWHERE or case.to != NOWHERE):
            raise ProtocolError("A roster entry destroys a case a second time.")
        expunged[key] = case.to
        expunged.pop((case.to, case.scope), None)  # it may come back to where it once stood
    return msgspec.structs.replace(roster, expunged=expunged)


def with_recovery(roster: Roster, _author: bytes, body: RecoveryKey) -> Roster:
    """The program has a recovery key, in place of the one before."""
    signing.check_public(body.signing)
    holders = devices_of(roster, body.receivers)
    if len(body.kem) != wrapping.PUBLIC_LENGTH or not 1 <= body.threshold <= len(holders):
        raise ProtocolError("A roster entry makes no recovery key.")
    if recovery_id(body.signing) in {*roster.members, *roster.gone}:
        raise ProtocolError("A roster entry makes a recovery key of a device.")
    made = Recovery(body.signing, body.kem, body.threshold, body.receivers)
    return msgspec.structs.replace(roster, recovery=made)
