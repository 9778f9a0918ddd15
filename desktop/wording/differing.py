"""Where two texts differ, word by word."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

Span = tuple[int, int]
"""Where marked letters begin, and how many there are."""

_WORDS = re.compile(r"\s+|[^\s]+")
_ALIKE = 0.3


def differing(text: str, others: Sequence[str]) -> list[Span]:
    """Return the spans of ``text`` that any of ``others`` does not say in the same place.

    Texts that have little in common differ as a whole: scattered equal words would say nothing.
    """
    marked = [False] * len(text)
    for other in others:
        for start, length in _against(text, other):
            marked[start : start + length] = [True] * length
    return _spans(text, marked)


def _against(text: str, other: str) -> list[Span]:
    words, theirs = _WORDS.findall(text), _WORDS.findall(other)
    matcher = SequenceMatcher(None, words, theirs, autojunk=False)
    if text != other and matcher.ratio() < _ALIKE:
        return [(0, len(text))]
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    return [
        (starts[first], starts[last] - starts[first])
        for change, first, last, _, _ in matcher.get_opcodes()
        if change in {"replace", "delete"}
    ]


def _spans(text: str, marked: Sequence[bool]) -> list[Span]:
    """Join marked letters into spans that neither begin nor end with a space."""
    spans: list[Span] = []
    for start, is_marked in enumerate(marked):
        if not is_marked:
            continue
        if spans and sum(spans[-1]) == start:
            spans[-1] = (spans[-1][0], spans[-1][1] + 1)
        else:
            spans.append((start, 1))
    trimmed = [_trim(text, *span) for span in spans]
    return [span for span in trimmed if span[1]]


def _trim(text: str, start: int, length: int) -> Span:
    inside = text[start : start + length]
    lead = len(inside) - len(inside.lstrip())
    return start + lead, len(inside.strip())
