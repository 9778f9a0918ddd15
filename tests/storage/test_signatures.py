"""Ed25519 signatures: whose, over what, and which keys are none."""

import pytest

from storage.crypto.signatures import is_sound, new_seed, public_half, sign, verify

_P = 2**255 - 19
_GROUP = 2**252 + 27742317777372353535851937790883648493
SMALL = (
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
)


def test_a_signature_is_of_one_message_for_one_purpose_by_one_key() -> None:
    seed = new_seed()
    public = public_half(seed)
    signature = sign(seed, "profile", b"words")
    assert verify(public, "profile", b"words", signature)
    assert not verify(public, "profile", b"Words", signature)
    assert not verify(public, "roster", b"words", signature)
    assert not verify(public_half(new_seed()), "profile", b"words", signature)
    assert not verify(public, "profile", b"words", signature[:-1])


def test_the_words_of_rfc_8032_sign_as_it_says() -> None:
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert public_half(seed).hex() == public


@pytest.mark.parametrize("encoded", SMALL)
def test_a_key_under_which_anybody_could_sign_is_refused(encoded: str) -> None:
    public = bytes.fromhex(encoded)
    assert not is_sound(public)
    assert not verify(public, "profile", b"words", public + bytes(32))


@pytest.mark.parametrize("y", [_P, _P + 1, _P + 18, 2**255 - 1])
def test_a_second_way_to_write_a_point_is_refused(y: int) -> None:
    assert not is_sound(y.to_bytes(32, "little"))
    assert not is_sound((y | 1 << 255).to_bytes(32, "little"))


def test_a_signature_written_in_a_second_way_is_refused() -> None:
    seed = new_seed()
    signature = sign(seed, "profile", b"words")
    scalar = int.from_bytes(signature[32:], "little") + _GROUP
    other = signature[:32] + scalar.to_bytes(32, "little")
    assert not verify(public_half(seed), "profile", b"words", other)
