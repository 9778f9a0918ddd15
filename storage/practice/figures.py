"""The totals that the practice state reproduces, and each program's exact share of them.

State fiscal year 2022 holds MACA's published figures: 1,188 victims, 31,775 services, 17 % under
12, 22 % twelve or younger, 55 % with several victimizations, 78.9 % sex trafficking, 176 outreach
activities. The nine years before it are made up in the same proportions, to 12,000 people and
320,000 services in all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from storage.practice.chances import apportion


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is counted in one state fiscal year."""

    people: int
    services: int
    outreach: int
    under_12: int
    twelve: int
    multiple: int
    trafficking: int
    stays: int = 0
    """How many of the people are served in the following year as well."""


@dataclass(frozen=True, slots=True)
class StateYear:
    """A state fiscal year, named by the year it ends in, with its figures."""

    name: int
    figures: Figures

    @property
    def first_day(self) -> date:
        """The 1st of July it begins on."""
        return date(self.name - 1, 7, 1)

    @property
    def last_day(self) -> date:
        """The 30th of June it ends on."""
        return date(self.name, 6, 30)


FY2022 = StateYear(
    2022,
    Figures(
        people=1188,
        services=31_775,
        outreach=176,
        under_12=202,
        twelve=59,
        multiple=653,
        trafficking=937,
    ),
)

PEOPLE_TRAINED = 1_973
"""In a state year: MACA tells of 4,262 in 2023, and that they were 116 % more than before."""

TEN_YEARS_SERVICES = 320_000
_PEOPLE_BEFORE = (1270, 1290, 1300, 1310, 1320, 1330, 1340, 1370, 1360)
_STAYS = (120, 120, 120, 120, 120, 120, 120, 120, 118)
"""With these, 12,000 different people are served in the ten years."""


def state_years(years: int) -> list[StateYear]:
    """Return the last ``years`` (1 or 10) state years up to 2022, the oldest first."""
    if years == 1:
        return [FY2022]
    services = apportion(TEN_YEARS_SERVICES - FY2022.figures.services, _PEOPLE_BEFORE)
    first = FY2022.name - len(_PEOPLE_BEFORE)
    before = [
        StateYear(first + index, _like_2022(people, services[index], _STAYS[index]))
        for index, people in enumerate(_PEOPLE_BEFORE)
    ]
    return [*before, FY2022]


def shares(figures: Figures, weights: Sequence[int]) -> list[Figures]:
    """Cut ``figures`` into one share per program; every total is kept exactly."""
    people = apportion(figures.people, weights)
    columns = {
        field.name: people
        if field.name == "people"
        else apportion(getattr(figures, field.name), people)
        for field in fields(Figures)
    }
    return [
        Figures(**{name: column[index] for name, column in columns.items()})
        for index in range(len(weights))
    ]


def _like_2022(people: int, services: int, stays: int) -> Figures:
    of = FY2022.figures

    def scaled(value: int) -> int:
        return round(value * people / of.people)

    return Figures(
        people=people,
        services=services,
        outreach=scaled(of.outreach),
        under_12=scaled(of.under_12),
        twelve=scaled(of.twelve),
        multiple=scaled(of.multiple),
        trafficking=scaled(of.trafficking),
        stays=stays,
    )
