"""Ed25519 signatures, each for one purpose.

The library verifies against keys of small order, for which anybody can sign anything (measured:
the key 01 00 … 00 accepts a forged signature for every message). They are refused here.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from sync.protocol.errors import SignatureError

KEY_LENGTH = 32
SIGNATURE_LENGTH = 64
_P = 2**255 - 19
_SIGN_BIT = 1 << 255
_SMALL_ORDER_Y = frozenset(
    (
        0,
        1,
        _P - 1,
        int.from_bytes(
            bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
            "little",
        ),
        int.from_bytes(
            bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
            "little",
        ),
    )
)
"""The y coordinates of the eight points whose order divides eight (RFC 8032, section 5.1)."""


def new_signing_key() -> bytes:
    """Return the seed of a new key."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_of(seed: bytes) -> bytes:
    """Return the public half of the key with this ``seed``."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, purpose: str, message: bytes) -> bytes:
    """Return the signature over ``message`` for one ``purpose``."""
    return Signer(seed).sign(purpose, message)


class Signer:
    """One key, made ready once for whoever signs all the time: the server."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    def sign(self, purpose: str, message: bytes) -> bytes:
        """Return the signature over ``message`` for one ``purpose``."""
        return self._key.sign(_context(purpose) + message)


def verify(public: bytes, purpose: str, message: bytes, signature: bytes) -> None:
    """Return when ``signature`` is by ``public`` for this purpose; SignatureError otherwise."""
    check_public(public)
    try:
        key = Ed25519PublicKey.from_public_bytes(public)
        key.verify(signature, _context(purpose) + message)
    except (InvalidSignature, ValueError) as error:
        raise SignatureError("A signature is not by the device it names.") from error


def check_public(public: bytes) -> None:
    """Raise SignatureError for a key in another form than the canonical, or of small order."""
    if len(public) != KEY_LENGTH:
        raise SignatureError("A signing key has a wrong length.")
    y = int.from_bytes(public, "little") & ~_SIGN_BIT
    if y >= _P or y in _SMALL_ORDER_Y:
        raise SignatureError("A signing key is one for which anybody could sign.")


def _context(purpose: str) -> bytes:
    return f"satchel/1/{purpose}\0".encode()
