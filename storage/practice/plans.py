"""Decide about every youth of a program what the figures ask for, and only then anything else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from storage.practice.chances import apportion, pick, weighted
from storage.practice.desk import Plan
from storage.practice.figures import Figures
from storage.practice.seeded import Rng

T = TypeVar("T")

TRAFFICKING = "human_trafficking_sex"
_OTHER_TYPES = weighted(
    {
        "child_pornography": 20,
        "child_sexual_abuse": 22,
        "child_physical_abuse_neglect": 17,
        "domestic_family_violence": 8,
        "stalking_harassment": 8,
        "teen_dating": 7,
        "bullying": 6,
        "human_trafficking_labor": 2,
        "kidnapping_noncustodial": 2,
        "identity_theft_fraud": 2,
        "robbery": 1.5,
        "survivor_of_homicide_victim": 1,
        "hate_crime": 1,
        "other": 1,
    }
)
_CHILD_AGES = weighted({4: 1, 5: 2, 6: 3, 7: 4, 8: 6, 9: 9, 10: 15, 11: 22})
TEEN_AGES = weighted({13: 11, 14: 17, 15: 22, 16: 21, 17: 17, 18: 12})
_AGE_NOT_KNOWN = 0.008
_THIRD_TYPE, _FOURTH_TYPE = 0.3, 0.25
_OPENED_BEFORE, _OPENED_UNTIL = 12, 12
"""Days before the first and the last day of a year between which its cases are opened."""
_DAYS_PER_SERVICE = 9


@dataclass(frozen=True, slots=True)
class Span:
    """A first and a last day."""

    first: date
    last: date


def plans(rng: Rng, figures: Figures, span: Span) -> list[Plan]:
    """Return one plan for every person of ``figures``, served between the days of ``span``."""
    people = figures.people
    ages = _shuffled(rng, _ages(rng, figures))
    types = _shuffled(rng, list(_types(rng, figures)))
    days = (span.last - span.first).days
    openings = sorted(
        int(rng.random() * (days + _OPENED_BEFORE - _OPENED_UNTIL)) - _OPENED_BEFORE
        for _ in range(people)
    )
    weights = [rng.lognormvariate(0, 0.8) * (0.2 + (days - o) / days) for o in openings]
    services = apportion(figures.services, weights, least=1)
    return [_plan(rng, span, openings[i], ages[i], types[i], services[i]) for i in range(people)]


def types_of(rng: Rng, *, several: bool, trafficking: bool) -> tuple[str, ...]:
    """Return different victimization types, one or several, with sex trafficking or without."""
    wanted = 1
    if several:
        wanted = 2 + (rng.random() < _THIRD_TYPE) + (rng.random() < _THIRD_TYPE * _FOURTH_TYPE)
    found = {TRAFFICKING: None} if trafficking else {}
    while len(found) < wanted:
        found[pick(rng, _OTHER_TYPES)] = None
    return tuple(found)


def _plan(
    rng: Rng, span: Span, opening: int, age: int | None, types: tuple[str, ...], services: int
) -> Plan:
    opened = span.first + timedelta(days=opening)
    first = min(max(span.first, opened + timedelta(days=int(rng.random() * 6))), span.last)
    length = int(services * _DAYS_PER_SERVICE * (0.6 + rng.random()))
    last = min(span.last, first + timedelta(days=length))
    return Plan(age=age, types=types, opened=opened, first=first, last=last, services=services)


def _ages(rng: Rng, figures: Figures) -> list[int | None]:
    unknown = round(figures.people * _AGE_NOT_KNOWN)
    older = figures.people - figures.under_12 - figures.twelve - unknown
    return [
        *(pick(rng, _CHILD_AGES) for _ in range(figures.under_12)),
        *[12] * figures.twelve,
        *[None] * unknown,
        *(pick(rng, TEEN_AGES) for _ in range(older)),
    ]


def _types(rng: Rng, figures: Figures) -> Iterator[tuple[str, ...]]:
    people = figures.people
    several = _shuffled(rng, [i < figures.multiple for i in range(people)])
    trafficking = [i < figures.trafficking for i in range(people)]
    for many, trafficked in zip(several, trafficking, strict=True):
        yield types_of(rng, several=many, trafficking=trafficked)


def _shuffled(rng: Rng, values: list[T]) -> list[T]:
    rng.shuffle(values)
    return values
