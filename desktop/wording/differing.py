"""Where two texts differ, word by word."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

Span = tuple[int, int]
"""Where marked letters begin, and how many there are."""

_WORD = re.compile(r"\S+")
_ALIKE = 0.3


def differing(text: str, others: Sequence[str]) -> list[Span]:
    """Return the spans of ``text`` that any of ``others`` does not say in the same place.

    Texts that have little in common differ as a whole: scattered equal words would say nothing.
    """
    marked = [False] * len(text)
    for other in others:
        for start, end in _against(text, other):
            marked[start:end] = [True] * (end - start)
    return _spans(marked)


def _against(text: str, other: str) -> list[tuple[int, int]]:
    """Return where what only ``text`` says begins and ends."""
    places = [found.span() for found in _WORD.finditer(text)]
    words = [text[start:end] for start, end in places]
    matcher = SequenceMatcher(None, words, _WORD.findall(other), autojunk=False)
    if words and matcher.ratio() < _ALIKE:
        return [(places[0][0], places[-1][1])]
    return [
        (places[first][0], places[last - 1][1])
        for change, first, last, _, _ in matcher.get_opcodes()
        if change in {"replace", "delete"}
    ]


def _spans(marked: Sequence[bool]) -> list[Span]:
    spans: list[Span] = []
    for place, is_marked in enumerate(marked):
        if is_marked and spans and sum(spans[-1]) == place:
            spans[-1] = (spans[-1][0], spans[-1][1] + 1)
        elif is_marked:
            spans.append((place, 1))
    return spans
