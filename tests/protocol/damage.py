"""Ways in which bytes arrive damaged."""

from collections.abc import Callable, Iterator

import pytest

from sync.protocol.errors import ProtocolError


def flipped(content: bytes) -> Iterator[bytes]:
    """``content`` with one bit of each byte flipped: its lowest, then its highest."""
    for mask in (0x01, 0x80):
        for at in range(len(content)):
            yield content[:at] + bytes([content[at] ^ mask]) + content[at + 1 :]


def cut(content: bytes) -> Iterator[bytes]:
    """``content`` cut at every byte."""
    for length in range(len(content)):
        yield content[:length]


def extended(content: bytes) -> Iterator[bytes]:
    """``content`` with something behind or before it."""
    for more in (b"\0", b"\xc0", b"\x90", b"\xff" * 16, content):
        yield content + more
    yield b"\0" + content
    yield content[:1] + content


def all_refused(read: Callable[[bytes], object], content: bytes) -> int:
    """Let ``read`` refuse every damage to ``content``; return how many there were."""
    count = 0
    for damage in (flipped, cut, extended):
        for damaged in damage(content):
            with pytest.raises(ProtocolError):
                read(damaged)
            count += 1
    return count
