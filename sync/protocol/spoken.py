"""Words as somebody wrote, said or pasted them."""

import unicodedata

_NOT_SPOKEN = frozenset({"Cf", "Mn"})
"""Soft hyphens and joiners inside a word, and what stands above a letter."""
_ZERO_WIDTH_SPACE = "\u200b"


def spoken(text: str) -> list[str]:
    """Return the words of ``text`` in small letters.

    Numbers, dashes, line breaks, capitals and what a word processor puts between letters are no
    hindrance.
    """
    decomposed = unicodedata.normalize("NFKD", text.replace(_ZERO_WIDTH_SPACE, " "))
    kept = (c for c in decomposed if unicodedata.category(c) not in _NOT_SPOKEN)
    return "".join(c if c.isalpha() else " " for c in kept).lower().split()
