"""Bundles (section 16)."""

import hmac
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.protocol.second.keys import check_signature, unwrap
from tests.protocol.second.shapes import (
    NewerError,
    Shape,
    exact,
    loose,
    many,
    need,
    number,
    octets,
    one_of,
    open_row,
    row,
    text,
)
from tests.protocol.second_reader import hkdf_expand, hkdf_extract

_MAGIC = b"satchel bundle\0"
_SEALED = 65_536 + 16
_ITEM = 4 * 1024 * 1024
_ITEMS: dict[str, tuple[Shape, ...]] = {
    "bundle": (number(), octets(), octets(), number(), number()),
    "roster": (octets(),),
    "envelope": (number(), number(), octets()),
    "blob": (octets(), octets()),
    "chunk": (number(), octets()),
    "end": (number(), octets()),
}


def read_bundle(content: bytes, mlkem768: bytes, x25519: bytes, public: bytes) -> list[Any]:
    """Every item of a bundle that the device with ``public`` made, but the end."""
    need(content.startswith(_MAGIC))
    if content[15:16] not in {b"\1", b""}:
        raise NewerError
    length = int.from_bytes(content[16:20], "big")
    need(0 < length <= 1_024 * 1_171 + 8)
    opening, commitment = content[20 : 20 + length], content[20 + length : 52 + length]
    stream, expected = _stream_key(opening, mlkem768, x25519)
    need(hmac.compare_digest(commitment, expected))
    return _items(_opened(stream, content[52 + length :]), sha256(opening), public)


def _stream_key(opening: bytes, mlkem768: bytes, x25519: bytes) -> tuple[bytes, bytes]:
    (wraps,) = exact(opening, row(many(octets(1168))))
    need(len(wraps) % 8 == 0)
    for wrap in wraps:
        try:
            key = unwrap(mlkem768, x25519, b"bundle\0", wrap)
        except InvalidTag:
            continue
        salt = sha256(opening).digest()
        both = hkdf_expand(hkdf_extract(salt, key), b"satchel/1/bundle", 64)
        return both[:32], both[32:]
    raise LookupError("for others")


def _opened(key: bytes, sealed: bytes) -> bytes:
    opening, stream = AESGCM(key), b""
    frames = [sealed[at : at + _SEALED] for at in range(0, len(sealed), _SEALED)] or [b""]
    for number_, frame in enumerate(frames):
        last = number_ == len(frames) - 1
        nonce = int(last).to_bytes(4, "big") + number_.to_bytes(8, "big")
        stream += opening.decrypt(nonce, frame, None)
    return stream


def _items(stream: bytes, running: Any, public: bytes) -> list[Any]:
    items: list[Any] = []
    at = 0
    while True:
        need(at + 4 <= len(stream))
        length = int.from_bytes(stream[at : at + 4], "big")
        end = at + 4 + length
        need(0 < length <= _ITEM and end <= len(stream))
        if not items:
            _kind, form = loose(stream[at + 4 : end], open_row(text, number()))
            if form != 1:
                raise NewerError
        item = _item(stream[at + 4 : end])
        if item[0] == "end":
            break
        need((item[0] == "bundle") == (not items))
        running.update(stream[at:end])
        items.append(item)
        at = end
    need(bool(items) and item[1] == len(items))
    # Nothing but filling follows, and it is shorter than a frame.
    need(not stream[end:].strip(b"\0") and len(stream) - end < 65_536)
    check_signature(public, "bundle", running.digest(), item[2])
    return items


def _item(content: bytes) -> list[Any]:
    (kind,) = loose(content, open_row(text))
    need(kind in _ITEMS)
    item: list[Any] = exact(content, row(one_of(kind), *_ITEMS[kind]))
    return item
