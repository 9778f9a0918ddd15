"""Blobs: bytes that were sealed before, kept in chunks and known by their content.

A blob's manifest lists its chunks' digests and sizes; the blob's id is the digest of the manifest.
Whoever knows the id knows whether they were given the right manifest, and with it each chunk. The
server learns sizes and ids, nothing else.
"""

from collections.abc import Iterable
from hashlib import sha256

import msgspec

from sync.protocol import limits
from sync.protocol.encoding import decode_canonical, encode
from sync.protocol.errors import ProtocolError

ID_LENGTH = 32
_FORM = 1
_DIGEST = 32


class Chunk(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """One chunk of a blob: SHA-256 of its bytes, and how many they are."""

    digest: bytes
    size: int


class _Manifest(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    form: int
    chunks: tuple[Chunk, ...]


def blob_manifest(chunks: Iterable[bytes]) -> bytes:
    """Return the manifest of a blob of these sealed ``chunks``, which are gone through once.

    Raises ProtocolError when they are more or larger than the protocol allows, or none.
    """
    return manifest_of(chunk_of(content) for content in chunks)


def manifest_of(chunks: Iterable[Chunk]) -> bytes:
    """Return the manifest that lists ``chunks``; ProtocolError beyond a limit."""
    listed = tuple(chunks)
    _check(listed)
    return encode(_Manifest(_FORM, listed))


def chunk_of(content: bytes) -> Chunk:
    """Return what a manifest says of these bytes."""
    return Chunk(sha256(content).digest(), len(content))


def blob_id(manifest: bytes) -> bytes:
    """Return the 32 bytes by which the blob with this ``manifest`` is known."""
    return sha256(b"satchel/1/blob\0" + manifest).digest()


def chunks_of(manifest: bytes) -> tuple[Chunk, ...]:
    """Return the chunks that ``manifest`` lists, in order.

    Raises ProtocolError for a form that is not known, bytes that are not canonical, or chunks
    beyond a limit.
    """
    read = decode_canonical(manifest, _Manifest)
    if read.form != _FORM:
        raise ProtocolError("A blob's manifest is of a form this version does not know.")
    _check(read.chunks)
    return read.chunks


def _check(chunks: tuple[Chunk, ...]) -> None:
    if not 1 <= len(chunks) <= limits.CHUNKS:
        raise ProtocolError("A blob has no chunks, or more than the protocol allows.")
    for chunk in chunks:
        if len(chunk.digest) != _DIGEST or not 1 <= chunk.size <= limits.CHUNK:
            raise ProtocolError("A chunk of a blob is not one the protocol allows.")
    if sum(chunk.size for chunk in chunks) > limits.BLOB:
        raise ProtocolError("A blob is larger than the protocol allows.")
