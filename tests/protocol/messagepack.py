"""MessagePack by hand, as docs/sync-protocol.md describes it: no library, no schema."""

from typing import Any, NamedTuple


class NotCanonicalError(Exception):
    """These bytes are not what the writer below makes of the same value."""


class _Read(NamedTuple):
    value: Any
    end: int


def unpack(content: bytes) -> Any:
    """The one value that ``content`` is; bytes behind it, or another spelling, are refused."""
    value, end = _value(content, 0)
    if end != len(content) or pack(value) != content:
        raise NotCanonicalError
    return value


def unpack_open(content: bytes) -> Any:
    """The one value that ``content`` is, however its numbers and lengths are spelled."""
    value, end = _value(content, 0)
    if end != len(content):
        raise NotCanonicalError
    return value


def pack(value: Any) -> bytes:
    """The shortest bytes of ``value``: None, flags, integers, text, bytes, lists."""
    match value:
        case None:
            return b"\xc0"
        case bool():
            return b"\xc3" if value else b"\xc2"
        case int():
            return _integer(value)
        case str():
            content = value.encode()
            return _head(len(content), 0xA0, 32, (0xD9, 0xDA, 0xDB)) + content
        case bytes():
            return _head(len(value), 0, 0, (0xC4, 0xC5, 0xC6)) + value
        case list() | tuple():
            return _head(len(value), 0x90, 16, (None, 0xDC, 0xDD)) + b"".join(map(pack, value))
        case _:
            raise TypeError(value)


def _integer(value: int) -> bytes:
    if -32 <= value < 128:
        return value.to_bytes(1, "big", signed=value < 0)
    for tag, size in ((0xCC, 1), (0xCD, 2), (0xCE, 4), (0xCF, 8)):
        if 0 <= value < 1 << 8 * size:
            return bytes([tag]) + value.to_bytes(size, "big")
    for tag, size in ((0xD0, 1), (0xD1, 2), (0xD2, 4), (0xD3, 8)):
        if value >= -(1 << 8 * size - 1):
            return bytes([tag]) + value.to_bytes(size, "big", signed=True)
    raise OverflowError(value)


def _head(length: int, small: int, below: int, tags: tuple[int | None, int, int]) -> bytes:
    if length < below:
        return bytes([small | length])
    for tag, size in zip(tags, (1, 2, 4), strict=True):
        if tag is not None and length < 1 << 8 * size:
            return bytes([tag]) + length.to_bytes(size, "big")
    raise OverflowError(length)


_SIZES = {tag: 1 << at for first in (0xCC, 0xD0) for at, tag in enumerate(range(first, first + 4))}
_LENGTHS = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4, 0xDC: 2, 0xDD: 4}


def _value(content: bytes, at: int) -> _Read:
    tag = content[at]
    at += 1
    if tag < 0x80 or tag >= 0xE0:
        return _Read(tag if tag < 0x80 else tag - 256, at)
    if tag in {0xC0, 0xC2, 0xC3}:
        return _Read({0xC0: None, 0xC2: False, 0xC3: True}[tag], at)
    if tag in _SIZES:
        end = at + _SIZES[tag]
        if end > len(content):
            raise NotCanonicalError
        return _Read(int.from_bytes(content[at:end], "big", signed=tag >= 0xD0), end)
    if 0x90 <= tag < 0xC0:
        length = tag & (0x1F if tag >= 0xA0 else 0x0F)
    else:
        length = int.from_bytes(content[at : at + _LENGTHS[tag]], "big")
        at += _LENGTHS[tag]
    if 0x90 <= tag < 0xA0 or tag in {0xDC, 0xDD}:
        return _list(content, at, length)
    raw = content[at : at + length]
    if len(raw) != length:
        raise NotCanonicalError
    return _Read(raw if 0xC4 <= tag <= 0xC6 else raw.decode(), at + length)


def _list(content: bytes, at: int, length: int) -> _Read:
    values = []
    for _ in range(length):
        value, at = _value(content, at)
        values.append(value)
    return _Read(values, at)
