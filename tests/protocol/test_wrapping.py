"""Vault keys reach the one device they are for."""

import pytest

from sync.protocol.encoding import encode
from sync.protocol.errors import ProtocolError, SealError
from sync.protocol.keyring import VaultKeys, unwrap_keyring, wrap_keyring
from sync.protocol.roster import Device, wrap_purpose
from sync.protocol.wrapping import PUBLIC_LENGTH, unwrap_with, wrap_to
from tests.protocol.builders import ANA, BEN, CASES, KEYRING, Laptop, fixed

PROGRAM = fixed("program id", 32)
LATTICE = 1184
P = 2**255 - 19
LOW_ORDER = [
    0,
    1,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
    P - 1,
    P,
    P + 1,
]
"""The points of small order of curve25519, each spelling below 2 to the 255."""


def unwrapped(wrapped: bytes, by: Laptop = BEN, program: bytes = PROGRAM) -> object:
    return unwrap_keyring(program, by.id, by.mlkem, by.x25519, wrapped)


def wrapped_content(content: object) -> bytes:
    return wrap_to(BEN.device.kem, wrap_purpose(PROGRAM, BEN.id), encode(content))


def test_a_key_ring_reaches_its_device_and_no_other() -> None:
    wrapped = wrap_keyring(PROGRAM, BEN.device, KEYRING)
    assert unwrapped(wrapped) == KEYRING
    assert wrap_keyring(PROGRAM, BEN.device, KEYRING) != wrapped
    with pytest.raises(SealError):
        unwrapped(wrapped, by=ANA)
    with pytest.raises(SealError):
        unwrapped(wrapped, program=fixed("another program", 32))
    with pytest.raises(SealError):
        unwrap_keyring(PROGRAM, ANA.id, BEN.mlkem, BEN.x25519, wrapped)


def test_both_of_a_device_s_keys_are_needed() -> None:
    wrapped = wrap_keyring(PROGRAM, BEN.device, KEYRING)
    for mlkem, x25519 in ((ANA.mlkem, BEN.x25519), (BEN.mlkem, ANA.x25519)):
        with pytest.raises(SealError):
            unwrap_keyring(PROGRAM, BEN.id, mlkem, x25519, wrapped)


def test_no_byte_of_a_wrap_can_be_changed_cut_or_added() -> None:
    wrapped = wrap_keyring(PROGRAM, BEN.device, KEYRING)
    size = len(wrapped)
    damaged = [wrapped[:n] for n in {*range(0, size, 7), 1087, 1088, 1119, 1120, 1135, size - 1}]
    damaged += [wrapped + b"\0", b"\0" + wrapped, wrapped + wrapped]
    for at in range(size):
        damaged.append(wrapped[:at] + bytes([wrapped[at] ^ 0x80]) + wrapped[at + 1 :])
    for content in damaged:
        with pytest.raises(SealError):
            unwrapped(content)


def test_a_purpose_is_bound_to_a_wrap() -> None:
    wrapped = wrap_to(BEN.device.kem, b"one", b"content")
    assert unwrap_with(BEN.mlkem, BEN.x25519, b"one", wrapped) == b"content"
    for purpose in (b"", b"on", b"one\0", b"two"):
        with pytest.raises(SealError):
            unwrap_with(BEN.mlkem, BEN.x25519, purpose, wrapped)


@pytest.mark.parametrize(
    "length", [0, 32, LATTICE, PUBLIC_LENGTH - 1, PUBLIC_LENGTH + 1, 2 * PUBLIC_LENGTH]
)
def test_a_device_s_key_has_one_length(length: int) -> None:
    with pytest.raises(ProtocolError):
        wrap_to((BEN.device.kem * 2)[:length], b"", b"content")


def test_a_lattice_key_that_is_none_is_refused() -> None:
    """Its numbers lie below 3329 (FIPS 203, section 7.2); twelve ones are 4095."""
    with pytest.raises(ProtocolError):
        wrap_to(b"\xff" * LATTICE + BEN.device.kem[LATTICE:], b"", b"content")


@pytest.mark.parametrize("u", LOW_ORDER)
def test_a_curve_key_of_small_order_is_refused_on_both_sides(u: int) -> None:
    low = u.to_bytes(32, "little")
    with pytest.raises(ProtocolError):
        wrap_to(BEN.device.kem[:LATTICE] + low, b"", b"content")
    wrapped = wrap_to(BEN.device.kem, b"", b"content")
    with pytest.raises(SealError):
        unwrap_with(BEN.mlkem, BEN.x25519, b"", wrapped[:1088] + low + wrapped[1120:])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        None,
        [[CASES, [[1, bytes(32)]]]],
        [[CASES, [], bytes(32)]],
        [[CASES, [[1, bytes(31)]], bytes(32)]],
        [[CASES, [[1, bytes(32)]], bytes(33)]],
        [[CASES, [[1, bytes(32)]], b""]],
        [[CASES[:15], [[1, bytes(32)]], bytes(32)]],
        [[CASES, [[-1, bytes(32)]], bytes(32)]],
        [[CASES, [[2**32, bytes(32)]], bytes(32)]],
        [[CASES, [[1]], bytes(32)]],
        [[CASES, [["1", bytes(32)]], bytes(32)]],
    ],
    ids=repr,
)
def test_a_key_ring_that_cannot_be_is_refused(content: object) -> None:
    with pytest.raises(ProtocolError):
        unwrapped(wrapped_content(content))


def test_what_a_newer_version_appends_to_a_key_ring_is_ignored() -> None:
    vault = [CASES, [[1, bytes(32)]], bytes(32), "something new"]
    keys = VaultKeys(CASES, ((1, bytes(32)),), bytes(32))
    assert unwrapped(wrapped_content([vault])) == (keys,)


def test_a_device_without_a_real_key_gets_nothing() -> None:
    with pytest.raises(ProtocolError):
        wrap_keyring(PROGRAM, Device(BEN.id, BEN.device.signing, b""), KEYRING)
