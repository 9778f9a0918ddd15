"""The server's audit chain: each row's digest proves all rows before it, and a signed head all.

Whoever keeps a signed head can show later that rows were cut off or made anew.
"""

from hashlib import sha256

import msgspec

from sync.protocol import signing
from sync.protocol.chains import Count
from sync.protocol.encoding import decode, encode
from sync.protocol.errors import ProtocolError


class Row(msgspec.Struct, array_like=True, frozen=True):
    """What a row says: which device did what, to what, when (Unix milliseconds).

    ``device`` is empty for the operator. ``subject`` is a log, a blob, a digest or a device;
    ``first`` and ``count`` say which places of a log, or how many bytes or parts.
    """

    number: int
    time: int
    device: bytes
    event: str
    subject: bytes
    first: int
    count: int


class AuditHead(msgspec.Struct, array_like=True, frozen=True):
    """How far a program's chain goes, signed by the server."""

    count: Count
    digest: bytes
    time: Count
    signature: bytes


def first_digest(prefix: bytes) -> bytes:
    """Return the digest of a chain without rows, of the program with this 20-byte ``prefix``."""
    return sha256(b"satchel/1/audit\0" + prefix).digest()


def next_digest(before: bytes, row: Row) -> bytes:
    """Return the digest of ``row`` behind the row with the digest ``before``."""
    return sha256(b"satchel/1/audit row\0" + encode((before, row))).digest()


def sign_head(
    seed: bytes, server: bytes, prefix: bytes, of: tuple[int, bytes], time: int
) -> AuditHead:
    """Return the head of ``of``, count and digest, signed by the server at ``time``."""
    count, digest = of
    message = encode((server, prefix, count, digest, time))
    return AuditHead(count, digest, time, signing.sign(seed, "audit", message))


def verify_head(content: bytes, public: bytes, server: bytes, prefix: bytes) -> AuditHead:
    """Return the head in ``content``; ProtocolError when this server did not sign it for this."""
    head = decode(content, AuditHead)
    message = encode((server, prefix, head.count, head.digest, head.time))
    signing.verify(public, "audit", message, head.signature)
    if len(head.digest) != len(first_digest(prefix)):
        raise ProtocolError("The head of an audit chain has no digest.")
    return head
