"""A request is believed once, from its device, for what it asks; an answer for what was asked."""

from collections.abc import Iterator
from typing import Any

import pytest

from sync.protocol import requests, signing
from sync.protocol.chains import Head
from sync.protocol.encoding import decode, encode
from sync.protocol.errors import ProtocolError, SignatureError
from sync.protocol.messages import Page, Push, Refusal, Sheets, Status
from sync.protocol.requests import Asked, Request, Stamp
from tests.protocol.builders import ANA, BEN, CASES, fixed
from tests.protocol.damage import all_refused

SERVER_SEED = fixed("server", 32)
SERVER = signing.public_of(SERVER_SEED)
ID = requests.server_id(SERVER)
REQUEST = Request("POST", "/v1/programs/00/push", "after=1&log=00", b"body")
STAMP = Stamp(ANA.id, 1_770_000_000_000, fixed("nonce", 16))
HEADERS = requests.signed_headers(REQUEST, ID, STAMP, ANA.seed)


def replaced(value: Any, **fields: Any) -> Any:
    return type(value)(**({n: getattr(value, n) for n in value.__struct_fields__} | fields))


def test_a_signed_request_is_believed() -> None:
    stamp, signature = requests.read_stamp(HEADERS)
    assert stamp == STAMP
    requests.verify_request(REQUEST, ID, stamp, signature, ANA.device.signing)


def spoiled() -> Iterator[Any]:
    """The same signature for something else, by what differs."""
    for name, value in (
        ("method", "GET"),
        ("method", "post"),
        ("path", "/v1/programs/01/push"),
        ("path", "/v1/programs/00/push/"),
        ("path", "/v1/programs/00/push?after=1&log=00"),
        ("query", "after=1&log=01"),
        ("query", "log=00&after=1"),
        ("query", ""),
        ("body", b"Body"),
        ("body", b""),
    ):
        yield pytest.param(
            replaced(REQUEST, **{name: value}), ID, STAMP, ANA, id=f"{name} {value!r}"
        )
    for stamp in (
        replaced(STAMP, device=BEN.id),
        replaced(STAMP, time=STAMP.time + 1),
        replaced(STAMP, time=STAMP.time - 1),
        replaced(STAMP, nonce=fixed("another", 16)),
    ):
        yield pytest.param(REQUEST, ID, stamp, ANA, id=repr(stamp))
    other = requests.server_id(ANA.device.signing)
    yield pytest.param(REQUEST, other, STAMP, ANA, id="another server")
    yield pytest.param(REQUEST, ID, STAMP, BEN, id="another device's key")


@pytest.mark.parametrize(("request_", "server", "stamp", "by"), list(spoiled()))
def test_a_signature_is_for_one_request(
    request_: Request, server: bytes, stamp: Stamp, by: Any
) -> None:
    _, signature = requests.read_stamp(HEADERS)
    with pytest.raises(SignatureError):
        requests.verify_request(request_, server, stamp, signature, by.device.signing)


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize(
    "value",
    [
        *(None, "", " ", "x", "-1", "+1", "01", "1_0", "\u0661", "1.0", "2"),
        *("9" * 5000, "18014398509481984", "00" * 7, "00" * 9, "AB" * 8, "AB" * 16),
        *("ab" * 63, "ab" * 65, "ab " * 8, " " + "ab" * 8, "0x" + "ab" * 8),
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_headers_have_one_spelling(name: str, value: str | None) -> None:
    headers = {key: text for key, text in HEADERS.items() if key != name}
    if value is not None:
        headers[name] = value
    if name == requests.TIME and value == "2":
        assert requests.read_stamp(headers)[0].time == 2
        return
    with pytest.raises(ProtocolError):
        requests.read_stamp(headers)


def test_a_time_is_any_that_a_clock_could_show() -> None:
    for text in ("0", "1", str(2**53 - 1)):
        assert requests.read_stamp({**HEADERS, requests.TIME: text})[0].time == int(text)


ASKED = Asked("GET", "/v1/programs/00/heads", "", STAMP.nonce, HEADERS[requests.SIGNATURE])
ANSWER = requests.sign_answer(SERVER_SEED, ASKED, 5, 200, b"body")


def test_an_answer_is_believed() -> None:
    requests.verify_answer(SERVER, ASKED, 5, 200, b"body", ANSWER)


@pytest.mark.parametrize(
    ("asked", "time", "status", "body"),
    [
        (replaced(ASKED, method="PUT"), 5, 200, b"body"),
        (replaced(ASKED, path="/v1/status"), 5, 200, b"body"),
        (replaced(ASKED, query="after=1"), 5, 200, b"body"),
        (replaced(ASKED, nonce=fixed("another", 16)), 5, 200, b"body"),
        (replaced(ASKED, signature=""), 5, 200, b"body"),
        (ASKED, 6, 200, b"body"),
        (ASKED, 5, 201, b"body"),
        (ASKED, 5, 200, b""),
        (ASKED, 5, 200, b"body\0"),
    ],
)
def test_an_answer_is_to_one_question(asked: Asked, time: int, status: int, body: bytes) -> None:
    """Whoever stands between may know the nonce and ask something else with it."""
    with pytest.raises(SignatureError):
        requests.verify_answer(SERVER, asked, time, status, body, ANSWER)


def test_an_answer_is_by_the_server_and_no_device() -> None:
    with pytest.raises(SignatureError):
        requests.verify_answer(ANA.device.signing, ASKED, 5, 200, b"body", ANSWER)
    by_device = requests.sign_answer(ANA.seed, ASKED, 5, 200, b"body")
    with pytest.raises(SignatureError):
        requests.verify_answer(SERVER, ASKED, 5, 200, b"body", by_device)
    for signature in ("", "x", "ab", "\u0661", ANSWER[:-2], ANSWER + "00"):
        with pytest.raises(ProtocolError):
            requests.verify_answer(SERVER, ASKED, 5, 200, b"body", signature)
    all_refused(
        lambda given: requests.verify_answer(SERVER, ASKED, 5, 200, b"body", given.hex()),
        bytes.fromhex(ANSWER),
    )


def test_a_server_s_id_follows_from_its_key() -> None:
    assert len(ID) == requests.SERVER_LENGTH
    assert requests.server_id(ANA.device.signing) != ID


def test_what_a_newer_server_appends_is_ignored() -> None:
    plain = [ID, SERVER, 5, 1, ["records"], "new"]
    assert decode(encode(plain), Status) == Status(ID, SERVER, 5, 1, ("records",))
    page = [[[1, 1, bytes(32), None, "new"]], [1, 1, bytes(32), "new"], "new"]
    assert decode(encode(page), Page).head == Head(1, 1, bytes(32))
    assert decode(encode(["not-next", 5]), Refusal).detail == 0


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        (Status, [ID, SERVER, 5, 1]),
        (Status, [ID, SERVER, 5.0, 1, []]),
        (Push, [CASES, ["text"]]),
        (Push, [CASES, b"bytes"]),
        (Push, {"log": CASES}),
        (Page, [[], [1, 1]]),
        (Page, [[[1, 1, bytes(32)]], [1, 1, bytes(32)]]),
        (Sheets, [[["a", "b"]]]),
        (Refusal, ["unheard-of", 5]),
        (Refusal, [b"busy", 5]),
    ],
)
def test_a_body_of_another_shape_is_refused(expected: type[Any], message: Any) -> None:
    with pytest.raises(ProtocolError):
        decode(encode(message), expected)
