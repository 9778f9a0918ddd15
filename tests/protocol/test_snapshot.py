"""A snapshot and its segments say one thing, to members only, and nothing else passes for them."""

from collections.abc import Collection
from typing import Any

import msgspec
import pytest

from sync.protocol import limits, segments
from sync.protocol.chains import Head
from sync.protocol.changes import ChangesetHeader, Piece
from sync.protocol.encoding import encode
from sync.protocol.envelope import Envelope, Kind, parse, to_bytes
from sync.protocol.errors import NewerProtocolError, ProtocolError, SealError
from sync.protocol.sealing import open_sealed, seal
from sync.protocol.segments import Aside, Authored, CaseKeysOf
from sync.protocol.snapshot import (
    End,
    Layer,
    Reach,
    Segment,
    Snapshot,
    attest,
    open_attestation,
    open_snapshot,
    seal_snapshot,
    snapshot_of,
    total_of,
)
from tests.protocol.builders import ANA, BEN, CASE_KEYS, CASES, CASES_KEY, FIRST_CASE, SECOND_CASE

OTHER_LOG = bytes(15) + b"\x09"
HEADS = encode([])
CHANGESETS = [
    Authored(ANA.id, ChangesetHeader(0, 1, 5, "Ana", "intake", None, HEADS, (bytes(32),) * 2)),
    Authored(BEN.id, ChangesetHeader(3, 9, 7, "Ben", "note", bytes(16), HEADS, (bytes(32),))),
]
PIECES = {FIRST_CASE: [Piece(0, 0, b"one"), Piece(1, 0, b"two")], SECOND_CASE: [Piece(0, 1, b"3")]}


def packed(epoch: int = 1) -> bytes:
    return segments.seal_segment(CASES, epoch, CASES_KEY, CHANGESETS, PIECES, CASE_KEYS)


def held(scopes: Collection[bytes]) -> dict[bytes, list[bytes]]:
    return {scope: [CASE_KEYS[scope]] for scope in scopes}


def key_of(_epoch: int) -> bytes:
    return CASES_KEY


def body(**values: Any) -> Snapshot:
    layer = Layer(
        (Reach(ANA.id, 0, 12), Reach(BEN.id, 3, 9)),
        (FIRST_CASE,),
        (Segment(b"b" * 32, b"d" * 32, 2, 900, first=True),),
    )
    made: dict[str, Any] = {
        "made": 1_700_000_000_000,
        "head": Head(1, 33, b"l" * 32),
        "ends": [End(BEN.id, 3, 8, b"e" * 32), End(ANA.id, 0, 25, b"e" * 32)],
        "expunged": [SECOND_CASE],
        "front": b"f" * 32,
        "keys": b"k" * 32,
        "aside": [b"a" * 32],
        "layers": [layer],
    }
    return snapshot_of(**{**made, **values})


def sealed(snapshot: Snapshot) -> Envelope:
    return seal_snapshot(address(Kind.SNAPSHOT), ANA.seed, CASES_KEY, snapshot)


def address(kind: Kind) -> Any:
    return msgspec.structs.replace(ANA.address(CASES), kind=kind)


def test_a_segment_gives_back_what_was_packed() -> None:
    opened = segments.open_segment(CASES, packed(), key_of, held)
    assert opened.changesets == tuple(CHANGESETS)
    assert opened.pieces == PIECES


def test_a_case_whose_key_was_destroyed_is_left_out_and_the_rest_is_read() -> None:
    def gone(scopes: Collection[bytes]) -> dict[bytes, list[bytes]]:
        return {**held(scopes), FIRST_CASE: []}

    opened = segments.open_segment(CASES, packed(), key_of, gone)
    assert opened.pieces == {SECOND_CASE: PIECES[SECOND_CASE]}
    assert opened.changesets == tuple(CHANGESETS)


def test_who_left_with_a_case_s_key_reads_nothing_of_a_later_epoch() -> None:
    content = packed(epoch=2)
    with pytest.raises(SealError):
        segments.open_segment(CASES, content, lambda _: bytes(32), held)
    _, _, nonce, parts = msgspec.msgpack.decode(content)
    place = encode((1, "segment", CASES, 2, nonce, 1))
    with pytest.raises(SealError):
        open_sealed(CASE_KEYS[FIRST_CASE], place, parts[1])


def test_a_segment_opens_in_its_own_log_alone() -> None:
    with pytest.raises(SealError):
        segments.open_segment(OTHER_LOG, packed(), key_of, held)


@pytest.mark.parametrize("at", [0, 3, 40, 200, -1])
def test_a_changed_byte_of_a_segment_is_noticed(at: int) -> None:
    content = bytearray(packed())
    content[at] ^= 1
    with pytest.raises(ProtocolError):
        segments.open_segment(CASES, bytes(content), key_of, held)


def test_a_long_scope_is_packed_into_several_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "_IN_PART", 4)
    content = packed()
    assert len(msgspec.msgpack.decode(content)[3]) == 4
    assert segments.open_segment(CASES, content, key_of, held).pieces == PIECES


