"""Whatever arrives is read or refused: no parser ends in any other way."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.protocol import factsheet, invitation, keyring, messages, requests, sealing, signing
from sync.protocol.changes import open_changes
from sync.protocol.encoding import decode, encode
from sync.protocol.envelope import make, parse, place_of, to_bytes, verify
from sync.protocol.errors import ProtocolError
from sync.protocol.roster import begin, entry_of, extend, wrap_purpose
from sync.protocol.sealing import derive, seal
from sync.protocol.wrapping import wrap_to
from tests.protocol.builders import (
    ANA,
    BEGUN,
    BEN,
    CASE_KEYS,
    CASES,
    CASES_KEY,
    FIRST_CASE,
    Program,
    changes,
    fixed,
    held,
)

BUDGET = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
KNOWN = begin(BEGUN)
SECRET = fixed("invitation", 16)
ADDRESS = ANA.address(CASES)
OFFER = invitation.Offer(bytes(32), bytes(16), "", 0, bytes(32), ANA.device.signing)
PROGRAM = fixed("program id", 32)
SHEET = factsheet.sign_sheet(
    factsheet.new_sheet(bytes(32), "a", ("b", "c"), ("2026-01-01", "2026-01-31"), 1, ()),
    ANA.id, 5, ANA.seed,
)  # fmt: skip


def read_envelope(content: bytes) -> None:
    envelope = parse(content)
    with suppress(ProtocolError):
        verify(envelope, ANA.device.signing)
    with suppress(ProtocolError):
        open_changes(envelope, CASES_KEY, held)
    with suppress(ProtocolError):
        begin(envelope)
    extend(KNOWN, envelope)


def signed_header(content: bytes) -> None:
    """The header is of somebody who may sign, and means harm."""
    signature = signing.sign(ANA.seed, "envelope", content)
    read_envelope(b"\x01" + encode((content, signature, (b"part",))))


def entry_body(content: bytes) -> None:
    entry = make(ANA.address(KNOWN.log, number=2, previous=BEGUN.digest), [content] * 3, ANA.seed)
    with suppress(ProtocolError):
        entry_of(entry)
    extend(KNOWN, entry)


def manifest(content: bytes) -> None:
    sealed = seal(CASES_KEY, place_of(ADDRESS, 0), content)
    open_changes(make(ADDRESS, [sealed], ANA.seed), CASES_KEY, held)


HEADERS = [0, 1, 5, "Ana", "intake", None, encode([]), [bytes(32)]]
MANIFEST = encode([1, [["content", FIRST_CASE]], [HEADERS]])


def case_content(content: bytes) -> None:
    key = CASE_KEYS[FIRST_CASE]
    parts = [
        seal(CASES_KEY, place_of(ADDRESS, 0), MANIFEST),
        seal(key, place_of(ADDRESS, 1), content),
    ]
    open_changes(make(ADDRESS, parts, ANA.seed), CASES_KEY, held)


def padded(content: bytes) -> None:
    sealing._unpacked(content.ljust(4, b"\0"))


def key_ring(content: bytes) -> None:
    wrapped = wrap_to(BEN.device.kem, wrap_purpose(PROGRAM, BEN.id), content)
    keyring.unwrap_keyring(PROGRAM, BEN.id, BEN.mlkem, BEN.x25519, wrapped)


def invitation_step(step: str) -> Callable[[bytes], object]:
    readers: Mapping[str, Callable[[bytes], object]] = {
        "offer": lambda content: invitation.open_offer(SECRET, content),
        "answer": lambda content: invitation.open_answer(SECRET, content),
        "reveal": lambda content: invitation.open_reveal(SECRET, content, OFFER),
    }
    key = derive(SECRET, "rendezvous/key")
    return lambda content: readers[step](seal(key, step.encode(), content))


def signed_sheet(content: bytes) -> None:
    factsheet.read_signed(content)


def sheet(content: bytes) -> None:
    signature = signing.sign(ANA.seed, "fact sheet", encode((content, ANA.id, 5)))
    factsheet.read_signed(encode((content, ANA.id, 5, signature)))


PARSERS: dict[str, Callable[[bytes], object]] = {
    "envelope": read_envelope,
    "header": signed_header,
    "roster entry": entry_body,
    "manifest": manifest,
    "content": case_content,
    "sealed part": lambda content: sealing.open_sealed(CASES_KEY, b"", content),
    "padding": padded,
    "wrap": lambda content: keyring.unwrap_keyring(PROGRAM, BEN.id, BEN.mlkem, BEN.x25519, content),
    "key ring": key_ring,
    **{step: invitation_step(step) for step in ("offer", "answer", "reveal")},
    "signed sheet": signed_sheet,
    "sheet": sheet,
    **{
        kind.__name__: lambda content, kind=kind: decode(content, kind)  # type: ignore[misc]  # kept for each
        for kind in messages.Message.__subclasses__()
    },
}
TRUE: dict[str, list[bytes]] = {
    "envelope": [to_bytes(changes()), to_bytes(BEGUN), to_bytes(Program().admission())],
    "header": [changes().signed, BEGUN.signed],
    "roster entry": [part for part in (BEGUN.parts[0],) if part],
    "manifest": [MANIFEST],
    "content": [encode([1, [[0, 0, b"piece"]]])],
    "offer": [encode(OFFER)],
    "signed sheet": [SHEET],
    "sheet": [decode(SHEET, factsheet.SignedSheet).sheet],
}


@st.composite
def damaged(draw: st.DrawFn, wholes: list[bytes]) -> bytes:
    """A true message with bytes changed, taken out or put in."""
    content = bytearray(draw(st.sampled_from(wholes)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(content) - 1)))
        new = draw(st.binary(max_size=6))
        content[at : at + draw(st.integers(0, 6))] = new
    return bytes(content)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=5)
    | st.binary(max_size=40)
    | st.sampled_from([CASES, ANA.id, bytes(32), "content", "key", "genesis", "admit", 1]),
    lambda inner: (
        st.lists(inner, max_size=9) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=20,
)


@pytest.mark.parametrize("name", PARSERS)
def test_any_bytes_and_any_message_are_read_or_refused(name: str) -> None:
    parser = PARSERS[name]

    @BUDGET
    @given(st.binary(max_size=300) | VALUES.map(encode))
    def read(content: bytes) -> None:
        with suppress(ProtocolError):
            parser(content)

    read()


@pytest.mark.parametrize("name", TRUE)
def test_a_damaged_message_is_read_or_refused(name: str) -> None:
    parser = PARSERS[name]

    @BUDGET
    @given(damaged(TRUE[name]))
    def read(content: bytes) -> None:
        with suppress(ProtocolError):
            parser(content)

    read()


@BUDGET
@given(st.dictionaries(st.sampled_from(sorted(requests.__dict__)), st.text(max_size=40)))
def test_any_headers_are_read_or_refused(extra: dict[str, str]) -> None:
    with suppress(ProtocolError):
        requests.read_stamp(extra)


@BUDGET
@given(st.lists(st.text(max_size=130), min_size=5, max_size=5))
def test_any_values_of_headers_are_read_or_refused(values: list[str]) -> None:
    names = (
        requests.DEVICE, requests.TIME, requests.NONCE, requests.SIGNATURE, requests.PROTOCOL
    )  # fmt: skip
    with suppress(ProtocolError):
        requests.read_stamp(dict(zip(names, values, strict=True)))


@BUDGET
@given(st.binary(max_size=70), st.binary(max_size=70))
def test_any_key_and_signature_are_refused(public: bytes, signature: bytes) -> None:
    with pytest.raises(ProtocolError):
        signing.verify(public, "envelope", b"", signature)


def test_every_parser_is_named_here() -> None:
    """A message that is added must be added above: its readers are found by their base."""
    kinds: set[Any] = set(messages.Message.__subclasses__())
    assert {kind.__name__ for kind in kinds} <= set(PARSERS)
    assert len(kinds) >= 10
