"""Seal content: AES-256-GCM under a key used once, committed to, packed and padded.

A sealed part is ``salt(32) ‖ commitment(32) ‖ AES-256-GCM ciphertext with tag(16)``. Key and
commitment are HKDF-SHA-256 of the case key and the salt. The commitment is compared first: no
ciphertext opens under two keys. What is sealed is ``length(4, big-endian) ‖ zstd frame ‖ zeros``
up to a PADMÉ size, so that sizes tell little.
"""

import hmac
import secrets
import struct
import threading

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.protocol.errors import OtherKeyError, ProtocolError, SealError
from sync.protocol.limits import OPENED

KEY_LENGTH = 32
_SALT = 32
_COMMITMENT = 32
_TAG = 16
_LEAST = 256
"""The smallest padded size: a flag and a phone number look the same."""
_LENGTH = struct.Struct(">I")
_NONCE = bytes(12)
"""A key that is used once needs no nonce of its own."""


class _Packing(threading.local):
    """The packer of one thread: two threads must not share one."""

    def __init__(self) -> None:
        self.packer = zstandard.ZstdCompressor(level=3)
        self.unpacker = zstandard.ZstdDecompressor()


_PACKING = _Packing()


def seal(key: bytes, place: bytes, content: bytes, *, salt: bytes | None = None) -> bytes:
    """Return ``content`` sealed under ``key`` at ``place``, the bytes that name where it belongs.

    ``salt`` is random but for frozen vectors.
    """
    if len(content) > OPENED:
        raise ProtocolError("A part is larger than the protocol allows.")
    salt = secrets.token_bytes(_SALT) if salt is None else salt
    once, commitment = _derived(key, salt)
    packed = _PACKING.packer.compress(content)
    filled = _LENGTH.pack(len(packed)) + packed
    padded = filled + bytes(padded_length(len(filled)) - len(filled))
    return salt + commitment + AESGCM(once).encrypt(_NONCE, padded, place)


def key_in_epoch(case_key: bytes, vault_key: bytes) -> bytes:
    """Return the key that seals a case's content once its vault has changed keys.

    Whoever left the vault knows the case's key but not the new epoch's, so neither is enough;
    and destroying the case's key still makes all of it unreadable.
    """
    return HKDF(hashes.SHA256(), KEY_LENGTH, None, b"satchel/1/case and epoch").derive(
        case_key + vault_key
    )


def open_sealed(key: bytes, place: bytes, sealed: bytes) -> bytes:
    """Return what ``seal`` sealed; SealError when key, place or a byte differ."""
    if len(sealed) < _SALT + _COMMITMENT + _TAG + _LENGTH.size:
        raise SealError("A sealed part is cut short.")
    once, commitment = _derived(key, sealed[:_SALT])
    if not hmac.compare_digest(commitment, sealed[_SALT : _SALT + _COMMITMENT]):
        raise OtherKeyError("A sealed part is under another key.")
    try:
        padded = AESGCM(once).decrypt(_NONCE, sealed[_SALT + _COMMITMENT :], place)
    except InvalidTag as error:
        raise SealError("A sealed part was changed, or belongs elsewhere.") from error
    return _unpacked(padded)


def padded_length(length: int) -> int:
    """Return the PADMÉ size for ``length``: at most 12 % more, and few sizes in all."""
    if length <= _LEAST:
        return _LEAST
    exponent = length.bit_length() - 1
    loose = exponent - exponent.bit_length()
    mask = (1 << loose) - 1
    return (length + mask) & ~mask


def derive(secret: bytes, label: str, length: int = KEY_LENGTH) -> bytes:
    """Return ``length`` bytes derived from ``secret`` for one ``label`` (HKDF-SHA-256)."""
    return HKDF(hashes.SHA256(), length, None, f"satchel/1/{label}".encode()).derive(secret)


def _derived(key: bytes, salt: bytes) -> tuple[bytes, bytes]:
    both = HKDF(hashes.SHA256(), KEY_LENGTH + _COMMITMENT, salt, b"satchel/1/part").derive(key)
    return both[:KEY_LENGTH], both[KEY_LENGTH:]


def _unpacked(padded: bytes) -> bytes:
    (length,) = _LENGTH.unpack_from(padded)
    packed = padded[_LENGTH.size : _LENGTH.size + length]
    if len(packed) != length or any(padded[_LENGTH.size + length :]):
        raise SealError("A sealed part is filled up wrongly.")
    try:
        # The frame states its size; max_output_size would not cap a frame that does (measured).
        if not 0 <= zstandard.frame_content_size(packed) <= OPENED:
            raise SealError("A sealed part states no size, or too large a one.")
        return _PACKING.unpacker.decompress(packed, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise SealError("A sealed part cannot be unpacked.") from error