def test_a_segment_of_a_newer_form_says_so() -> None:
    form, epoch, nonce, parts = msgspec.msgpack.decode(packed())
    with pytest.raises(NewerProtocolError):
        segments.open_segment(CASES, encode([form + 1, epoch, nonce, parts]), key_of, held)
    place = encode((1, "segment", CASES, 1, nonce, 0))
    newer = seal(CASES_KEY, place, encode([2, [], []]))
    with pytest.raises(NewerProtocolError):
        segments.open_segment(CASES, encode([1, 1, nonce, [newer]]), key_of, held)


@pytest.mark.parametrize(
    "pieces",
    [[Piece(0, 0, b""), Piece(0, 0, b"")], [Piece(2, 0, b"")], [Piece(1, 1, b"")]],
    ids=["twice", "of no changeset", "of no part"],
)
def test_a_piece_that_cannot_be_is_refused(pieces: list[Piece]) -> None:
    content = segments.seal_segment(
        CASES, 1, CASES_KEY, CHANGESETS, {FIRST_CASE: pieces}, CASE_KEYS
    )
    with pytest.raises(ProtocolError):
        segments.open_segment(CASES, content, key_of, held)


def test_nobody_packs_more_changesets_than_a_reader_takes() -> None:
    many = CHANGESETS * limits.SEGMENT
    with pytest.raises(ProtocolError):
        segments.seal_segment(CASES, 1, CASES_KEY, many, {}, {})


def test_the_front_gives_back_keys_and_what_stands_aside() -> None:
    keys, aside = [CaseKeysOf(FIRST_CASE, (bytes(32),))], [Aside(7, b"an envelope", placed=True)]
    content = segments.seal_front(CASES, 1, CASES_KEY, keys, aside)
    front = segments.open_front(CASES, content, key_of)
    assert (front.keys, front.aside) == (tuple(keys), tuple(aside))
    with pytest.raises(SealError):
        segments.open_segment(CASES, content, key_of, held)
    with pytest.raises(SealError):
        segments.open_front(OTHER_LOG, content, key_of)


def test_a_snapshot_gives_back_what_was_said() -> None:
    envelope = parse(to_bytes(sealed(body())))
    assert open_snapshot(envelope, CASES_KEY) == body()
    assert [end.device for end in body().ends] == sorted([ANA.id, BEN.id])


def test_an_attestation_names_the_snapshot_and_its_total() -> None:
    snapshot, total = sealed(body()), total_of(body())
    where = address(Kind.ATTESTATION)
    envelope = attest(where, ANA.seed, CASES_KEY, snapshot.digest, total)
    attestation = open_attestation(parse(to_bytes(envelope)), CASES_KEY)
    assert (attestation.snapshot, attestation.total) == (snapshot.digest, total)


def test_neither_passes_for_the_other() -> None:
    snapshot = sealed(body())
    attestation = attest(address(Kind.ATTESTATION), ANA.seed, CASES_KEY, bytes(32), bytes(32))
    with pytest.raises(ProtocolError):
        open_snapshot(attestation, CASES_KEY)
    with pytest.raises(ProtocolError):
        open_attestation(snapshot, CASES_KEY)


@pytest.mark.parametrize(
    "values",
    [
        {"head": Head(1, 34, b"l" * 32)},
        {"ends": []},
        {"expunged": []},
        {"keys": b"K" * 32},
        {"aside": []},
        {"layers": [Layer((), (), body().layers[0].segments)]},
    ],
    ids=["head", "ends", "expunged", "keys", "aside", "layers"],
)
def test_the_total_covers_all_that_is_to_be_believed(values: dict[str, Any]) -> None:
    assert total_of(body(**values)) != total_of(body())


def test_the_total_is_the_same_wherever_it_is_stored() -> None:
    assert total_of(body(front=b"F" * 32, made=1)) == total_of(body())


@pytest.mark.parametrize(
    "values",
    [
        {"head": Head(1, 0, b"l" * 32)},
        {"layers": []},
        {"front": b"short"},
        {"expunged": [b"short"]},
        {"aside": [b"short"]},
        {"ends": [End(b"short", 0, 1, bytes(32))]},
        {"ends": [End(ANA.id, 0, 1, bytes(32)), End(ANA.id, 0, 2, bytes(32))]},
        {"layers": [Layer((Reach(ANA.id, 0, 2**32),), (), body().layers[0].segments)]},
        {"layers": [Layer((), (SECOND_CASE, FIRST_CASE)[::-1] * 2, body().layers[0].segments)]},
        {"layers": [Layer((), (), (Segment(bytes(32), bytes(32), 0, 1, first=True),))]},
    ],
)
def test_a_snapshot_that_cannot_be_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ProtocolError):
        open_snapshot(sealed(body(**values)), CASES_KEY)


def test_a_snapshot_of_a_newer_form_says_so() -> None:
    newer = msgspec.structs.replace(body(), form=2)
    with pytest.raises(NewerProtocolError):
        open_snapshot(sealed(newer), CASES_KEY)
