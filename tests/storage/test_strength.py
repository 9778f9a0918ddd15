"""Which passphrases are taken: by what they cost to guess, never by what they are made of."""

import os
import random  # noqa: TID251 - seeded, so that a failure can be looked at again
import time
import unicodedata
from typing import Literal

import pytest

from storage.crypto import passphrases
from storage.crypto.passphrases import FLOOR
from storage.crypto.strength import check_new_passphrase, judge
from storage.errors import RejectedError
from storage.usecases.passphrases import WORDS, suggestion

OWN = ("Ana Reyes", "Berkshire County Kids' Place")
FORMS: tuple[Literal["NFC", "NFD", "NFKC", "NFKD"], ...] = ("NFC", "NFD", "NFKC", "NFKD")
LONG = bool(os.environ.get("SATCHEL_LONG"))


@pytest.mark.parametrize(
    "passphrase",
    [
        "seven kites over a quiet harbor",
        "river lantern copper meadow",
        "SEVEN KITES OVER A QUIET HARBOR",
        "quxi mpor tavle ndrof",
        "xk3!Qv9#Lm2@Pz7",
        "велосипед лампа океан тарелка",
        "caf\u00e9 lantern copper meadow",
        "correct horse battery staple seven kites over a quiet harbor",
        "Ana Reyes keeps seven kites over a quiet harbor",
    ],
)
def test_what_is_hard_to_guess_is_taken_whatever_it_is_made_of(passphrase: str) -> None:
    check_new_passphrase(passphrase, OWN)


@pytest.mark.parametrize(
    "passphrase",
    [
        "aaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "a" * 256,
        "1234567890123456",
        "qwertyuiopasdfghjkl",
        "passwordpassword1",
        "Passw0rd!Passw0rd!",
        "January2026January2026",
        "March 2026 March 2026",
        "Suffolk County CSEC March 2026",
        "Berkshire County Kids' Place",
        "Berkshire-County-Kids-Place-2026!",
        "Ana Reyes Ana Reyes",
        "@na Reyes Ber7shire County",
        "Children's Advocacy Center 2026",
        "CSEC coordinator Worcester",
        "Commercial Sexual Exploitation of Children",
        "Satchel Satchel 2026",
        "$@tchel p@ssphr@se",
        "correct horse battery staple",
        "C0rrect H0rse Battery $taple!",
        "to be or not to be that is the question",
        "T0 be, or n0t t0 be: that is the question!",
        "i pledge allegiance to the flag",
        "Twinkle twinkle little star 2024",
        "practice practice practice",
        "iloveyouiloveyou1",
        "green lamp river",
    ],
)
def test_what_is_guessed_soon_is_refused(passphrase: str) -> None:
    with pytest.raises(RejectedError, match="guessed too soon"):
        check_new_passphrase(passphrase, OWN)


@pytest.mark.parametrize("length", [0, 1, 14])
def test_fourteen_characters_are_too_few_and_said_so(length: int) -> None:
    with pytest.raises(RejectedError, match=f"has {length} characters; it needs at least 15"):
        check_new_passphrase("xk3!Qv9#Lm2@Pz7"[:length])


def test_two_hundred_and_fifty_six_are_taken_and_one_more_is_not() -> None:
    long = "".join(random.Random(3).choices("abcdefghijklmnopqrstuvwxyz ", k=257))
    check_new_passphrase(long[:256])
    with pytest.raises(RejectedError, match="longer than 256"):
        check_new_passphrase(long)


def test_characters_are_counted_as_they_are_derived() -> None:
    """Fifteen letters with an accent of their own are fifteen, not thirty."""
    assert judge("e\u0301" * 14).verdict == "short"
    assert judge("\ufdfa").length == 18


def test_six_words_drawn_at_random_are_always_strong() -> None:
    drawn = {suggestion(OWN) for _ in range(200)}
    assert len(drawn) == 200
    for words in drawn:
        assert len(words.split()) == WORDS
        assert judge(words, OWN).verdict in ("strong", "enough"), words
    assert sum(judge(words).verdict == "strong" for words in drawn) > 150


def test_words_that_would_be_refused_are_not_suggested(monkeypatch: pytest.MonkeyPatch) -> None:
    refused, taken = (
        "mango october office program book curious",
        "kite quiet harbor seven river tin",
    )
    words = iter(f"{refused} {taken}".split())
    monkeypatch.setattr("secrets.choice", lambda _list: next(words))
    assert judge(refused, OWN).verdict == "guessable"
    assert suggestion(OWN) == taken


def test_a_judgement_takes_less_than_a_keystroke() -> None:
    judge("the list is read once")

    def cost(text: str) -> float:
        begun = time.thread_time()
        judge(text[:256], OWN)
        return time.thread_time() - begun

    for text in ("the quick brown fox " * 12, "ab1 " * 64, "seven kites over a quiet harbor",
                 "$@5" * 80, "aX3$ k\u042b" * 36):  # fmt: skip
        # The collector may come in one of them.
        assert min(cost(text) for _ in range(3)) < 0.05, text


def test_any_unicode_form_of_a_passphrase_derives_the_same_key_and_no_other_one_does() -> None:
    """Of passphrases made of any letters; ten thousand in the long form."""
    draw, salt = random.Random(11), bytes(16)
    seen: dict[bytes, str] = {}
    for number in range(10_000 if LONG else 3):
        text = "".join(_letter(draw) for _ in range(draw.randint(15, 40)))
        key = passphrases.derive(text, salt, FLOOR)
        form = FORMS[number % 4]
        assert passphrases.derive(unicodedata.normalize(form, text), salt, FLOOR) == key
        assert seen.setdefault(key, passphrases.normal(text)) == passphrases.normal(text)


def test_every_form_of_ten_thousand_passphrases_is_one_to_the_derivation() -> None:
    draw = random.Random(12)
    for _ in range(10_000):
        text = "".join(_letter(draw) for _ in range(draw.randint(15, 40)))
        once = passphrases.normal(text)
        for form in FORMS:
            assert passphrases.normal(unicodedata.normalize(form, text)) == once
        once.encode()


def _letter(draw: random.Random) -> str:
    while True:
        letter = chr(draw.choice((draw.randrange(0x20, 0x250), draw.randrange(0x20, 0x110000))))
        if unicodedata.category(letter) != "Cs":
            return letter
