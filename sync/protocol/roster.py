"""The roster: the signed log of who belongs to a program, with which devices and which vaults.

Every entry names the digest of the one before it, so that the roster is one chain from the
program's first entry on, whoever stores it. The program's id is the digest of that first entry:
who knows the id cannot be shown another program.

Part 0 of an entry is its body, readable by the server, which derives from it who may do what.
Part 1 is the member's name, sealed under the key of the vault "program", of the epoch in the
header. Part 2, of an admission, holds the vault keys, wrapped to the device; it may be left out
where nobody needs them.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Literal

import msgspec

from sync.protocol import signing, wrapping
from sync.protocol.encoding import decode, decode_canonical, encode
from sync.protocol.envelope import BEGINNING, Address, Envelope, Kind, make, place_of, verify
from sync.protocol.errors import NewerProtocolError, ProtocolError
from sync.protocol.sealing import seal

_FORM = 1
_NONCE = 16
_VAULT = 16
_DEVICE = 8
_FIRST_EPOCH = 1
_PARTS = {"genesis": 2, "admit": 3}
"""How many parts an entry of each kind has; entries of other kinds are of a newer version."""
Role = Literal["admin", "member"]


class Device(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """One device as the program knows it: its id (8 bytes), its two public keys."""

    id: bytes
    signing: bytes
    kem: bytes


class VaultName(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """A vault's id (16 bytes) and what it is for: "cases", "program"."""

    id: bytes
    name: str


class Genesis(
    msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag="genesis"
):
    """The first entry: a program begins on ``device``, with these vaults."""

    form: int
    nonce: bytes
    vaults: tuple[VaultName, ...]
    device: Device


class Admission(
    msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag="admit"
):
    """An admin's device admits ``device`` to ``vaults``; ``after`` is the entry before this."""

    form: int
    after: bytes
    device: Device
    role: Role
    vaults: tuple[bytes, ...]
    invitation: bytes


Entry = Genesis | Admission


class _Beginning(msgspec.Struct, array_like=True, frozen=True):
    """How the body of every entry begins, also of one that a newer version made."""

    kind: str
    form: int


class Member(msgspec.Struct, frozen=True):
    """A device of the program, what it may do and which vaults it is a member of."""

    device: Device
    role: Role
    vaults: tuple[bytes, ...]


class Roster(msgspec.Struct, frozen=True):
    """Who belongs to a program after the entries read so far; made by ``begin`` and ``extend``."""

    program: bytes
    log: bytes
    vaults: tuple[VaultName, ...]
    members: Mapping[bytes, Member]
    last: bytes
    """The digest of the last entry."""
    entries: int


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
    address = Address(Kind.ROSTER, log, body.device.id, incarnation, 1, BEGINNING, _FIRST_EPOCH)
    sealed = seal(program_vault_key, place_of(address, 1), name.encode())
    return make(address, (encode(body), sealed), seed)


def make_admission(
    address: Address,
    seed: bytes,
    body: Admission,
    name: str,
    program_vault_key: bytes,
    wrapped: bytes,
) -> Envelope:
    """Return the entry that admits a device; ``wrapped`` is ``wrapping.wrap_to`` of its keys."""
    sealed = seal(program_vault_key, place_of(address, 1), name.encode())
    return make(address, (encode(body), sealed, wrapped), seed)


def begin(genesis: Envelope) -> Roster:
    """Return the roster of one entry; ProtocolError or SignatureError when it is no beginning."""
    body = entry_of(genesis)
    if not isinstance(body, Genesis) or len(body.nonce) != _NONCE:
        raise ProtocolError("A program's first entry does not begin one.")
    if genesis.header.device != body.device.id or genesis.header.number != 1:
        raise ProtocolError("A program's first entry is not by its first device.")
    check_device(body.device)
    vaults = tuple(vault.id for vault in body.vaults)
    if not vaults or any(len(vault) != _VAULT for vault in vaults):
        raise ProtocolError("A program's first entry names no vaults.")
    names = {vault.name for vault in body.vaults}
    if len({*vaults, genesis.header.log}) <= len(vaults) or len(names) < len(vaults):
        raise ProtocolError("A program's first entry names a vault or a log twice.")
    verify(genesis, body.device.signing)
    return Roster(
        program_id(genesis),
        genesis.header.log,
        body.vaults,
        {body.device.id: Member(body.device, "admin", vaults)},
        genesis.digest,
        1,
    )


def extend(roster: Roster, entry: Envelope) -> Roster:
    """Return ``roster`` after ``entry``; refuses one that does not follow or may not be made."""
    body = entry_of(entry)
    author = roster.members.get(entry.header.device)
    if entry.header.log != roster.log or not isinstance(body, Admission):
        raise ProtocolError("A roster entry does not belong here.")
    if author is None or author.role != "admin":
        raise ProtocolError("A roster entry is by somebody who may not make it.")
    verify(entry, author.device.signing)
    if body.after != roster.last:
        raise ProtocolError("A roster entry does not follow the last one.")
    check_device(body.device)
    if body.device.id in roster.members:
        raise ProtocolError("A roster entry admits a device that is a member.")
    known = {vault.id for vault in roster.vaults}
    if not known.issuperset(body.vaults) or len(set(body.vaults)) < len(body.vaults):
        raise ProtocolError("A roster entry names a vault the program has not.")
    members = {**roster.members, body.device.id: Member(body.device, body.role, body.vaults)}
    return Roster(
        roster.program, roster.log, roster.vaults, members, entry.digest, roster.entries + 1
    )


def entry_of(envelope: Envelope) -> Entry:
    """Return the body of a roster entry, unverified.

    Raises NewerProtocolError for a kind or form this version does not know: who cannot read an
    entry does not know who belongs to the program, and goes no further.
    """
    if envelope.header.kind != Kind.ROSTER or envelope.parts[0] is None:
        raise ProtocolError("A roster entry has no body.")
    beginning = decode(envelope.parts[0], _Beginning)
    if beginning.kind not in _PARTS or beginning.form != _FORM:
        raise NewerProtocolError("A roster entry was made by a newer version of Satchel.")
    if len(envelope.parts) != _PARTS[beginning.kind]:
        raise ProtocolError("A roster entry has not the parts of its kind.")
    body: Entry = decode_canonical(envelope.parts[0], Entry)  # type: ignore[arg-type]  # a union is a type to msgspec
    return body


def wrap_purpose(program: bytes, device: bytes) -> bytes:
    """Return what the vault keys of an admission are bound to: the program and the device."""
    return b"admit\0" + program + device


def check_device(device: Device) -> None:
    """Raise ProtocolError when ``device`` has an id or a key that no device can have."""
    if len(device.id) != _DEVICE or len(device.kem) != wrapping.PUBLIC_LENGTH:
        raise ProtocolError("A device is not one the protocol knows.")
    signing.check_public(device.signing)
