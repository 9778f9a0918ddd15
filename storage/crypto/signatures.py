"""Ed25519 signatures over a message with its purpose in front (RFC 8032).

The library behind accepts keys of small order, under which one signature fits every message, and
encodings of a point that are not its only one. Both are refused here.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_LENGTH = 32
SIGNATURE_LENGTH = 64
_PRIME = 2**255 - 19
_GROUP = 2**252 + 27742317777372353535851937790883648493
_WITHOUT_SIGN = 2**255 - 1
_ORDER_EIGHT = (
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
)
_SMALL_ORDER_Y = frozenset(
    [0, 1, _PRIME - 1, *(int.from_bytes(bytes.fromhex(y), "little") for y in _ORDER_EIGHT)]
)
"""The y of the eight points whose order divides eight; a point and its negative share theirs."""


def new_seed() -> bytes:
    """Return a fresh private key: 32 bytes, secret."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_half(seed: bytes) -> bytes:
    """Return the public key, 32 bytes, of a private one."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, purpose: str, message: bytes) -> bytes:
    """Return the signature, 64 bytes, over ``message`` for one ``purpose``."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(_framed(purpose, message))


def verify(public: bytes, purpose: str, message: bytes, signature: bytes) -> bool:
    """Tell whether ``signature`` is over ``message``, for this purpose, by a sound key."""
    if len(signature) != SIGNATURE_LENGTH or not is_sound(public):
        return False
    point, scalar = signature[:KEY_LENGTH], signature[KEY_LENGTH:]
    if not is_sound(point) or int.from_bytes(scalar, "little") >= _GROUP:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _framed(purpose, message))
    except (InvalidSignature, ValueError):
        return False
    return True


def is_sound(public: bytes) -> bool:
    """Tell whether the bytes are the one encoding of a point that is not of small order."""
    if len(public) != KEY_LENGTH:
        return False
    y = int.from_bytes(public, "little") & _WITHOUT_SIGN
    return y < _PRIME and y not in _SMALL_ORDER_Y


def _framed(purpose: str, message: bytes) -> bytes:
    return f"satchel/1/{purpose}\0".encode() + message
