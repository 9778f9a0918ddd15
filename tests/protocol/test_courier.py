"""Couriers: what a device signed for one key, one program, one server and a few days."""

import msgspec
import pytest

from sync.protocol import signing
from sync.protocol.courier import Courier, courier_headers, credential_of, issue, verify_courier
from sync.protocol.encoding import decode, encode
from sync.protocol.errors import ProtocolError, SignatureError
from sync.protocol.limits import COURIER_MS

SEED, OTHER = signing.new_signing_key(), signing.new_signing_key()
PROGRAM, SERVER, DEVICE = b"p" * 32, b"s" * 16, b"d" * 8
COURIER = Courier(PROGRAM, SERVER, DEVICE, signing.public_of(OTHER), 1_000, 2_000)


def verified(credential: bytes) -> Courier:
    return verify_courier(credential, signing.public_of(SEED), PROGRAM, SERVER)


def test_what_a_device_signed_is_read_as_it_was() -> None:
    credential = issue(SEED, COURIER)
    terms, signature = decode(credential, tuple[bytes, bytes])
    key = signing.public_of(OTHER)
    assert terms == encode([1, PROGRAM, SERVER, DEVICE, key, 1_000, 2_000])
    signing.verify(signing.public_of(SEED), "courier", terms, signature)
    assert verified(credential) == COURIER


def test_another_device_program_or_server_is_refused() -> None:
    credential = issue(SEED, COURIER)
    with pytest.raises(SignatureError):
        verify_courier(credential, signing.public_of(OTHER), PROGRAM, SERVER)
    for program, server in ((b"q" * 32, SERVER), (PROGRAM, b"t" * 16)):
        with pytest.raises(ProtocolError, match="another program or server"):
            verify_courier(credential, signing.public_of(SEED), program, server)


@pytest.mark.parametrize(
    ("change", "fits"),
    [
        ({"ends": 1_000 + COURIER_MS - 1}, True),
        ({"ends": 1_000 + COURIER_MS}, True),
        ({"ends": 1_001 + COURIER_MS}, False),
        ({"ends": 1_001}, True),
        ({"ends": 1_000}, False),
        ({"begins": -1, "ends": 5}, False),
        ({"begins": 2**53 - 1, "ends": 2**53}, False),
        ({"key": bytes(32)}, False),
        ({"key": b"short"}, False),
        ({"device": b"short"}, False),
    ],
)
def test_terms_beyond_the_limits_are_neither_issued_nor_taken(
    change: dict[str, int | bytes], *, fits: bool
) -> None:
    courier = msgspec.structs.replace(COURIER, **change)
    terms = encode([1, *msgspec.structs.astuple(courier)])
    credential = encode([terms, signing.sign(SEED, "courier", terms)])
    if fits:
        assert issue(SEED, courier) == credential
        assert verified(credential) == courier
        return
    for refused in (lambda: issue(SEED, courier), lambda: verified(credential)):
        with pytest.raises(ProtocolError):
            refused()


def test_a_header_carries_a_credential_in_one_spelling() -> None:
    credential = issue(SEED, COURIER)
    headers = courier_headers(credential)
    assert credential_of(headers) == credential
    assert credential_of({}) is None
    for text in ("zz", headers["satchel-courier"].upper(), " " + headers["satchel-courier"]):
        with pytest.raises(ProtocolError):
            credential_of({"satchel-courier": text})


def test_every_changed_byte_of_a_credential_is_refused() -> None:
    credential = issue(SEED, COURIER)
    for at in range(len(credential)):
        changed = bytearray(credential)
        changed[at] ^= 1
        with pytest.raises(ProtocolError):
            verified(bytes(changed))
