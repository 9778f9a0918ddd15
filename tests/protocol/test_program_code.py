"""A program's code survives being read out, and a mistyped one is noticed."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.protocol.errors import ProtocolError
from sync.protocol.program_code import PREFIX_LENGTH, code_of, prefix_of
from tests.protocol.builders import fixed

PROGRAM = fixed("program", 32)
CODE = code_of(PROGRAM)
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(st.binary(min_size=32, max_size=32))
@settings(max_examples=100, deadline=None)
def test_a_code_carries_the_beginning_of_an_id(program: bytes) -> None:
    code = code_of(program)
    assert prefix_of(code) == program[:PREFIX_LENGTH]
    assert len(code) == 44
    assert not set(code) - set(SYMBOLS) - {"-"}


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " \u2013 "),
        f"\u00a0{CODE}\n",
        CODE.replace("0", "O").replace("1", "I"),
        CODE.replace("0", "o").replace("1", "l"),
        CODE.replace("V", "u"),
    ],
    ids=ascii,
)
def test_a_code_is_read_however_it_was_typed(typed: str) -> None:
    assert prefix_of(typed) == PROGRAM[:PREFIX_LENGTH]


def test_one_wrong_symbol_or_two_that_changed_places_are_noticed() -> None:
    plain = CODE.replace("-", "")
    passed = 0
    for at in range(36):
        for symbol in SYMBOLS:
            passed += taken(plain[:at] + symbol + plain[at + 1 :], plain)
    for at in range(35):
        passed += taken(plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :], plain)
    assert passed == 0


def taken(typed: str, true: str) -> bool:
    if typed == true:
        return False
    try:
        prefix_of(typed)
    except ProtocolError:
        return False
    return True


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        CODE[:-1],
        CODE + "0",
        CODE * 2,
        CODE[:-1] + "\u0662",
        CODE[:-1] + "\u00df",
        "\u0130" * 36,
    ],
    ids=ascii,
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(ProtocolError, match="code"):
        prefix_of(typed)


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_is_a_code_or_refused(text: str) -> None:
    with suppress(ProtocolError):
        prefix_of(text)
