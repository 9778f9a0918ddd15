"""The roster: the signed log of who is a member of a program and of its vaults, with which devices.

Every entry names the digest of the one before it, so that the roster is one chain from the
program's first entry on, whoever stores it. The program's id is the digest of that first entry:
who knows the id cannot be shown another program.
"""

from hashlib import sha256

from sync.protocol.encoding import encode
from sync.protocol.entries import (
    VAULT,
    Admission,
    Cut,
    Device,
    Entry,
    Genesis,
    Moved,
    PersonAdmission,
    Revocation,
    Role,
    Rotated,
    VaultName,
    Withdrawal,
    check_device,
    entry_of,
)
from sync.protocol.envelope import BEGINNING, Address, Envelope, Kind, make, place_of, verify
from sync.protocol.errors import ProtocolError
from sync.protocol.following import follow
from sync.protocol.membership import FIRST_EPOCH, Gone, Member, Recovery, Roster, person_of
from sync.protocol.sealing import seal

__all__ = [
    "Admission",
    "Cut",
    "Device",
    "Entry",
    "Genesis",
    "Gone",
    "Member",
    "Moved",
    "PersonAdmission",
    "Recovery",
    "Revocation",
    "Role",
    "Roster",
    "Rotated",
    "VaultName",
    "Withdrawal",
    "begin",
    "check_device",
    "entry_of",
    "extend",
    "handing_purpose",
    "make_admission",
    "make_entry",
    "make_genesis",
    "program_id",
    "wrap_purpose",
]

_NONCE = 16


def program_id(genesis: Envelope) -> bytes:
    """Return the 32 bytes by which the program that begins with ``genesis`` is known."""
    return sha256(b"satchel/1/program\0" + genesis.signed).digest()


def make_genesis(
    log: bytes,
    incarnation: int,
    seed: bytes,
    body: Genesis,
    name: str,
    program_vault_key: bytes,
) -> Envelope:
    """Return the first entry of a program's roster, signed by its first device."""
    address = Address(Kind.ROSTER, log, body.device.id, incarnation, 1, BEGINNING, FIRST_EPOCH)
    sealed = seal(program_vault_key, place_of(address, 1), name.encode())
    return make(address, (encode(body), sealed), seed)


def make_admission(
    address: Address,
    seed: bytes,
    body: Admission | PersonAdmission,
    name: str,
    program_vault_key: bytes,
    wrapped: bytes,
) -> Envelope:
    """Return the entry that admits a device; ``wrapped`` is ``wrapping.wrap_to`` of its keys."""
    sealed = seal(program_vault_key, place_of(address, 1), name.encode())
    return make_entry(address, seed, body, (sealed, wrapped))


def make_entry(
    address: Address, seed: bytes, body: Entry, parts: tuple[bytes, ...] = ()
) -> Envelope:
    """Return an entry of any kind; ``parts`` are those behind its body."""
    return make(address, (encode(body), *parts), seed)


def begin(genesis: Envelope) -> Roster:
    """Return the roster of one entry; ProtocolError or SignatureError when it is no beginning."""
    body = entry_of(genesis)
    if not isinstance(body, Genesis) or len(body.nonce) != _NONCE:
        raise ProtocolError("A program's first entry does not begin one.")
    if genesis.header.device != body.device.id or genesis.header.number != 1:
        raise ProtocolError("A program's first entry is not by its first device.")
    check_device(body.device)
    vaults = tuple(vault.id for vault in body.vaults)
    if not vaults or any(len(vault) != VAULT for vault in vaults):
        raise ProtocolError("A program's first entry names no vaults.")
    names = {vault.name for vault in body.vaults}
    if len({*vaults, genesis.header.log}) <= len(vaults) or len(names) < len(vaults):
        raise ProtocolError("A program's first entry names a vault or a log twice.")
    verify(genesis, body.device.signing)
    first = Member(body.device, "admin", vaults, person_of(body.device.id))
    return Roster(
        program_id(genesis),
        genesis.header.log,
        body.vaults,
        {body.device.id: first},
        genesis.digest,
        1,
        dict.fromkeys(vaults, FIRST_EPOCH),
    )


def extend(roster: Roster, entry: Envelope) -> Roster:
    """Return ``roster`` after ``entry``; refuses one that does not follow or may not be made."""
    body = entry_of(entry)
    if entry.header.log != roster.log or isinstance(body, Genesis):
        raise ProtocolError("A roster entry does not belong here.")
    verify(entry, _author(roster, entry.header.device, body))
    if body.after != roster.last:
        raise ProtocolError("A roster entry does not follow the last one.")
    return follow(roster, entry.header.device, body, entry.digest)


def wrap_purpose(program: bytes, device: bytes) -> bytes:
    """Return what the vault keys of an admission are bound to: the program and the device."""
    return b"admit\0" + program + device


def handing_purpose(program: bytes, receiver: bytes, after: bytes) -> bytes:
    """Return what keys are bound to that the entry behind ``after`` hands to ``receiver``."""
    return b"hand\0" + program + receiver + after


def _author(roster: Roster, device: bytes, body: Entry) -> bytes:
    """Return the key that must have signed an entry by ``device``; refuses who may not make it."""
    recovery = roster.recovery
    if recovery is not None and device == recovery.id:
        if not recovery.may_make(body):
            raise ProtocolError("A roster entry is by somebody who may not make it.")
        return recovery.signing
    author = roster.members.get(device)
    if author is None or not (author.role == "admin" or _renews_own(author, body)):
        raise ProtocolError("A roster entry is by somebody who may not make it.")
    return author.device.signing


def _renews_own(author: Member, body: Entry) -> bool:
    """Tell whether a member makes the key of their own vault anew, and takes nobody out."""
    return isinstance(body, Withdrawal) and not body.devices and body.rotated.vault in author.vaults
