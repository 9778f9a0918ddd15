"""How many guesses a new passphrase costs, and what is refused.

The estimator is zxcvbn. It takes every word of a saying for one of its own, and knows neither this
field nor the person; so what anybody would try first is taken out before, and the rest must be
strong enough alone. NIST SP 800-63B-4: at least fifteen characters, a list of what is refused, no
rules of composition.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from storage.crypto.passphrases import MAX_LENGTH, MIN_LENGTH, normal
from storage.errors import RejectedError

FLOOR = 12.0
"""Decimal digits of guesses. At ten thousand guesses a second, which a rack of cards may reach at
64 MiB each, that is three years; four words drawn at random cost fifty times as many."""
STRONG = 16.0
"""From here on no machine will do: five words drawn at random."""
_LOOKED_AT = 48
"""Characters. More could only add, and the estimator's time grows with their cube."""
_INSIDE = 6
"""Letters from which on a word is looked for inside others too: `case` stands in `showcase`."""
_READ_AS = str.maketrans("013457@$!", "oieastasi")
_YEAR = re.compile(r"(19|20)\d\d")
_WORD = re.compile(r"[^\W_]+")
_SEPARATORS = re.compile(r"[\s\-_.,:;'/]+")

Verdict = Literal["short", "long", "guessable", "enough", "strong"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a passphrase is worth: ``digits`` is the decimal logarithm of the guesses it costs."""

    verdict: Verdict
    length: int
    digits: float = 0.0

    @property
    def is_enough(self) -> bool:
        """Whether it may be used."""
        return self.verdict in ("enough", "strong")


def judge(passphrase: str, own: Iterable[str] = ()) -> Judgement:
    """Judge ``passphrase``; names in ``own`` (the person's, the program's) count for nothing."""
    text = normal(passphrase)
    if len(text) < MIN_LENGTH:
        return Judgement("short", len(text))
    if len(text) > MAX_LENGTH:
        return Judgement("long", len(text))
    words = _words() | {word for name in own for word in _WORD.findall(normal(name).casefold())}
    digits = min(_digits(rest) for rest in _rests(text, words))
    verdict: Verdict = "guessable" if digits < FLOOR else "enough" if digits < STRONG else "strong"
    return Judgement(verdict, len(text), digits)


def check_new_passphrase(passphrase: str, own: Iterable[str] = ()) -> None:
    """Refuse a passphrase that is too short, too long or guessed too soon: RejectedError."""
    judged = judge(passphrase, own)
    match judged.verdict:
        case "short":
            raise RejectedError(
                f"The passphrase has {judged.length} characters; it needs at least {MIN_LENGTH}. "
                "Several unrelated words are easy to remember."
            )
        case "long":
            raise RejectedError(f"The passphrase is longer than {MAX_LENGTH} characters.")
        case "guessable":
            raise RejectedError(
                "The passphrase would be guessed too soon: sayings, names, dates, repeats and "
                "words of this work count for little. Use five words that have nothing in common."
            )
        case _:
            return


def _rests(text: str, words: frozenset[str]) -> set[str]:
    """Return what is left of the text, as it is and with signs read as letters."""
    lower = text.casefold()
    plain = _YEAR.sub(" ", lower)
    return {
        _SEPARATORS.sub("", lower),
        _without(plain, words),
        _without(plain.translate(_READ_AS), words),
    }


def _without(text: str, words: frozenset[str]) -> str:
    """Return ``text`` without separators, sayings and ``words``, whatever stands between."""
    places = [place for place, letter in enumerate(text) if letter.isalnum()]
    joined = "".join(text[place] for place in places)
    gone: set[int] = set()
    for said in (*_phrases(), *(word for word in words if len(word) >= _INSIDE)):
        at = joined.find(said)
        while at >= 0:
            gone.update(places[at : at + len(said)])
            at = joined.find(said, at + len(said))
    for word in _WORD.finditer(text):
        if word.group() in words:
            gone.update(range(*word.span()))
    kept = "".join(letter for place, letter in enumerate(text) if place not in gone)
    return _SEPARATORS.sub("", kept)


def _digits(text: str) -> float:
    if not text:
        return 0.0
    from zxcvbn_rs_py import zxcvbn  # noqa: PLC0415 - 50 ms, which no unlocking needs

    return float(zxcvbn(text[:_LOOKED_AT]).guesses_log10)


@cache
def _words() -> frozenset[str]:
    return frozenset(_lines("words.txt"))


@cache
def _phrases() -> tuple[str, ...]:
    joined = {line.replace(" ", "") for line in _lines("phrases.txt")}
    return tuple(sorted(joined, key=len, reverse=True))


def _lines(name: str) -> list[str]:
    text = (files("resources") / "passphrases" / name).read_text("utf-8")
    return [line for line in text.splitlines() if line]
