"""Things of one day that overlap, laid out side by side."""

from collections.abc import Sequence
from datetime import time
from typing import NamedTuple

from storage.usecases.calendar.occurrence import Occurrence, rank

_Span = tuple[Occurrence, int, int]

LEAST_MINUTES = 30
"""What is shorter is drawn as long as this, so that its words can be read."""


class Track(NamedTuple):
    """Where one thing stands: its minutes of the day, its track, and how many tracks there are."""

    item: Occurrence
    start: int
    end: int
    track: int
    tracks: int


class Rest(NamedTuple):
    """Things for which there is no track left, drawn together in the last one."""

    items: tuple[Occurrence, ...]
    start: int
    end: int
    track: int
    tracks: int


def laid_out(items: Sequence[Occurrence], most: int) -> list[Track | Rest]:
    """Return the timed ``items`` side by side where they overlap.

    There are at most ``most`` tracks, or two; what finds no place stands in the last one together.
    """
    spans = sorted(
        ((one, *_minutes(one)) for one in items if one.at is not None),
        key=lambda span: (span[1], -span[2]),
    )
    found: list[Track | Rest] = []
    group: list[_Span] = []
    most, end = max(most, 2), 0
    for span in spans:
        if group and span[1] >= end:
            found += _of_group(group, most)
            group = []
        end = max(end, span[2]) if group else span[2]
        group.append(span)
    return found + _of_group(group, most)


def _of_group(group: Sequence[_Span], most: int) -> list[Track | Rest]:
    """Lay out things that hang together; what is less pressing goes into the rest."""
    needed = _needed(group)
    tracks = min(needed, most)
    kept = tracks if needed <= most else most - 1
    taken: list[list[_Span]] = [[] for _ in range(kept)]
    found: list[Track | Rest] = []
    rest: list[_Span] = []
    for span in group if needed <= most else sorted(group, key=_weight):
        one, start, end = span
        free = (n for n, others in enumerate(taken) if not _any_over(others, start, end))
        track = next(free, None)
        if track is None:
            rest.append(span)
        else:
            taken[track].append(span)
            found.append(Track(one, start, end, track, tracks))
    if rest:
        items = tuple(one for one, _, _ in sorted(rest, key=lambda span: span[1:]))
        first, last = min(start for _, start, _ in rest), max(end for _, _, end in rest)
        found.append(Rest(items, first, last, kept, tracks))
    return found


def _needed(group: Sequence[_Span]) -> int:
    """Return how many of ``group`` stand beside each other at most."""
    return max((sum(s <= start < e for _, s, e in group) for _, start, _ in group), default=0)


def _any_over(others: Sequence[_Span], start: int, end: int) -> bool:
    return any(s < end and start < e for _, s, e in others)


def _weight(span: _Span) -> tuple[bool, int, int]:
    one, start, _ = span
    return one.done, rank(one), start


def _minutes(one: Occurrence) -> tuple[int, int]:
    at = one.at or time.min
    start = at.hour * 60 + at.minute
    return start, min(start + max(one.minutes or 0, LEAST_MINUTES), 24 * 60)
