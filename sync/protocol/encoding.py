"""The one encoding: canonical MessagePack, decoded strictly into the type that is expected."""

from typing import Any, TypeVar

import msgspec

from sync.protocol.errors import ProtocolError

T = TypeVar("T")

_ENCODER = msgspec.msgpack.Encoder(order="deterministic")


def encode(value: Any) -> bytes:
    """Return the canonical bytes of ``value``: shortest integers, maps in sorted order."""
    return _ENCODER.encode(value)


def decode(content: bytes, expected: type[T]) -> T:
    """Return ``content`` as ``expected``; ProtocolError when it is of any other shape."""
    try:
        return msgspec.msgpack.decode(content, type=expected)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ProtocolError("A message has not the shape the protocol knows.") from error


def decode_canonical(content: bytes, expected: type[T]) -> T:
    """Return ``content`` as ``expected``; ProtocolError also when its bytes are not canonical.

    What is signed has one encoding only, so that nobody can make two of one.
    """
    value = decode(content, expected)
    if encode(value) != content:
        raise ProtocolError("A signed message is not in its canonical form.")
    return value
