"""The bytes of the record of access are frozen, and a second reader comes to the same."""

import base64
import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import msgspec
import pytest
import zstandard
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from installer.rescue import satchel_access_record as verifier
from storage.crypto import accessseal, signatures
from storage.domain.access import genesis, line_of, link_after
from storage.errors import DamagedError
from storage.usecases.access import batches
from sync.protocol.wrapping import unwrap_with
from tests.storage.make_access_vectors import (
    DEVICE,
    PLACE,
    SEED,
    entries,
    record,
)

VECTORS: dict[str, Any] = json.loads(PLACE.read_text("utf-8"))
PROGRAM, KEY, PUBLIC = (bytes.fromhex(VECTORS[name]) for name in ("program", "key", "signing"))


def test_entries_and_links_are_what_they_were() -> None:
    made = [(line_of(entry).decode(), link.hex()) for entry, link in entries()]
    assert made == [(one["line"], one["link"]) for one in VECTORS["entries"]]
    assert genesis(DEVICE).hex() == VECTORS["genesis"]


def test_a_second_reader_comes_to_the_same_links_and_signatures() -> None:
    lines = [json.loads(one["line"]) for one in VECTORS["entries"]]
    told = [{**one, "line": line} for one, line in zip(VECTORS["entries"], lines, strict=True)]
    end = [len(told), VECTORS["end"]["signature"]]
    chain = {
        "device": DEVICE.hex(),
        "incarnation": 1,
        "before": sha256(f"satchel/1/access/{DEVICE.hex()}".encode()).hexdigest(),
        "first": 1,
        "entries": told,
        "ends": [end],
    }
    assert list(verifier._chain(chain)) == []
    assert list(verifier._ends(VECTORS["program"], chain, {DEVICE.hex(): PUBLIC})) == []


def test_the_end_of_a_chain_is_signed_as_it_was() -> None:
    message = VECTORS["end"]["message"].encode()
    assert signatures.sign(SEED, accessseal.PURPOSE, message).hex() == VECTORS["end"]["signature"]


def test_a_batch_opens_to_its_entries() -> None:
    opened = batches.opened(PROGRAM, KEY, PUBLIC, record(VECTORS["batch"]))
    assert opened.rows == entries()


def test_a_second_reader_opens_the_batch_too() -> None:
    fields = VECTORS["batch"]
    names = ("device", "incarnation", "first", "last", "before", "link", "key")
    line = ["satchel/1/access batch", VECTORS["program"], *(fields[name] for name in names)]
    header = json.dumps(line, separators=(",", ":")).encode()
    info = b"satchel/1/access batch\0" + sha256(header).digest()
    key = HKDF(hashes.SHA256(), 32, None, info).derive(KEY)
    closed = base64.b64decode(fields["sealed"])
    content = AESGCM(key).decrypt(closed[:12], closed[12:], header)
    body = content[1:] if content[0] == 0 else zstandard.ZstdDecompressor().decompress(content[1:])
    rows = msgspec.msgpack.decode(body)
    assert [row[:8] for row in rows] == [
        [e.number, e.at, e.until, e.act, e.kind, e.subject, e.case, e.author] for e, _ in entries()
    ]


@pytest.mark.parametrize("refused", VECTORS["refused"], ids=lambda one: one["what"])
def test_what_was_changed_is_refused(refused: dict[str, Any]) -> None:
    with pytest.raises(DamagedError):
        batches.opened(PROGRAM, KEY, PUBLIC, record(refused["batch"]))


def test_a_batch_under_another_key_or_of_another_program_is_refused() -> None:
    for program, key in ((bytes(32), KEY), (PROGRAM, bytes(32))):
        with pytest.raises(DamagedError):
            batches.opened(program, key, PUBLIC, record(VECTORS["batch"]))


def test_a_wrapped_key_unwraps_to_what_its_name_says() -> None:
    said = VECTORS["wrapped"]
    mlkem768, x25519, purpose = (
        bytes.fromhex(said[name]) for name in ("mlkem768", "x25519", "purpose")
    )
    key = unwrap_with(mlkem768, x25519, purpose, base64.b64decode(said["wrapped"]))
    assert (key, accessseal.id_of(key).hex()) == (KEY, VECTORS["key id"])


@pytest.mark.parametrize(
    "edit",
    [
        {"at": 2**63},
        {"at": -1},
        {"until": 2**60},
        {"number": 2},
        {"number": 0},
        {"act": "x" * 41},
        {"kind": "x" * 41},
        {"subject": bytes(17)},
        {"case": bytes(17)},
        {"author": "x" * 201},
        {"said": "x" * 2_001},
        {"salt": bytes(17)},
        {"said": None},
    ],
    ids=str,
)
def test_an_author_who_signs_nonsense_is_refused_in_words(edit: dict[str, Any]) -> None:
    (first, _), *_ = entries()
    entry = replace(first, **edit)
    rows = [(entry, link_after(genesis(DEVICE), entry))]
    fields = {**batches.sealed(PROGRAM, KEY, SEED, genesis(DEVICE), rows), "first": 1, "last": 1}
    with pytest.raises(DamagedError):
        batches.opened(PROGRAM, KEY, PUBLIC, record(fields))


def test_numbers_that_would_fill_the_memory_are_refused() -> None:
    (entry, _), *_ = entries()
    entry = replace(entry, number=2**53 - 1)
    rows = [(entry, link_after(genesis(DEVICE), entry))]
    fields = {**batches.sealed(PROGRAM, KEY, SEED, genesis(DEVICE), rows), "first": 1}
    with pytest.raises(DamagedError):
        batches.opened(PROGRAM, KEY, PUBLIC, record(fields))
