"""Envelopes: a signed header that lists the digest of every part, and the parts.

A part may be missing (it was expunged): the header still proves what else was there. The bytes of
an envelope are one suite byte and then MessagePack ``[header, signature, [part | nil, …]]``; the
header itself is MessagePack, signed as it stands. Both are canonical: an envelope has one spelling.
"""

from collections.abc import Sequence
from enum import IntEnum
from hashlib import sha256

import msgspec

from sync.protocol import limits, signing
from sync.protocol.encoding import decode, decode_canonical, encode
from sync.protocol.errors import NewerProtocolError, ProtocolError

SUITE = 1
BEGINNING = bytes(32)
"""What the first envelope of a device's chain names as the one before it."""
_DIGEST = 32
_LOG = 16
_DEVICE = 8


class Kind(IntEnum):
    """What an envelope carries."""

    CHANGES = 1
    ROSTER = 2
    # 3 is never given: the frozen vectors hold it as a kind that nobody knows.
    SNAPSHOT = 4
    ATTESTATION = 5


class Header(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """What is signed: where the envelope belongs, what came before it, the digest of each part."""

    suite: int
    kind: int
    log: bytes
    device: bytes
    incarnation: int
    number: int
    previous: bytes
    epoch: int
    parts: tuple[tuple[bytes, int], ...]

    def place(self, part: int) -> bytes:
        """Return the bytes that bind part number ``part`` to this envelope."""
        return place_of(self, part)


class _Wire(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    header: bytes
    signature: bytes
    parts: tuple[bytes | None, ...]


class Envelope(msgspec.Struct, frozen=True):
    """One envelope: its header read and as it was signed, its signature, what parts are left."""

    header: Header
    signed: bytes
    signature: bytes
    parts: tuple[bytes | None, ...]

    @property
    def digest(self) -> bytes:
        """The 32 bytes that name this envelope: SHA-256 of its header."""
        return digest_of(self.signed)


class Address(msgspec.Struct, frozen=True):
    """Where an envelope belongs, before its parts are known: all of the header but them."""

    kind: int
    log: bytes
    device: bytes
    incarnation: int
    number: int
    previous: bytes
    epoch: int


def place_of(header: Header | Address, part: int) -> bytes:
    """Return the associated data of part number ``part``: the header without its parts."""
    return encode(
        (
            SUITE,
            header.kind,
            header.log,
            header.device,
            header.incarnation,
            header.number,
            header.previous,
            header.epoch,
            part,
        )
    )


def make(address: Address, parts: Sequence[bytes], seed: bytes) -> Envelope:
    """Return the envelope of sealed ``parts`` at ``address``, signed with the device's ``seed``."""
    header = Header(
        SUITE,
        address.kind,
        address.log,
        address.device,
        address.incarnation,
        address.number,
        address.previous,
        address.epoch,
        tuple((sha256(part).digest(), len(part)) for part in parts),
    )
    signed = encode(header)
    return Envelope(header, signed, signing.sign(seed, "envelope", signed), tuple(parts))


def to_bytes(envelope: Envelope) -> bytes:
    """Return the bytes that are stored and sent; ProtocolError when there are too many."""
    wire = _Wire(envelope.signed, envelope.signature, envelope.parts)
    content = bytes([SUITE]) + encode(wire)
    if len(content) > limits.ENVELOPE:
        raise ProtocolError("An envelope is larger than the protocol allows.")
    return content


def parse(content: bytes) -> Envelope:
    """Read an envelope and check everything but its signature.

    Raises ProtocolError naming what is wrong, NewerProtocolError for a suite or kind not known.
    """
    if len(content) > limits.ENVELOPE:
        raise ProtocolError("An envelope is larger than the protocol allows.")
    if content[:1] != bytes([SUITE]):
        raise NewerProtocolError("An envelope is of a suite this version does not know.")
    wire = decode_canonical(content[1:], _Wire)
    header = decode_canonical(wire.header, Header)
    _check_header(header)
    _check_parts(header, wire.parts)
    return Envelope(header, wire.header, wire.signature, wire.parts)


def header_of(content: bytes) -> tuple[bytes, Header]:
    """Return the header of an envelope, as it was signed and read; its parts are not looked at."""
    if content[:1] != bytes([SUITE]):
        raise NewerProtocolError("An envelope is of a suite this version does not know.")
    signed = decode(content[1:], _Wire).header
    header = decode_canonical(signed, Header)
    _check_header(header)
    return signed, header


def verify(envelope: Envelope, public: bytes) -> None:
    """Return when ``public`` signed the envelope; SignatureError otherwise."""
    signing.verify(public, "envelope", envelope.signed, envelope.signature)


def without(envelope: Envelope, parts: Sequence[int]) -> Envelope:
    """Return the envelope with these parts left out; signature and digest stay."""
    left = tuple(None if n in parts else part for n, part in enumerate(envelope.parts))
    return Envelope(envelope.header, envelope.signed, envelope.signature, left)


def digest_of(signed: bytes) -> bytes:
    """Return the 32 bytes that name the envelope with this signed header."""
    return sha256(signed).digest()


def _check_header(header: Header) -> None:
    if header.suite != SUITE or header.kind not in set(Kind):
        raise NewerProtocolError("An envelope is of a kind this version does not know.")
    lengths = (len(header.log), len(header.device), len(header.previous))
    if lengths != (_LOG, _DEVICE, _DIGEST):
        raise ProtocolError("An envelope names no log, device or envelope before it.")
    if not 0 <= header.incarnation < 2**32 or not 1 <= header.number < 2**48:
        raise ProtocolError("An envelope has an impossible number.")
    if (header.number == 1) != (header.previous == BEGINNING):
        raise ProtocolError("An envelope does not follow the one before it.")
    if not 0 <= header.epoch < 2**32:
        raise ProtocolError("An envelope names an impossible epoch.")


def _check_parts(header: Header, parts: tuple[bytes | None, ...]) -> None:
    if len(header.parts) != len(parts) or not 1 <= len(parts) <= limits.PARTS:
        raise ProtocolError("An envelope has not the parts its header lists.")
    for (digest, size), part in zip(header.parts, parts, strict=True):
        if part is not None and (len(part) != size or sha256(part).digest() != digest):
            raise ProtocolError("A part of an envelope is not the one its header lists.")
