"""The bytes of changesets are frozen: a change of these values is a change of the format."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from storage.domain.changeset import Changeset, Dot, Operation, Part, SeenHead, SetEdit
from storage.domain.ids import RecordId
from storage.domain.versions import Versions
from storage.errors import DamagedError, NewerVersionError, RejectedError
from storage.tables import encoding
from storage.tables.encoding import (
    changeset_digest,
    pack_body,
    pack_versions,
    parse_part,
    part_bytes,
    unpack_body,
    unpack_versions,
)

RECORD = RecordId(bytes(range(16)))
DOT = Dot(b"devicexx", 1, 41, 0)
PART = Part(
    b"v" * 16,
    b"s" * 16,
    (
        Operation(0, "add", "person", RECORD, {"role": "sibling", "race": ["white"]}, {}),
        Operation(
            1,
            "edit",
            "person",
            RECORD,
            {"given_name": "Noa", "race": SetEdit(("black",), ("white",))},
            {"given_name": (DOT,), "race": (DOT,)},
        ),
        Operation(2, "retire", "case", RECORD, {}, {"~retired": (), "~seen": (DOT,)}),
    ),
)
CHANGESET = Changeset(
    device=b"devicexx",
    incarnation=1,
    counter=42,
    stamp=int(datetime(2026, 3, 4, tzinfo=UTC).timestamp() * 1000) << 16,
    author="Ana Reyes",
    act="intake",
    parts=(PART,),
    batch=None,
    seen=(SeenHead(b"v" * 16, 1, 7, b"h" * 32),),
)

PART_DIGEST = "c01cbbf8b9549fa7a4a340bf8854c096f62b89a9e05f64e75fb03b9a813adc95"
CHANGESET_DIGEST = "ca241134a7769cff0d81aef706c8741641355aeda874a9b4cf3a2e6b63d3aa26"

plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.text(max_size=20),
    st.binary(max_size=20),
    st.lists(st.text(max_size=8), max_size=3),
)


def test_a_part_has_its_frozen_bytes() -> None:
    content = part_bytes(PART)
    assert parse_part(content) == PART
    assert sha256(content).hexdigest() == (
        "c01cbbf8b9549fa7a4a340bf8854c096f62b89a9e05f64e75fb03b9a813adc95"
    )


def test_a_changeset_has_its_frozen_digest() -> None:
    digest = changeset_digest(CHANGESET, [sha256(part_bytes(PART)).digest()])
    assert digest.hex() == CHANGESET_DIGEST


@given(st.dictionaries(st.text(max_size=12), plain, max_size=6))
def test_any_plain_values_read_back(values: dict[str, bool | int | str | bytes | None]) -> None:
    part = Part(b"v" * 16, b"s" * 16, (Operation(0, "add", "note", RECORD, values, {}),))
    assert parse_part(part_bytes(part)) == part


@given(st.binary(max_size=3000))
def test_a_body_reads_back_however_it_is_kept(content: bytes) -> None:
    assert unpack_body(pack_body(content)) == content


def test_a_long_body_is_kept_shorter() -> None:
    content = part_bytes(PART) * 200
    assert len(pack_body(content)) < len(content) / 10


def test_a_part_of_a_newer_form_is_named_so() -> None:
    content = bytearray(part_bytes(PART))
    content[1] = 2
    with pytest.raises(NewerVersionError):
        parse_part(bytes(content))


@given(st.binary(max_size=200))
def test_bytes_that_are_no_part_are_refused_in_words(content: bytes) -> None:
    try:
        parse_part(content)
    except (DamagedError, NewerVersionError):
        return


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_of_a_part_is_refused_in_words_or_reads_as_a_part(
    place: int, change: int
) -> None:
    content = bytearray(part_bytes(PART))
    content[place % len(content)] ^= change
    try:
        assert isinstance(parse_part(bytes(content)), Part)
    except (DamagedError, NewerVersionError):
        return


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_of_a_stored_body_is_refused_in_words_or_gives_bytes(
    place: int, change: int
) -> None:
    body = bytearray(pack_body(part_bytes(PART) * 20))
    body[place % len(body)] ^= change
    try:
        assert isinstance(unpack_body(bytes(body)), bytes)
    except DamagedError:
        return


@pytest.mark.parametrize("body", [b"", b"\1", b"\2abc", b"\1" + zstandard.compress(b"x")[:-2]])
def test_a_body_of_no_known_form_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(DamagedError):
        unpack_body(body)


def test_a_part_that_could_not_be_read_back_is_not_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(encoding, "_MAX_PART", 1000)
    content = part_bytes(PART) * 5
    with pytest.raises(RejectedError, match="too large"):
        pack_body(content)
    assert unpack_body(pack_body(content[:1000])) == content[:1000]


def test_versions_read_back_and_cost_nothing_until_an_edit() -> None:
    fresh = Versions(DOT)
    assert pack_versions(fresh) is None
    later = Dot(b"devicexx", 1, 42, 1)
    members: dict[str, dict[str | bytes, tuple[Dot, ...]]] = {
        "race": {"black": (later,), "white": ()}
    }
    edited = Versions(DOT, {"given_name": (later,)}, members)
    packed = pack_versions(edited)
    assert unpack_versions(DOT, packed) == edited
    assert edited.of("given_name") == (later,)
    assert edited.of("family_name") == (DOT,)
    assert edited.of_members("race", ["black", "asian"]) == (later, DOT)
    assert edited.of_members("race", ["white"]) == ()
