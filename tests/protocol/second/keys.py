"""Signing keys, signatures and wraps, as section 1 of docs/sync-protocol.md has them."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.protocol import second_reader
from tests.protocol.second.shapes import need

_P = 2**255 - 19
KEM = 1184 + 32


def _orders_of_eight() -> set[int]:
    """The two y of order eight: those whose double lies on y = 0 (d·y⁴ + 2·y² = 1)."""
    d = -121665 * pow(121666, -1, _P) % _P
    found = set()
    root = _root(1 + d)
    for each in (root, -root):
        squared = (each - 1) * pow(d, -1, _P) % _P
        if pow(squared, (_P - 1) // 2, _P) == 1:
            y = _root(squared)
            found |= {y, _P - y}
    return found


def _root(square: int) -> int:
    root = pow(square, (_P + 3) // 8, _P)
    if root * root % _P != square % _P:
        root = root * pow(2, (_P - 1) // 4, _P) % _P
    assert root * root % _P == square % _P
    return root


_WEAK = {0, 1, _P - 1} | _orders_of_eight()


def check_key(public: bytes) -> None:
    """Refuse a signing key for which anybody could sign, or that has another spelling."""
    need(len(public) == 32)
    y = int.from_bytes(public, "little") & (1 << 255) - 1
    need(y < _P and y not in _WEAK)


def check_signature(public: bytes, purpose: str, message: bytes, signature: bytes) -> None:
    """Refuse a signature that is not by this key for this purpose."""
    check_key(public)
    context = b"satchel/1/" + purpose.encode() + b"\0"
    Ed25519PublicKey.from_public_bytes(public).verify(signature, context + message)


def unwrap(mlkem768: bytes, x25519: bytes, info: bytes, wrapped: bytes) -> bytes:
    """What is wrapped to these keys for one purpose."""
    return second_reader.unwrap(mlkem768, x25519, b"satchel/1/wrap\0" + info, wrapped)
