"""The printed recovery code: 160 random bits in letters that survive handwriting.

Nine groups of four characters of Crockford's base 32; the last group is a check on the rest.
"""

import hashlib
import re
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import RejectedError

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BITS = 160
_GROUP = 4
_SYMBOLS = _BITS // 5
_CONFUSED = str.maketrans("OILU", "011V")


def new_code() -> str:
    """Return a fresh code, grouped for printing."""
    symbols = _symbols(secrets.token_bytes(_BITS // 8))
    return _grouped(symbols + _check(symbols))


def secret_of(code: str) -> bytes:
    """Return the 20 secret bytes of a typed ``code``; RejectedError when it has a typing error."""
    typed = re.sub(r"[^0-9A-Z]", "", code.upper()).translate(_CONFUSED)
    symbols, check = typed[:_SYMBOLS], typed[_SYMBOLS:]
    if len(symbols) < _SYMBOLS or check != _check(symbols):
        raise RejectedError(
            "The recovery code has a typing error. Compare it with the paper group by group."
        )
    number = 0
    for symbol in symbols:
        number = number << 5 | _ALPHABET.index(symbol)
    return number.to_bytes(_BITS // 8, "big")


def derive(secret: bytes, salt: bytes, context: bytes) -> bytes:
    """Return the 32-byte key of a recovery ``secret``."""
    return HKDF(hashes.SHA256(), 32, salt, b"satchel/1/recovery/" + context).derive(secret)


def _symbols(secret: bytes) -> str:
    number = int.from_bytes(secret, "big")
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(_BITS - 5, -1, -5))


def _check(symbols: str) -> str:
    digest = int.from_bytes(hashlib.sha256(symbols.encode()).digest()[:4], "big")
    return "".join(_ALPHABET[digest >> shift & 31] for shift in (27, 22, 17, 12))


def _grouped(symbols: str) -> str:
    return "-".join(symbols[at : at + _GROUP] for at in range(0, len(symbols), _GROUP))
