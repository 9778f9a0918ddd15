"""Bytes in letters and digits that a person can read out and type: Crockford's base 32."""

import base64

from sync.protocol.errors import ProtocolError

_RFC4648, _CROCKFORD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TO_CROCKFORD = str.maketrans(_RFC4648, _CROCKFORD)
_FROM_CROCKFORD = str.maketrans(_CROCKFORD, _RFC4648)
_MISREAD = str.maketrans("OILU", "011V")
_GROUP = 4


def symbols_of(content: bytes) -> str:
    """Return ``content``, a multiple of five bytes, in symbols."""
    return base64.b32encode(content).decode().translate(_TO_CROCKFORD)


def typed_symbols(text: str, count: int) -> str:
    """Return the symbols of ``text``, however it is spaced, dashed or cased.

    Raises ProtocolError when they are not ``count``.
    """
    typed = "".join(filter(str.isalnum, text.upper())).translate(_MISREAD)
    if len(typed) != count or set(typed) - set(_CROCKFORD):
        raise ProtocolError("These are not the letters and digits that were printed.")
    return typed


def content_of(symbols: str) -> bytes:
    """Return the bytes of ``symbols``."""
    return base64.b32decode(symbols.translate(_FROM_CROCKFORD))


def grouped(symbols: str) -> str:
    """Return ``symbols`` in groups of four."""
    return "-".join(symbols[at : at + _GROUP] for at in range(0, len(symbols), _GROUP))
