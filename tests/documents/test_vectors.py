"""What was once sealed is read for ever: by this reader, and by one written from the page alone."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.crypto.chunks import (
    Listed,
    Place,
    blob_id,
    count_of,
    listed_in,
    manifest_of,
    open_chunk,
    padded_size,
)
from storage.errors import DamagedError
from sync.protocol import blobs
from sync.protocol.errors import ProtocolError

FROZEN: dict[str, list[Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors/attachments/1.json").read_text("ascii")
)
h = bytes.fromhex


def second_reader(key: bytes, place: bytes, sealed: bytes) -> bytes:
    """Open a part as docs/sync-protocol.md says; ValueError where it does not open."""
    both = HKDF(SHA256(), 64, sealed[:32], b"satchel/1/attachment").derive(key)
    if sealed[32:64] != both[32:]:
        raise ValueError("commitment")
    try:
        opened: bytes = AESGCM(both[:32]).decrypt(bytes(12), sealed[64:], place)
    except InvalidTag as error:
        raise ValueError("tag") from error
    return opened


def place_bytes(vector: dict[str, Any]) -> bytes:
    numbers = b"".join(int(vector[name]).to_bytes(4, "big") for name in ("number", "count"))
    return b"satchel/1/attachment\0" + h(vector["record"]) + numbers


def place_of(vector: dict[str, Any]) -> Place:
    return Place(h(vector["record"]), vector["number"], vector["count"])


def test_there_are_enough_of_both_sorts() -> None:
    assert [len(FROZEN[name]) for name in ("parts", "refused parts")] == [5, 65]
    assert [len(FROZEN[name]) for name in ("lists", "refused lists", "sizes")] == [3, 13, 15]


@pytest.mark.parametrize("vector", FROZEN["parts"], ids=lambda one: one["name"])
def test_a_part_opens_for_both_readers(vector: dict[str, Any]) -> None:
    key, sealed = h(vector["key"]), h(vector["sealed"])
    assert open_chunk(key, place_of(vector), sealed) == h(vector["content"])
    assert second_reader(key, place_bytes(vector), sealed) == h(vector["content"])
    assert sha256(sealed).hexdigest() == vector["digest"]


def test_what_was_changed_opens_for_neither() -> None:
    for vector in FROZEN["refused parts"]:
        key, sealed = h(vector["key"]), h(vector["sealed"])
        with pytest.raises(DamagedError):
            open_chunk(key, place_of(vector), sealed)
        with pytest.raises(ValueError, match=r"commitment|tag|long"):
            second_reader(key, place_bytes(vector), sealed)


def test_a_list_of_parts_has_one_form_and_one_id() -> None:
    for vector in FROZEN["lists"]:
        listed = [Listed(h(digest), size) for digest, size in vector["chunks"]]
        manifest = h(vector["manifest"])
        assert manifest_of(listed) == manifest
        assert list(listed_in(manifest)) == listed
        assert blob_id(manifest) == vector["blob"] == blobs.blob_id(manifest).hex()
        assert [(one.digest, one.size) for one in blobs.chunks_of(manifest)] == [
            (one.digest, one.size) for one in listed
        ]
        second = sha256(b"satchel/1/blob\0" + manifest).hexdigest()
        assert second == vector["blob"]


def test_a_list_that_is_none_is_refused_before_it_is_kept() -> None:
    for vector in FROZEN["refused lists"]:
        with pytest.raises(ProtocolError):
            blobs.chunks_of(h(vector["manifest"]))


def test_sizes_are_filled_up_as_ever() -> None:
    for size, padded, count in FROZEN["sizes"]:
        assert (padded_size(size), count_of(size)) == (padded, count)
