"""A fact sheet holds codes and whole numbers, or it is neither signed nor taken."""

from typing import Any

import pytest

from sync.protocol import limits, signing
from sync.protocol.encoding import encode
from sync.protocol.errors import NewerProtocolError, ProtocolError, SignatureError
from sync.protocol.factsheet import (
    Fact,
    FactSheet,
    SignedSheet,
    new_sheet,
    read_signed,
    sign_sheet,
    verify_sheet,
)
from tests.protocol.builders import ANA, BEN, fixed
from tests.protocol.damage import all_refused
from tests.protocol.messagepack import pack, unpack

PROGRAM = fixed("program", 32)
TIME = 1_770_000_000_000
PERIOD = ("2026-01-01", "2026-03-31")
FACTS = (Fact("victims", (), 41), Fact("victims", ("age:0-11", "gender:x"), 7))


def sheet(facts: tuple[Fact, ...] = FACTS) -> FactSheet:
    return new_sheet(PROGRAM, "suffolk", ("pmt", "2026"), PERIOD, 1, facts)


PLAIN: list[Any] = unpack(encode(sheet()))
FIELDS = FactSheet.__struct_fields__


def signed_as(content: Any, device: Any = ANA.id, time: Any = TIME) -> bytes:
    """A sheet that its device signed as it stands, whatever it holds."""
    raw = content if isinstance(content, bytes) else encode(content)
    signature = signing.sign(ANA.seed, "fact sheet", encode((raw, device, time)))
    return encode([raw, device, time, signature])


def plain(**values: Any) -> list[Any]:
    return [values.get(name, PLAIN[at]) for at, name in enumerate(FIELDS)]


def read(content: bytes) -> FactSheet:
    read_, signed = read_signed(content)
    verify_sheet(signed, ANA.device.signing)
    return read_


def test_a_sheet_reads_back() -> None:
    assert read(sign_sheet(sheet(), ANA.id, TIME, ANA.seed)) == sheet()
    assert read(signed_as(plain())) == sheet()
    assert read(sign_sheet(sheet(()), ANA.id, TIME, ANA.seed)).facts == ()


def test_no_byte_can_be_changed_cut_or_added() -> None:
    all_refused(read, sign_sheet(sheet(), ANA.id, TIME, ANA.seed))


def test_a_signature_covers_sheet_device_and_time() -> None:
    content = sign_sheet(sheet(), ANA.id, TIME, ANA.seed)
    raw, _, _, signature = unpack(content)
    for device, time in ((BEN.id, TIME), (ANA.id, TIME + 1)):
        with pytest.raises(SignatureError):
            read(pack([raw, device, time, signature]))
    with pytest.raises(SignatureError):
        verify_sheet(read_signed(content)[1], BEN.device.signing)
    for purpose in ("envelope", "request", "answer"):
        other = signing.sign(ANA.seed, purpose, encode((raw, ANA.id, TIME)))
        with pytest.raises(SignatureError):
            read(pack([raw, ANA.id, TIME, other]))


NO_CODES = [
    "",
    "Maria Lopez",
    "maria lopez",
    "Maria",
    "maria\n",
    "jos\u00e9",
    "\u043c\u0430\u0440\u0438\u044f",
    "-dash-first",
    "a/b",
    "a@b",
    "a,b",
    "<b>",
    "=1+1",
    "\u0661",
    "a\0",
    "a" * 65,
    "617 555 0100",
]


@pytest.mark.parametrize("text", NO_CODES, ids=ascii)
def test_text_has_no_place_on_a_sheet(text: str) -> None:
    for values in (
        {"cac": text},
        {"report": text},
        {"report_version": text},
        {"facts": [[text, [], 1]]},
        {"facts": [["victims", [text], 1]]},
        {"facts": [["victims", ["age:0-11", text], 1]]},
    ):
        with pytest.raises(ProtocolError):
            read(signed_as(plain(**values)))
    with pytest.raises(ProtocolError):
        sheet((Fact(text, (), 1),))
    with pytest.raises(ProtocolError):
        sheet((Fact("victims", (text,), 1),))


