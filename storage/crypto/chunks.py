"""Seal a file in chunks, each on its own, so that it can travel and be read piece by piece.

A chunk is sealed as the parts of envelopes are: ``salt(32) ‖ commitment(32) ‖ AES-256-GCM
ciphertext with tag(16)`` under a key used once, derived from the file's own key and the salt. What
is authenticated beside it names the record, the chunk's number and how many there are, so that
none can be moved, repeated or left out. The end of the file is filled with zeros up to a PADMÉ
size; its true size stands in the record.

A *blob* is the list of the sealed chunks, each by digest and size; its id is the digest of that
list. The server keeps the same bytes under the same id (docs/sync-protocol.md).
"""

import hmac
import secrets
import struct
from dataclasses import dataclass
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.crypto.keytree import KEY_LENGTH
from storage.errors import DamagedError

CHUNK = 1024 * 1024
"""Bytes of a file in one chunk."""
SEALED = CHUNK + 32 + 32 + 16
"""Bytes of the largest sealed chunk."""
_SALT = _COMMITMENT = 32
_LEAST = 256
_FORM = 1
_NONCE = bytes(12)
"""A key that is used once needs no nonce of its own."""
_PLACE = struct.Struct(">16sII")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chunk belongs: the record whose file it is, its number from 0, how many there are."""

    record: bytes
    number: int
    count: int

    def __bytes__(self) -> bytes:
        """Return what is authenticated beside the chunk."""
        return b"satchel/1/attachment\0" + _PLACE.pack(self.record, self.number, self.count)


class Listed(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """One sealed chunk in a blob's list: SHA-256 of its bytes, and how many they are."""

    digest: bytes
    size: int


class _Manifest(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    form: int
    chunks: tuple[Listed, ...]


def seal_chunk(key: bytes, place: Place, content: bytes) -> bytes:
    """Return ``content`` sealed under the file's ``key`` for one place."""
    salt = secrets.token_bytes(_SALT)
    once, commitment = _derived(key, salt)
    return salt + commitment + AESGCM(once).encrypt(_NONCE, content, bytes(place))


def open_chunk(key: bytes, place: Place, sealed: bytes) -> bytes:
    """Return what ``seal_chunk`` sealed; DamagedError when key, place or a byte differ."""
    once, commitment = _derived(key, sealed[:_SALT])
    whole = hmac.compare_digest(commitment, sealed[_SALT : _SALT + _COMMITMENT])
    try:
        if whole:
            content = sealed[_SALT + _COMMITMENT :]
            return AESGCM(once).decrypt(_NONCE, content, bytes(place))
    except (InvalidTag, ValueError):
        pass
    raise DamagedError(
        f"Part {place.number + 1} of {place.count} of the file is not what was written."
    )


def padded_size(size: int) -> int:
    """Return the PADMÉ size for ``size`` bytes: at most 12 % more, and few sizes in all."""
    if size <= _LEAST:
        return _LEAST
    exponent = size.bit_length() - 1
    loose = exponent - exponent.bit_length()
    mask = (1 << loose) - 1
    return (size + mask) & ~mask


def count_of(size: int) -> int:
    """Return how many chunks a file of ``size`` bytes makes."""
    return -(-padded_size(size) // CHUNK)


def manifest_of(sealed: list[Listed]) -> bytes:
    """Return the canonical list of a blob's chunks."""
    return _ENCODER.encode(_Manifest(_FORM, tuple(sealed)))


def listed_in(manifest: bytes) -> tuple[Listed, ...]:
    """Return the chunks of a blob; DamagedError when the list is not one."""
    try:
        return msgspec.msgpack.decode(manifest, type=_Manifest).chunks
    except msgspec.MsgspecError as error:
        raise DamagedError("The list of a file's parts cannot be read.") from error


def blob_id(manifest: bytes) -> str:
    """Return the blob's id in hexadecimal."""
    return sha256(b"satchel/1/blob\0" + manifest).hexdigest()


_ENCODER = msgspec.msgpack.Encoder(order="deterministic")


def _derived(key: bytes, salt: bytes) -> tuple[bytes, bytes]:
    hkdf = HKDF(hashes.SHA256(), KEY_LENGTH + _COMMITMENT, salt, b"satchel/1/attachment")
    both = hkdf.derive(key)
    return both[:KEY_LENGTH], both[KEY_LENGTH:]
