"""Names and words as somebody else wrote, said or pasted them."""

import unicodedata

from sync.protocol.errors import ProtocolError
from sync.protocol.invitation import is_word, secret_of
from sync.protocol.spoken import spoken

LONGEST = 120
"""Letters of a name that is shown."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control and format characters, among them those that turn the writing around, and line ends
(Unicode general categories)."""


def plain_name(text: str) -> str:
    """Return ``text`` as one short line that shows what it says; empty when nothing is left."""
    seen = "".join(" " if unicodedata.category(letter) in _UNSEEN else letter for letter in text)
    return " ".join(unicodedata.normalize("NFC", seen).split())[:LONGEST].rstrip()


def secret_in(text: str) -> bytes | None:
    """Return the secret of the twelve words in ``text``, or None when they are not such.

    Numbers, dashes, line breaks, capitals and what a word processor puts between letters are no
    hindrance.
    """
    try:
        return secret_of(" ".join(spoken(text)))
    except ProtocolError:
        return None


def unknown_words(text: str) -> tuple[str, ...]:
    """Return those words of ``text`` that stand in no invitation, as a form marks them."""
    return tuple(word for word in spoken(text) if not is_word(word))
