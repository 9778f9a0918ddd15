"""A sealed part opens under its key, at its place, to its whole content, or not at all."""

import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pytest
import zstandard
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.protocol import limits
from sync.protocol.errors import ProtocolError, SealError
from sync.protocol.sealing import derive, open_sealed, padded_length, seal
from tests.protocol.builders import fixed
from tests.protocol.damage import all_refused
from tests.protocol.second_reader import part_keys

KEY, PLACE, SALT = fixed("key", 32), b"a place", fixed("salt", 32)


def crafted(padded: bytes, key: bytes = KEY) -> bytes:
    """A part whose author put these very bytes under the seal."""
    once, commitment = part_keys(key, SALT)
    return SALT + commitment + AESGCM(once).encrypt(bytes(12), padded, PLACE)


def filled(frame: bytes, length: int | None = None) -> bytes:
    return (len(frame) if length is None else length).to_bytes(4, "big") + frame


def frame_of(content: bytes, *, stated: bool = True) -> bytes:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, write_content_size=int(stated))
    return zstandard.ZstdCompressor(compression_params=parameters).compress(content)


def lying(content: bytes, size: int) -> bytes:
    """A frame that states ``size`` in eight bytes, whatever its content."""
    frame = bytearray(frame_of(content, stated=False))
    # A descriptor that says: eight bytes of size, one segment, no window byte.
    body = frame[6:]
    return bytes(frame[:4]) + b"\xe0" + size.to_bytes(8, "little") + bytes(body)


@given(st.binary(max_size=3000))
@settings(max_examples=100, deadline=None)
def test_what_is_sealed_opens(content: bytes) -> None:
    assert open_sealed(KEY, PLACE, seal(KEY, PLACE, content)) == content


def test_no_byte_can_be_changed_cut_or_added() -> None:
    sealed = seal(KEY, PLACE, b"content")
    assert all_refused(lambda damaged: open_sealed(KEY, PLACE, damaged), sealed) > len(sealed)


def test_each_part_has_a_key_of_its_own() -> None:
    assert seal(KEY, PLACE, b"x")[:32] != seal(KEY, PLACE, b"x")[:32]


@pytest.mark.parametrize("place", [b"", b"a plac", b"a place\0", b"another"])
def test_a_part_opens_at_its_place_only(place: bytes) -> None:
    with pytest.raises(SealError, match="elsewhere"):
        open_sealed(KEY, place, seal(KEY, PLACE, b"content"))


def test_another_key_is_noticed_before_anything_is_opened() -> None:
    sealed = seal(KEY, PLACE, b"content")
    with pytest.raises(SealError, match="another key"):
        open_sealed(fixed("another", 32), PLACE, sealed)
    swapped = sealed[:32] + part_keys(fixed("another", 32), SALT)[1] + sealed[64:]
    with pytest.raises(SealError, match="another key"):
        open_sealed(KEY, PLACE, swapped)


def test_no_part_opens_under_two_keys() -> None:
    """GCM alone allows it; the commitment names one key, so that the other's owner sees nothing."""
    other = fixed("another", 32)
    sealed = crafted(filled(frame_of(b"content")))
    for_other = SALT + part_keys(other, SALT)[1] + sealed[64:]
    assert open_sealed(KEY, PLACE, sealed) == b"content"
    for key, part in ((other, sealed), (KEY, for_other), (other, for_other)):
        with pytest.raises(SealError):
            open_sealed(key, PLACE, part)


BOMB = bytes(limits.OPENED + 1)


@pytest.mark.parametrize(
    "padded",
    [
        filled(frame_of(b"content")) + bytes(200) + b"\1",
        filled(frame_of(b"content")) + b"\1" + bytes(200),
        filled(frame_of(b"content"), 2**32 - 1),
        filled(frame_of(b"content"), 2**31),
        filled(frame_of(b"content"), len(frame_of(b"content")) + 1),
        filled(frame_of(b"content"), len(frame_of(b"content")) - 1),
        filled(b""),
        filled(b"") + bytes(252),
        filled(b"no frame at all"),
        filled(frame_of(b"one") + frame_of(b"two")),
        filled(frame_of(b"one") + b"\0"),
        filled(b"\x50\x2a\x4d\x18\4\0\0\0skip"),
        filled(frame_of(b"content", stated=False)),
        filled(frame_of(BOMB)),
        filled(frame_of(BOMB, stated=False)),
        filled(lying(b"content", 2**63)),
        filled(lying(b"content", 2**64 - 1)),
        filled(lying(b"content", 2**64 - 2)),
        filled(lying(b"content", 8)),
        filled(lying(b"content", 6)),
        filled(lying(BOMB, 10)),
        filled(lying(BOMB, limits.OPENED)),
    ],
    ids=[
        "filled with something at the end",
        "filled with something at once",
        "length of 32 ones",
        "length of 2 to the 31",
        "length one too long",
        "length one too short",
        "nothing",
        "nothing, filled up",
        "no frame",
        "two frames",
        "something after the frame",
        "a frame to be skipped",
        "a frame that states no size",
        "a bomb that states its size",
        "a bomb that states none",
        "a size beyond all numbers",
        "the size that means unknown",
        "the size that means an error",
        "a size one too large",
        "a size one too small",
        "a bomb that states a small size",
        "a bomb that states the largest size",
    ],
)
def test_what_its_author_filled_wrongly_is_refused_in_little_memory(padded: bytes) -> None:
    sealed = crafted(padded)
    tracemalloc.start()
    try:
        with pytest.raises(SealError):
            open_sealed(KEY, PLACE, sealed)
        assert tracemalloc.get_traced_memory()[1] < limits.OPENED + 2 * len(padded) + 1_000_000
    finally:
        tracemalloc.stop()


def test_the_largest_part_is_sealed_and_one_more_byte_is_not() -> None:
    assert len(open_sealed(KEY, PLACE, seal(KEY, PLACE, bytes(limits.OPENED)))) == limits.OPENED
    with pytest.raises(ProtocolError, match="larger"):
        seal(KEY, PLACE, BOMB)


def test_a_frame_that_states_its_true_size_in_eight_bytes_opens() -> None:
    assert open_sealed(KEY, PLACE, crafted(filled(lying(b"content", 7)))) == b"content"


def test_any_number_of_zeros_may_fill_a_part() -> None:
    for zeros in (0, 1, 10_000):
        assert open_sealed(KEY, PLACE, crafted(filled(frame_of(b"x")) + bytes(zeros))) == b"x"


def test_sizes_tell_little() -> None:
    sizes = [padded_length(length) for length in range(1, 20_001)]
    assert sizes == sorted(sizes)
    assert len(set(sizes)) < 120
    for length, size in enumerate(sizes, start=1):
        assert size >= length
        assert size == 256 or size <= length * 1.125
    assert len({len(seal(KEY, PLACE, fixed("noise", n))) for n in range(200)}) == 1


def test_a_secret_is_another_for_each_label() -> None:
    assert len({derive(KEY, label) for label in ("a", "b", "part", "")}) == 4
    assert derive(KEY, "a", 16) == derive(KEY, "a")[:16]


def test_threads_seal_and_open_at_once() -> None:
    def work(number: int) -> bool:
        content = fixed(f"thread {number}", 20_000) * 5
        rounds = range(20)
        return all(open_sealed(KEY, PLACE, seal(KEY, PLACE, content)) == content for _ in rounds)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(8)))
