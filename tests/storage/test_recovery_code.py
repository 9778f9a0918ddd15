"""What is typed from paper: every slip is noticed, handwriting is forgiven."""

import os
from itertools import combinations

import pytest

from storage.crypto.recovery import new_code, secret_of
from storage.errors import RejectedError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODES = 100 if os.environ.get("SATCHEL_LONG") else 3
CODE = "JP6V-PW42-CBG1-TBKB-0WVW-3Z83-TBK8-6D9N-FP8A"


def refused(typed: str) -> None:
    with pytest.raises(RejectedError, match="typing error"):
        secret_of(typed)


def test_every_single_wrong_symbol_is_noticed() -> None:
    for code in (new_code() for _ in range(CODES)):
        for place, right in enumerate(code):
            for wrong in ALPHABET if right != "-" else "":
                if wrong != right:
                    refused(code[:place] + wrong + code[place + 1 :])


def test_every_symbol_left_out_or_typed_twice_is_noticed() -> None:
    for place, symbol in enumerate(CODE):
        if symbol != "-":
            refused(CODE[:place] + CODE[place + 1 :])
            refused(CODE[:place] + symbol + CODE[place:])


def test_swapped_neighbours_and_swapped_groups_are_noticed() -> None:
    plain = CODE.replace("-", "")
    for place in range(len(plain) - 1):
        swapped = plain[:place] + plain[place : place + 2][::-1] + plain[place + 2 :]
        if swapped != plain:
            refused(swapped)
    groups = CODE.split("-")
    for one, other in combinations(range(len(groups)), 2):
        mixed = [*groups]
        mixed[one], mixed[other] = mixed[other], mixed[one]
        if mixed != groups:
            refused("-".join(mixed))


@pytest.mark.parametrize(
    "written",
    [
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " \u2013 "),
        CODE.replace("-", "\u2014"),
        CODE.replace("-", "\u00a0\u2011\u00a0"),
        CODE.replace("-", "\n"),
        f"  {CODE}\r\n",
        CODE.replace("0", "O").replace("1", "l").replace("V", "u"),
        CODE.replace("0", "o").replace("1", "I"),
        "".join(chr(ord(c) + 0xFEE0) if c != "-" else c for c in CODE),
        "\u201c" + CODE + "\u201d.",
        "\ufeff" + CODE,
    ],
)
def test_handwriting_dashes_of_a_word_processor_and_wide_letters_are_forgiven(
    written: str,
) -> None:
    assert secret_of(written) == secret_of(CODE)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "-", "0", CODE[:-1], CODE + "0", CODE * 2, "0" * 36, "\x00" * 36, "\ud800", "é" * 36,
     "https://example.org/?" + CODE, "9" * 10_000_000, "\u0661" * 36],
)  # fmt: skip
def test_what_is_no_code_is_refused_in_words(typed: str) -> None:
    refused(typed)
