"""A second reader of shares, made from the text of SLIP-39, that shares no code with the first."""

import hashlib
import hmac
from collections.abc import Sequence
from functools import reduce
from importlib.resources import files

_LIST = (files("shamir_mnemonic") / "wordlist.txt").read_text("ascii").split()
_SECRET, _DIGEST = 255, 254


def recovered(shares: Sequence[str]) -> bytes:
    """Return the secret of exactly as many shares as are needed, two or more."""
    numbers = [[_LIST.index(word) for word in share.split()] for share in shares]
    points = {_index(words): _value(words) for words in numbers}
    secret, digest = _at(points, _SECRET), _at(points, _DIGEST)
    assert hmac.new(digest[4:], secret, "sha256").digest()[:4] == digest[:4]
    left, right = secret[:16], secret[16:]
    for turn in (3, 2, 1, 0):  # iteration exponent 0, extendable, no passphrase: salt is the right
        pad = hashlib.pbkdf2_hmac("sha256", bytes([turn]), right, 2_500, 16)
        left, right = right, bytes(a ^ b for a, b in zip(left, pad, strict=True))
    return right + left


def _index(words: Sequence[int]) -> int:
    return (words[2] << 10 | words[3]) >> 4 & 15


def _value(words: Sequence[int]) -> bytes:
    return reduce(lambda all_, word: all_ << 10 | word, words[4:-3]).to_bytes(32, "big")


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def _divided(a: int, b: int) -> int:
    return _times(a, next(c for c in range(1, 256) if _times(b, c) == 1))


def _at(points: dict[int, bytes], x: int) -> bytes:
    total = bytes(32)
    for here, value in points.items():
        weight = 1
        for there in points:
            if there != here:
                weight = _times(weight, _divided(x ^ there, here ^ there))
        total = bytes(t ^ _times(weight, v) for t, v in zip(total, value, strict=True))
    return total
