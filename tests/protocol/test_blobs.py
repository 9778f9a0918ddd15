"""Blobs: the manifest lists every chunk, the id follows from it, and limits hold."""

from hashlib import sha256

import pytest

from sync.protocol import limits
from sync.protocol.blobs import Chunk, blob_id, blob_manifest, chunk_of, chunks_of, manifest_of
from sync.protocol.encoding import encode
from sync.protocol.errors import ProtocolError

DIGEST = bytes(32)


def test_a_manifest_lists_digest_and_size_of_every_chunk_in_order() -> None:
    manifest = blob_manifest([b"one", b"three"])
    digests = [sha256(each).digest() for each in (b"one", b"three")]
    assert manifest == encode([1, [[digests[0], 3], [digests[1], 5]]])
    assert chunks_of(manifest) == (Chunk(digests[0], 3), Chunk(digests[1], 5))
    assert blob_id(manifest) == sha256(b"satchel/1/blob\0" + manifest).digest()


def test_the_largest_manifest_fits() -> None:
    most = manifest_of([Chunk(DIGEST, limits.BLOB // limits.CHUNKS)] * limits.CHUNKS)
    assert len(most) <= limits.MANIFEST
    assert len(chunks_of(most)) == limits.CHUNKS


@pytest.mark.parametrize(
    ("sizes", "fits"),
    [
        ([limits.CHUNK - 1], True),
        ([limits.CHUNK], True),
        ([limits.CHUNK + 1], False),
        ([1], True),
        ([0], False),
        ([], False),
        ([1] * (limits.CHUNKS - 1), True),
        ([1] * limits.CHUNKS, True),
        ([1] * (limits.CHUNKS + 1), False),
        ([limits.CHUNK] * 4_080 + [limits.BLOB - 4_080 * limits.CHUNK - 1], True),
        ([limits.CHUNK] * 4_080 + [limits.BLOB - 4_080 * limits.CHUNK], True),
        ([limits.CHUNK] * 4_080 + [limits.BLOB - 4_080 * limits.CHUNK + 1], False),
    ],
)
def test_chunks_are_taken_up_to_their_limits(sizes: list[int], *, fits: bool) -> None:
    chunks = [Chunk(DIGEST, size) for size in sizes]
    plain = encode([1, chunks])
    if fits:
        assert manifest_of(chunks) == plain
        assert chunks_of(plain) == tuple(chunks)
        return
    for refused in (lambda: manifest_of(chunks), lambda: chunks_of(plain)):
        with pytest.raises(ProtocolError):
            refused()


CHUNK = chunk_of(b"x")
WRONG = {
    "nothing": b"",
    "another form": encode([2, [CHUNK]]),
    "a field more": encode([1, [CHUNK], 0]),
    "a field more in a chunk": encode([1, [[CHUNK.digest, 1, 0]]]),
    "a short digest": encode([1, [[b"x", 1]]]),
    "a negative size": encode([1, [[CHUNK.digest, -1]]]),
    "a longer spelling": encode([1, [CHUNK]]).replace(b"\x92\x01", b"\x92\xcc\x01", 1),
    "something behind": encode([1, [CHUNK]]) + b"\0",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_another_manifest_is_refused(wrong: str) -> None:
    with pytest.raises(ProtocolError):
        chunks_of(WRONG[wrong])
