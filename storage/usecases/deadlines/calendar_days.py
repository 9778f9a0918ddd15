"""Which days offices of the Commonwealth are closed, from a kept library; any year, offline."""

from datetime import date
from functools import cache

_SATURDAY = 5


def is_holiday(day: date) -> bool:
    """Tell whether ``day`` is a legal holiday in all of Massachusetts (M.G.L. c.4 s.7 cl.18).

    One that falls on a Sunday is kept on the Monday after; one on a Saturday is not moved.
    Evacuation Day and Bunker Hill Day are holidays of Suffolk County alone and open days here.
    """
    return day in _of_year(day.year)


def holidays_between(first: date, last: date) -> list[tuple[date, str]]:
    """Return the holidays after ``first`` and up to ``last`` that are no Saturday or Sunday."""
    years = range(first.year, last.year + 1)
    every = sorted(item for year in years for item in _of_year(year).items())
    return [(day, name) for day, name in every if first < day <= last and day.weekday() < _SATURDAY]


@cache
def _of_year(year: int) -> dict[date, str]:
    # The library takes a third of a second to import: not before the first clock is read.
    from holidays import country_holidays  # noqa: PLC0415 - see above

    return dict(country_holidays("US", subdiv="MA", years=year).items())