@pytest.mark.parametrize(
    "value",
    [1.5, 1.0, float("nan"), float("inf"), "1", b"1", None, True, [], 2**53, -(2**53), 2**64 - 1],
    ids=repr,
)
def test_a_figure_is_a_whole_number_of_a_size_that_every_program_keeps(value: Any) -> None:
    with pytest.raises(ProtocolError):
        read(signed_as(plain(facts=[["victims", [], value]])))
    with pytest.raises(ProtocolError):
        sheet((Fact("victims", (), value),))


@pytest.mark.parametrize("value", [0, -1, 2**53 - 1, 1 - 2**53])
def test_any_other_whole_number_is_a_figure(value: int) -> None:
    facts = (Fact("victims", (), value),)
    assert read(sign_sheet(sheet(facts), ANA.id, TIME, ANA.seed)).facts == facts


@pytest.mark.parametrize(
    "values",
    [
        {"program": PROGRAM[:31]},
        {"program": PROGRAM.hex()},
        {"revision": 0},
        {"revision": -1},
        {"revision": 2**31},
        {"first_day": "2026-1-1"},
        {"first_day": "2026-13-01"},
        {"first_day": "2026-02-29"},
        {"first_day": "20260101"},
        {"first_day": "2026-W01-1"},
        {"first_day": "2026-01-01 "},
        {"first_day": "\u0662026-01-01"},
        {"first_day": "0000-01-01"},
        {"first_day": "2026-04-01"},
        {"last_day": "2025-12-31"},
        {"last_day": ""},
        {"facts": None},
        {"facts": [["victims", []]]},
        {"facts": [["victims", [], 1, "a note"]]},
        {"facts": [["victims", [], 1], ["victims", [], 1]]},
        {"facts": [["victims", [], 1], ["victims", [], 2]]},
        {"facts": [["victims", ["a"], 1], ["victims", ["a"], 2]]},
        {"facts": [["victims", list("abcdefghi"), 1]]},
        {"facts": [["victims", "age", 1]]},
        {"facts": {"victims": 1}},
    ],
    ids=repr,
)
def test_a_sheet_that_cannot_be_is_refused_though_a_device_signed_it(
    values: dict[str, Any],
) -> None:
    with pytest.raises(ProtocolError):
        read(signed_as(plain(**values)))


def test_a_sheet_has_no_further_fields_and_one_spelling() -> None:
    for content in ([*PLAIN, "a note"], PLAIN[:-1], b"", b"\xc0", b"\xdc\x00" + pack(PLAIN)):
        with pytest.raises(ProtocolError):
            read(signed_as(content))
    loose = pack(PLAIN).replace(pack(7), b"\xcc\x07")
    assert loose != pack(PLAIN)
    with pytest.raises(ProtocolError):
        read(signed_as(loose))
    whole = unpack(signed_as(PLAIN))
    for outer in ([*whole, 0], whole[:-1], [whole[0].hex(), *whole[1:]]):
        with pytest.raises(ProtocolError):
            read(pack(outer))


@pytest.mark.parametrize(
    ("device", "time"), [(b"", TIME), (ANA.id + b"0", TIME), (ANA.id, -1), (ANA.id, 2**53)]
)
def test_a_sheet_is_signed_by_a_device_at_a_moment(device: bytes, time: int) -> None:
    with pytest.raises(ProtocolError):
        read(signed_as(PLAIN, device, time))


def test_figures_have_a_limit() -> None:
    most = tuple(Fact(f"row{number}", (), 1) for number in range(limits.FACTS))
    assert len(sheet(most).facts) == limits.FACTS
    with pytest.raises(ProtocolError, match="more figures"):
        sheet((*most, Fact("one_more", (), 1)))


def test_a_sheet_of_a_newer_form_says_so() -> None:
    for content in ([2], [2, "new"], plain(form=0)):
        with pytest.raises(NewerProtocolError):
            read(signed_as(content))


def test_a_sheet_has_no_field_but_codes_days_ids_and_numbers() -> None:
    """Whoever adds a field here decides what leaves for the statewide body."""
    assert FIELDS == (
        "form", "program", "cac", "report", "report_version", "first_day", "last_day",
        "revision", "facts",
    )  # fmt: skip
    assert Fact.__struct_fields__ == ("measure", "dimensions", "value")
    assert SignedSheet.__struct_fields__ == ("sheet", "device", "time", "signature")
