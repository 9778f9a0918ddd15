"""Wrap keys to a device: HPKE (RFC 9180) with MLKEM768-X25519, HKDF-SHA-256 and AES-256-GCM.

Post-quantum, because what these keys protect must outlive a childhood. A device's public key is
``ML-KEM-768 (1184) ‖ X25519 (32)``. HPKE here has no sender and no associated data: the context
goes into ``info``, and who wrapped is told by the signature of the roster entry around it.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from sync.protocol.errors import ProtocolError, SealError

_MLKEM_PUBLIC = 1184
_X25519 = 32
PUBLIC_LENGTH = _MLKEM_PUBLIC + _X25519
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def kem_public_of(mlkem768: bytes, x25519: bytes) -> bytes:
    """Return the public half of a device's two private keys (a 64-byte seed and 32 bytes)."""
    mlkem = MLKEM768PrivateKey.from_seed_bytes(mlkem768).public_key().public_bytes_raw()
    return mlkem + X25519PrivateKey.from_private_bytes(x25519).public_key().public_bytes_raw()


def wrap_to(public: bytes, purpose: bytes, content: bytes) -> bytes:
    """Return ``content`` for the device with this ``public`` key; ``purpose`` is bound to it."""
    if len(public) != PUBLIC_LENGTH:
        raise ProtocolError("A device's key has a wrong length.")
    try:
        key = MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:]),
        )
        return _SUITE.encrypt(content, key, info=b"satchel/1/wrap\0" + purpose)
    except ValueError as error:
        raise ProtocolError("A device's key is none.") from error


def unwrap_with(mlkem768: bytes, x25519: bytes, purpose: bytes, wrapped: bytes) -> bytes:
    """Return what ``wrap_to`` wrapped; SealError when it is for another device or purpose."""
    key = MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(mlkem768), X25519PrivateKey.from_private_bytes(x25519)
    )
    try:
        return _SUITE.decrypt(wrapped, key, info=b"satchel/1/wrap\0" + purpose)
    except (InvalidTag, ValueError) as error:
        raise SealError("A wrapped key is for another device.") from error
