"""Names as they are looked for: without case, accents and punctuation."""

import re
import unicodedata

_WORDS = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Return ``text`` without case and accents, for comparing."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def words_of(text: str) -> list[str]:
    """Return the folded words of ``text``; an apostrophe joins (O'Neil is one word)."""
    return _WORDS.findall(folded(text).replace("'", "").replace("\u2019", ""))
