"""Record ids: 16 bytes, ordered by time (RFC 9562, version 7), so that B-trees grow at one end."""

import secrets
from hashlib import sha256
from typing import NewType, Protocol
from uuid import UUID

RecordId = NewType("RecordId", bytes)
LENGTH = 16


class IdSource(Protocol):
    """Makes ids; practice data plugs in a seeded one."""

    def new(self, milliseconds: int) -> RecordId:
        """Return a fresh id for the Unix time ``milliseconds``."""


class SecureIds:
    """Ids with 74 random bits; two within one millisecond are not ordered."""

    def new(self, milliseconds: int) -> RecordId:
        """Return a fresh id for the Unix time ``milliseconds``."""
        return id_from(milliseconds, int.from_bytes(secrets.token_bytes(10), "big"))


def id_from(milliseconds: int, randomness: int) -> RecordId:
    """Lay out a version 7 id from 48 bits of time and 74 bits of ``randomness``."""
    high = (milliseconds & (2**48 - 1)) << 16 | 0x7000 | (randomness >> 62) & 0x0FFF
    low = 0x8000_0000_0000_0000 | randomness & (2**62 - 1)
    return RecordId(high.to_bytes(8, "big") + low.to_bytes(8, "big"))


def derived(record: RecordId, *said: str) -> RecordId:
    """Return the id that every laptop gives to what ``said`` names about ``record``.

    It is as old as ``record``, so that what is derived from several keeps their order.
    """
    digest = sha256(b"".join(len(part).to_bytes(4, "big") + part for part in _parts(record, said)))
    return id_from(int.from_bytes(record[:6], "big"), int.from_bytes(digest.digest()[:10], "big"))


def _parts(record: RecordId, said: tuple[str, ...]) -> tuple[bytes, ...]:
    return record, *(one.encode() for one in said)


def text_of(record: RecordId) -> str:
    """Write an id the way people copy it: 8-4-4-4-12 hexadecimal digits."""
    digits = record.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def parse_id(text: str) -> RecordId:
    """Read an id as written by ``text_of``; ValueError when it is not one."""
    return RecordId(UUID(text.strip()).bytes)
