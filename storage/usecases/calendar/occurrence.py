"""One thing in the calendar, which days are asked for, and the order of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from storage.domain.ids import RecordId

SUBJECTS: Mapping[str, str] = {
    "court": "court_event",
    "appointment": "referral_out",
    "outreach": "outreach",
    "training": "training",
    "task": "task",
    "review": "case",
    "screening": "screening",
    "plan": "safety_plan",
    "missing": "missing_episode",
    "coverage": "coverage",
}
"""What can stand in the calendar, in the order of one day, each with the kind of its record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Which days to show, both included; whose, everyone's when nobody is named; which subjects.

    ``today`` ends what is still going on, such as a missing episode.
    """

    first: date
    last: date
    today: date
    who: str = ""
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One thing in the calendar; without a time it takes the whole day, or all of its days."""

    subject: str
    record: RecordId
    on: date
    until: date
    at: time | None = None
    minutes: int | None = None
    what: str = ""
    where: str = ""
    who: str = ""
    case: RecordId | None = None
    number: str = ""
    youth: str = ""
    done: bool = False
    """Done, held or cancelled: nothing is left to do about it."""
    off: bool = False
    """It will not happen on its day, or did not."""
    state: str = ""
    """The state in words, where it is not the usual one."""
    versions: int = 0
    """How many versions of when and where it is wait for a decision; it stands once for each."""

    @property
    def kind(self) -> str:
        """The kind of its record."""
        return SUBJECTS[self.subject]

    def covers(self, day: date) -> bool:
        """Tell whether it stands on ``day``."""
        return self.on <= day <= self.until


def place_in_time(one: Occurrence) -> tuple[Any, ...]:
    """Return the key that orders occurrences as a day goes."""
    return (one.on, one.at or time.min, _RANK[one.subject], one.number, one.what, one.record)


def rank(one: Occurrence) -> int:
    """Return how pressing its subject is: court is 0."""
    return _RANK[one.subject]


def days_of(
    found: Sequence[Occurrence], first: date, last: date
) -> dict[date, tuple[Occurrence, ...]]:
    """Return for every day from ``first`` to ``last`` what stands on it, in the day's order."""
    days: dict[date, list[Occurrence]] = {
        first + timedelta(days=number): [] for number in range((last - first).days + 1)
    }
    for one in found:
        day = max(one.on, first)
        while day <= min(one.until, last):
            days[day].append(one)
            day += timedelta(days=1)
    return {day: tuple(sorted(listed, key=_place_in_day)) for day, listed in days.items()}


def _place_in_day(one: Occurrence) -> tuple[Any, ...]:
    """Whole days first; of them, what is done stands after what is not."""
    is_timed = one.at is not None
    return (is_timed, one.done and not is_timed, *place_in_time(replace(one, on=date.min)))


_RANK = {subject: number for number, subject in enumerate(SUBJECTS)}
