"""The printed recovery code: 160 random bits in letters that survive handwriting.

Nine groups of four characters of Crockford's base 32; the last group is a check on the rest.
"""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Iterator
from itertools import combinations

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import RejectedError

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BITS = 160
_GROUP = 4
_SYMBOLS = _BITS // 5
_LONGEST = 1_000
"""Characters that are looked at, of whatever is pasted."""
_CONFUSED = str.maketrans("OILU", "011V")


def new_code() -> str:
    """Return a fresh code, grouped for printing, of which every single typing error is noticed."""
    while True:
        symbols = _symbols(secrets.token_bytes(_BITS // 8))
        if not any(_check(wrong) == _check(symbols) for wrong in _mistyped(symbols)):
            return _grouped(symbols + _check(symbols))


def secret_of(code: str) -> bytes:
    """Return the 20 secret bytes of a typed ``code``; RejectedError when it has a typing error."""
    plain = unicodedata.normalize("NFKC", code[:_LONGEST]).upper()
    typed = re.sub(r"[^0-9A-Z]", "", plain).translate(_CONFUSED)
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


def _mistyped(symbols: str) -> Iterator[str]:
    """Yield the symbols with one of them wrong, and with two neighbours or two groups swapped."""
    for place, right in enumerate(symbols):
        for wrong in _ALPHABET.replace(right, ""):
            yield symbols[:place] + wrong + symbols[place + 1 :]
        swapped = symbols[:place] + symbols[place : place + 2][::-1] + symbols[place + 2 :]
        if swapped != symbols:
            yield swapped
    groups = [symbols[at : at + _GROUP] for at in range(0, len(symbols), _GROUP)]
    for one, other in combinations(range(len(groups)), 2):
        if groups[one] != groups[other]:
            mixed = [*groups]
            mixed[one], mixed[other] = groups[other], groups[one]
            yield "".join(mixed)


def _symbols(secret: bytes) -> str:
    number = int.from_bytes(secret, "big")
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(_BITS - 5, -1, -5))


def _check(symbols: str) -> str:
    digest = int.from_bytes(hashlib.sha256(symbols.encode()).digest()[:4], "big")
    return "".join(_ALPHABET[digest >> shift & 31] for shift in (27, 22, 17, 12))


def _grouped(symbols: str) -> str:
    return "-".join(symbols[at : at + _GROUP] for at in range(0, len(symbols), _GROUP))
