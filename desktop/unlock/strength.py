"""What to say about a new passphrase while it is typed: plain words, no rules of composition."""

import unicodedata
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication

from desktop.wording.numbers import counted

LEAST = 15
"""Characters; NIST SP 800-63B-4 for a passphrase that stands alone. Storage holds the same line."""
_GOOD_WORDS = 5
_FAIR_WORDS = 4
_GOOD_LENGTH = 28
_FAIR_LENGTH = 20
_DISTINCT = 8
_GUESSED_FIRST = frozenset(
    ["satchel", "csec", "passphrase", "password", "massachusetts", "advocacy", "child", "qwerty"]
)

Level = Literal["short", "weak", "fair", "strong"]


@dataclass(frozen=True, slots=True)
class Strength:
    """How good a passphrase is, and a sentence that says so."""

    level: Level
    sentence: str

    @property
    def is_enough(self) -> bool:
        """Whether it may be used."""
        return self.level != "short"


def strength(passphrase: str) -> Strength:
    """Judge ``passphrase`` by its length and by how many different words it has."""
    text = unicodedata.normalize("NFKC", passphrase)
    missing = LEAST - len(text)
    if missing > 0:
        more = counted(missing, "character", "characters")
        return Strength("short", _tr("{count} more to go.").format(count=more))
    words = {word for word in text.casefold().split() if word not in _GUESSED_FIRST}
    if len(set(text.casefold())) < _DISTINCT:
        return Strength("weak", _tr("Weak: it repeats itself. Add a word or two."))
    if len(words) >= _GOOD_WORDS or len(text) >= _GOOD_LENGTH:
        return Strength("strong", _tr("Strong: hard to guess, even for a machine."))
    if len(words) >= _FAIR_WORDS or len(text) >= _FAIR_LENGTH:
        return Strength("fair", _tr("Good. One more word would make it strong."))
    return Strength(
        "weak", _tr("It will do. Two more words that have nothing in common would help.")
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("strength", text)
