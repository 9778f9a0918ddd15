"""An envelope is read as its author signed it, or not at all."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import pytest

from sync.protocol import limits, signing
from sync.protocol.encoding import encode
from sync.protocol.envelope import (
    BEGINNING,
    Envelope,
    header_of,
    make,
    parse,
    to_bytes,
    verify,
    without,
)
from sync.protocol.errors import NewerProtocolError, ProtocolError, SignatureError
from tests.protocol.builders import ANA, BEN, CASES, changes, fixed, genesis
from tests.protocol.damage import all_refused
from tests.protocol.messagepack import pack

PART = b"a part"
GOOD: list[Any] = [1, 1, CASES, ANA.id, 0, 1, BEGINNING, 1, [[sha256(PART).digest(), len(PART)]]]
FIELDS = ("suite", "kind", "log", "device", "incarnation", "number", "previous", "epoch", "parts")


def from_author(header: bytes, parts: Sequence[bytes | None] = (PART,)) -> bytes:
    """An envelope whose author signed these very header bytes."""
    signature = signing.sign(ANA.seed, "envelope", header)
    return b"\x01" + pack([header, signature, list(parts)])


def signed(**values: Any) -> bytes:
    return from_author(pack([values.get(name, GOOD[at]) for at, name in enumerate(FIELDS)]))


def read(content: bytes) -> Envelope:
    envelope = parse(content)
    verify(envelope, signing.public_of(ANA.seed))
    return envelope


def test_an_envelope_reads_back() -> None:
    assert read(signed()).parts == (PART,)
    whole = changes()
    assert read(to_bytes(whole)) == whole


@pytest.mark.parametrize("make_one", [changes, genesis])
def test_no_byte_can_be_changed_cut_or_added(make_one: Any) -> None:
    content = to_bytes(make_one())
    assert all_refused(read, content) > 3 * len(content)


@pytest.mark.parametrize("suite", [0, 2, 3, 127, 128, 255])
def test_another_suite_is_of_a_newer_version(suite: int) -> None:
    for given in (bytes([suite]) + signed()[1:], signed(suite=suite)):
        with pytest.raises(NewerProtocolError):
            parse(given)
        with pytest.raises(NewerProtocolError):
            header_of(given)


@pytest.mark.parametrize("kind", [0, 3, 6, 255, 2**32])
def test_another_kind_is_of_a_newer_version(kind: int) -> None:
    with pytest.raises(NewerProtocolError):
        parse(signed(kind=kind))


@pytest.mark.parametrize(
    "values",
    [
        {"log": CASES[:15]},
        {"log": CASES + b"\0"},
        {"log": b""},
        {"device": ANA.id[:7]},
        {"device": ANA.id + b"\0"},
        {"previous": bytes(31)},
        {"previous": bytes(33)},
        {"number": 0},
        {"number": -1},
        {"number": 2**48},
        {"number": 2**64 - 1},
        {"number": 2},
        {"number": 1, "previous": fixed("another", 32)},
        {"incarnation": -1},
        {"incarnation": 2**32},
        {"epoch": -1},
        {"epoch": 2**32},
        {"parts": []},
        {"parts": GOOD[8] * 2},
        {"parts": [[sha256(PART).digest(), len(PART) + 1]]},
        {"parts": [[sha256(PART).digest(), -1]]},
        {"parts": [[sha256(PART).digest(), 2**64 - 1]]},
        {"parts": [[sha256(b"another").digest(), len(PART)]]},
        {"parts": [[sha256(PART).digest()]]},
        {"parts": [[sha256(PART).digest(), len(PART), 0]]},
        {"parts": None},
        {"suite": True},
        {"suite": None},
        {"kind": "1"},
        {"log": CASES.hex()},
        {"number": b"1"},
    ],
    ids=str,
)
def test_a_header_that_cannot_be_is_refused_though_its_author_signed_it(
    values: dict[str, Any],
) -> None:
    with pytest.raises(ProtocolError):
        parse(signed(**values))


ONE = b"\x01"
SPELLINGS = {
    "an integer in two bytes": b"\xcc\x01",
    "an integer in nine bytes": b"\xcf" + (1).to_bytes(8, "big"),
    "a signed integer": b"\xd0\x01",
    "a float": b"\xcb\x3f\xf0" + bytes(6),
    "a flag": b"\xc3",
    "a text": b"\xa1\x31",
    "an extension": b"\xd4\x01\x01",
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize("at", [0, 1, 5, 7])
def test_an_integer_has_one_spelling(at: int, spelling: bytes) -> None:
    fields = [pack(value) for value in GOOD]
    fields[at] = ONE
    parse(from_author(b"\x99" + b"".join(fields)))
    fields[at] = spelling
    with pytest.raises(ProtocolError):
        parse(from_author(b"\x99" + b"".join(fields)))


def test_a_list_and_bytes_have_one_spelling() -> None:
    header = pack(GOOD)
    log = header.replace(b"\xc4\x10" + CASES, b"\xc5\x00\x10" + CASES)
    for other in (b"\xdc\x00\x09" + header[1:], b"\xdd\x00\x00\x00\x09" + header[1:], log):
        assert other != header
        with pytest.raises(ProtocolError):
            parse(from_author(other))
    whole = signed()
    for wire in (b"\x01\xdc\x00\x03" + whole[2:], b"\x01\xdd\0\0\0\x03" + whole[2:]):
        with pytest.raises(ProtocolError):
            parse(wire)


@pytest.mark.parametrize("more", [0, None, b"", "x", []], ids=repr)
def test_a_header_has_no_further_fields(more: Any) -> None:
    with pytest.raises(ProtocolError):
        parse(from_author(pack([*GOOD, more])))
    with pytest.raises(ProtocolError):
        parse(from_author(pack(GOOD[:-1])))
    header = pack(GOOD)
    with pytest.raises(ProtocolError):
        parse(b"\x01" + pack([header, signing.sign(ANA.seed, "envelope", header), [PART], more]))


@pytest.mark.parametrize(
    "length", [b"\xdc\xff\xff", b"\xdd\x7f\xff\xff\xff", b"\xdd\xff\xff\xff\xff", b"\x90"]
)
def test_a_length_that_lies_takes_no_memory(length: bytes) -> None:
    header = pack(GOOD)
    for content in (length + header[1:], header[:-40] + length):
        with pytest.raises(ProtocolError):
            parse(from_author(content))
    with pytest.raises(ProtocolError):
        parse(b"\x01" + length + signed()[2:])
    with pytest.raises(ProtocolError):
        parse(b"\x01\x93\xc6\xff\xff\xff\xff" + header)


def test_depth_is_refused() -> None:
    for content in (b"\x91" * 100_000, b"\x81" * 100_000, b"\xc0" * 100_000):
        with pytest.raises(ProtocolError):
            parse(b"\x01" + content)
        with pytest.raises(ProtocolError):
            parse(from_author(content))


def test_a_signature_is_by_the_device_and_for_an_envelope() -> None:
    header = pack(GOOD)
    for seed, purpose in (
        (BEN.seed, "envelope"),
        (ANA.seed, "request"),
        (ANA.seed, "answer"),
        (ANA.seed, "fact sheet"),
        (ANA.seed, ""),
    ):
        content = b"\x01" + pack([header, signing.sign(seed, purpose, header), [PART]])
        with pytest.raises(SignatureError):
            read(content)
    for signature in (b"", bytes(64), bytes(63), bytes(65)):
        with pytest.raises(SignatureError):
            read(b"\x01" + pack([header, signature, [PART]]))


def test_a_part_left_out_changes_neither_digest_nor_signature() -> None:
    whole = changes()
    for part in range(len(whole.parts)):
        left = read(to_bytes(without(whole, [part])))
        assert left.parts[part] is None
        assert left.digest == whole.digest
        assert left.header == whole.header


def test_a_part_is_at_its_own_place_only() -> None:
    whole = changes()
    for first in range(len(whole.parts)):
        for second in range(first):
            parts = list(whole.parts)
            parts[first], parts[second] = parts[second], parts[first]
            with pytest.raises(ProtocolError):
                parse(to_bytes(Envelope(whole.header, whole.signed, whole.signature, tuple(parts))))


def test_sizes_are_held_to_on_both_sides() -> None:
    room = limits.ENVELOPE - len(to_bytes(make(ANA.address(CASES), [b""], ANA.seed))) - 8
    largest = make(ANA.address(CASES), [bytes(room)], ANA.seed)
    assert parse(to_bytes(largest)).parts == largest.parts
    too_large = make(ANA.address(CASES), [bytes(room + 100)], ANA.seed)
    with pytest.raises(ProtocolError, match="larger"):
        to_bytes(too_large)
    with pytest.raises(ProtocolError, match="larger"):
        parse(bytes(limits.ENVELOPE + 1))
    many = make(ANA.address(CASES), [b""] * limits.PARTS, ANA.seed)
    assert len(parse(to_bytes(many)).parts) == limits.PARTS
    one_more = make(ANA.address(CASES), [b""] * (limits.PARTS + 1), ANA.seed)
    with pytest.raises(ProtocolError):
        parse(to_bytes(one_more))


def test_a_header_is_read_alone_and_as_strictly() -> None:
    whole = changes()
    assert header_of(to_bytes(whole)) == (whole.signed, whole.header)
    with pytest.raises(ProtocolError):
        header_of(signed(number=0))
    assert encode(whole.header) == whole.signed
