"""The order the server gives: each log is a chain in which every link proves all before it."""

from hashlib import sha256
from typing import Annotated

import msgspec

from sync.protocol.encoding import encode

Count = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
"""A whole number that every database can hold."""


class Head(msgspec.Struct, array_like=True, frozen=True):
    """How far a log goes: the server's generation, the sequence number, the link there."""

    generation: Count
    sequence: Count
    link: bytes


def first_link(log: bytes) -> bytes:
    """Return the link of a log that holds nothing."""
    return sha256(b"satchel/1/log\0" + log).digest()


def next_link(before: bytes, generation: int, sequence: int, digest: bytes) -> bytes:
    """Return the link at ``sequence``, for the envelope with this ``digest``."""
    return sha256(b"satchel/1/link\0" + encode((before, generation, sequence, digest))).digest()


def empty_head(log: bytes, generation: int) -> Head:
    """Return the head of a log that holds nothing."""
    return Head(generation, 0, first_link(log))
