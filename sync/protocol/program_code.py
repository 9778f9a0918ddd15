"""A program's code: its id in letters and digits that a person can read out and type.

The first 160 bits of the program's id as 32 symbols of Crockford's base 32, then four check
symbols (the first 20 bits of the SHA-256 of the 32), in groups of four. It is no secret.
"""

import base64
from hashlib import sha256

from sync.protocol.errors import ProtocolError

PREFIX_LENGTH = 20
_SYMBOLS = 36
_RFC4648, _CROCKFORD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TO_CROCKFORD = str.maketrans(_RFC4648, _CROCKFORD)
_FROM_CROCKFORD = str.maketrans(_CROCKFORD, _RFC4648)
_MISREAD = str.maketrans("OILU", "011V")


def code_of(program: bytes) -> str:
    """Return the code of the program with this id (32 bytes)."""
    symbols = _symbols(program[:PREFIX_LENGTH])
    whole = symbols + _check(symbols)
    return "-".join(whole[start : start + 4] for start in range(0, _SYMBOLS, 4))


def prefix_of(code: str) -> bytes:
    """Return the 20 bytes that ``code`` carries, however it is spaced, dashed or cased.

    Raises ProtocolError when it was mistyped.
    """
    typed = "".join(filter(str.isalnum, code.upper())).translate(_MISREAD)
    symbols, check = typed[: _SYMBOLS - 4], typed[_SYMBOLS - 4 :]
    if len(typed) != _SYMBOLS or set(typed) - set(_CROCKFORD) or _check(symbols) != check:
        raise ProtocolError("This is not a program's code; compare it letter by letter.")
    return base64.b32decode(symbols.translate(_FROM_CROCKFORD))


def _symbols(content: bytes) -> str:
    return base64.b32encode(content).decode().translate(_TO_CROCKFORD)


def _check(symbols: str) -> str:
    return _symbols(sha256(symbols.encode()).digest()[:5])[:4]
