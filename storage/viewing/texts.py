"""Text, in pages of some hundred lines; what would not be seen is made visible."""

import unicodedata
from collections.abc import Sequence

from storage.errors import RejectedError
from storage.viewing.messages import MOST_PAGES, Page
from storage.viewing.shown import Place

_LINES = 400
_LETTERS = 40_000
_LONGEST = 2_000
"""Letters of one line; a longer one goes on in the next."""
_PLAIN = {"\n", "\t"}
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_KEPT = {"\u00ad", "\u200c", "\u200d"}
"""Unseen by right: soft hyphens, and what joins letters in several scripts."""


class Text:
    """A text in memory, cut into pages."""

    drawn = False

    def __init__(self, text: str) -> None:
        self._pages = _cut(text)
        self.pages = len(self._pages)
        if self.pages > MOST_PAGES:
            raise RejectedError("This text is too long to be shown. Split it.")

    def page(self, number: int, width: int) -> Page:
        """Raise ValueError: a text is not drawn."""
        raise ValueError(number, width)

    def text(self, number: int) -> str:
        """Return a page, with a sign for every letter that would not be seen."""
        return seen(self._pages[number])

    def places(self, number: int, words: str) -> Sequence[Place] | None:
        """Return an empty place where the words are on the page, whatever their case."""
        return () if words.casefold() in self.text(number).casefold() else None


def decoded(data: memoryview) -> str:
    """Return the text in ``data``: UTF-16 where it says so, UTF-8, or one byte a letter."""
    start = bytes(data[:2])
    encoding = "utf-16" if start in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return str(data, encoding)
    except UnicodeDecodeError:
        return str(data, "cp1252", "replace")


def seen(text: str) -> str:
    """Return ``text`` with the number of every letter that has no shape."""
    hidden = {
        letter
        for letter in set(text)
        if unicodedata.category(letter) in _UNSEEN and letter not in _PLAIN | _KEPT
    }
    if not hidden:
        return text
    return text.translate({ord(letter): f"\u2039{ord(letter):04X}\u203a" for letter in hidden})


def _cut(text: str) -> list[str]:
    pages: list[str] = []
    lines: list[str] = []
    letters = 0
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        for start in range(0, max(len(line), 1), _LONGEST):
            piece = line[start : start + _LONGEST]
            if len(lines) >= _LINES or letters + len(piece) > _LETTERS:
                pages.append("\n".join(lines))
                lines, letters = [], 0
            lines.append(piece)
            letters += len(piece)
    return [*pages, "\n".join(lines)]
