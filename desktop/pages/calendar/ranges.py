"""Which days each view of the calendar shows, and what they are called."""

import calendar
from datetime import date, timedelta

from desktop.wording.dates import MONTHS, long_day, month_name, short_day

VIEWS = ("day", "week", "month", "agenda")
WEEK = 7
AGENDA_DAYS = 28


def days_shown(view: str, day: date) -> tuple[date, date]:
    """Return the first and the last day that ``view`` shows around ``day``; weeks begin on Sunday.

    The month brings whole weeks; the agenda begins on ``day``.
    """
    match view:
        case "day":
            return day, day
        case "week":
            first = _sunday(day)
            return first, first + timedelta(days=WEEK - 1)
        case "month":
            last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
            return _sunday(day.replace(day=1)), _sunday(last) + timedelta(days=WEEK - 1)
        case _:
            return day, day + timedelta(days=AGENDA_DAYS - 1)


def days_meant(view: str, day: date) -> tuple[date, date]:
    """Return the days that the view is about: those shown, but of a month only its own."""
    if view != "month":
        return days_shown(view, day)
    last = calendar.monthrange(day.year, day.month)[1]
    return day.replace(day=1), day.replace(day=last)


def turned(view: str, day: date, steps: int) -> date:
    """Return the day to stand on ``steps`` views further: the same weekday, or day of the month."""
    if view == "month":
        number = day.year * 12 + day.month - 1 + steps
        year, month = number // 12, number % 12 + 1
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    span = {"day": 1, "week": WEEK}.get(view, AGENDA_DAYS)
    return day + timedelta(days=span * steps)


def range_words(view: str, day: date) -> str:
    """Write the days of a view: ``March 2026``, ``Mar 1 - 7, 2026``, or one day in full."""
    if view == "day":
        return long_day(day)
    if view == "month":
        return month_name(day.year, day.month)
    first, last = days_shown(view, day)
    if first.year != last.year:
        return f"{short_day(first)} \N{EN DASH} {short_day(last)}"
    start = f"{MONTHS[first.month - 1][:3]} {first.day}"
    end = str(last.day) if first.month == last.month else f"{MONTHS[last.month - 1][:3]} {last.day}"
    return f"{start} \N{EN DASH} {end}, {last.year}"


def _sunday(day: date) -> date:
    return day - timedelta(days=(day.weekday() + 1) % WEEK)
