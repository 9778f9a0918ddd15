"""The program's recovery key: what is split among people, and how its shares travel.

All of the key comes from 32 random bytes, the *master*: an Ed25519 key that signs entries of the
roster, and the key pair that the vaults' keys are wrapped to. The master is what is split; nobody
keeps it. A holder's share lies in the roster, wrapped to their device; to another laptop of the
program it goes in a file, wrapped to that one and signed by the holder.
"""

import secrets
from dataclasses import dataclass, field

import msgspec

from sync.protocol import signing
from sync.protocol.encoding import decode, decode_canonical, encode
from sync.protocol.errors import NewerProtocolError, ProtocolError
from sync.protocol.membership import recovery_id
from sync.protocol.roster import Device
from sync.protocol.sealing import derive
from sync.protocol.shares import SECRET_LENGTH
from sync.protocol.wrapping import kem_public_of, unwrap_with, wrap_to

_GIVEN = b"satchel recovery share\n"
_FORM = 1
_LONGEST = 16 * 1024
_PURPOSE = "recovery share"


@dataclass(frozen=True, slots=True)
class RecoveryKeys:
    """The whole key, for as long as it is used: its name as a device's id, its private halves."""

    id: bytes
    signing: bytes = field(repr=False)
    mlkem768: bytes = field(repr=False)
    x25519: bytes = field(repr=False)

    @property
    def public(self) -> bytes:
        """The public half that verifies what it signs."""
        return signing.public_of(self.signing)

    @property
    def kem(self) -> bytes:
        """The public half that keys are wrapped to."""
        return kem_public_of(self.mlkem768, self.x25519)


class Given(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag=_FORM):
    """A share of the recovery key with this id, from ``holder`` to ``receiver``, both devices."""

    program: bytes
    key: bytes
    holder: bytes
    receiver: bytes
    wrapped: bytes


class _Signed(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    body: bytes
    signature: bytes


class _Beginning(msgspec.Struct, array_like=True, frozen=True):
    form: int


def new_master() -> bytes:
    """Return the random bytes of a new recovery key."""
    return secrets.token_bytes(SECRET_LENGTH)


def keys_of(master: bytes) -> RecoveryKeys:
    """Return the key that ``master`` makes."""
    seed = derive(master, "recovery key/signing")
    mlkem = derive(master, "recovery key/mlkem768", 64)
    x25519 = derive(master, "recovery key/x25519")
    return RecoveryKeys(recovery_id(signing.public_of(seed)), seed, mlkem, x25519)


def held_purpose(program: bytes, holder: bytes, after: bytes) -> bytes:
    """Return what a share in the roster is bound to: its holder, and the entry it stands in."""
    return b"recovery share held\0" + program + holder + after


def given_file(given: Given, seed: bytes) -> bytes:
    """Return the file that carries a share, signed by its holder."""
    body = encode(given)
    return _GIVEN + encode(_Signed(body, signing.sign(seed, _PURPOSE, body)))


def give(program: bytes, key: bytes, holder: bytes, receiver: Device, words: str) -> Given:
    """Return a share of ``holder`` that only ``receiver`` can read."""
    purpose = _given_purpose(program, key, holder, receiver.id)
    return Given(program, key, holder, receiver.id, wrap_to(receiver.kem, purpose, words.encode()))


def read_given(content: bytes) -> tuple[Given, bytes, bytes]:
    """Return the share in a file, unverified, with what is signed and the signature.

    Raises ProtocolError, in plain words, when the file is none.
    """
    if not content.startswith(_GIVEN) or len(content) > _LONGEST:
        raise ProtocolError("This file is no share of a recovery key.")
    signed = decode_canonical(content[len(_GIVEN) :], _Signed)
    if decode(signed.body, _Beginning).form != _FORM:
        raise NewerProtocolError("This share was given with a newer version of Satchel.")
    return decode_canonical(signed.body, Given), signed.body, signed.signature


def verify_given(holder: bytes, signed: bytes, signature: bytes) -> None:
    """Return when the holder with this signing key gave the share; SignatureError otherwise."""
    signing.verify(holder, _PURPOSE, signed, signature)


def take_given(given: Given, mlkem768: bytes, x25519: bytes) -> str:
    """Return the words of a share that was given to the device with these keys; SealError."""
    purpose = _given_purpose(given.program, given.key, given.holder, given.receiver)
    return unwrap_with(mlkem768, x25519, purpose, given.wrapped).decode("ascii", "replace")


def _given_purpose(program: bytes, key: bytes, holder: bytes, receiver: bytes) -> bytes:
    return b"recovery share given\0" + program + key + holder + receiver
