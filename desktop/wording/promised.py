"""Read a task typed in one line: ``call DCF office friday 2pm`` has a day and a time in it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

from desktop.wording.dates import MONTHS, WEEKDAYS
from desktop.wording.typed import parse_day, parse_time

_WEEKDAY = "|".join(name.lower() for name in WEEKDAYS) + "|mon|tues?|wed|thurs?|thu|fri"
_MONTH = "|".join(f"{name.lower()}|{name[:3].lower()}" for name in MONTHS) + "|sept"
_LEAD = r"(?:(?:by|on|due|until|for)\s+)?"
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNT = "|".join([*_COUNTS, "[0-9]{1,3}"])

_AFTER = re.compile(rf"\bin\s+({_COUNT})\s+(days?|weeks?)\b", re.IGNORECASE)
_NEXT_WEEK = re.compile(r"\b(?:by\s+)?next\s+week\b", re.IGNORECASE)
_NEAR = re.compile(rf"\b{_LEAD}(today|tonight|tomorrow)\b", re.IGNORECASE)
_ON_WEEKDAY = re.compile(
    rf"\b{_LEAD}(?:(next|this)\s+)?({_WEEKDAY})\b\.?(?!['\u2019])|\b(?:by|on)\s+(sat|sun)\b\.?",
    re.IGNORECASE,
)
_ON_DATE = re.compile(
    rf"\b{_LEAD}((?:{_MONTH})\.?\s+[0-9]{{1,2}}(?:st|nd|rd|th)?(?:,?\s+20[0-9]{{2}})?"
    r"|20[0-9]{2}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{2,4})?)(?![\w/]|\s+of\b)",
    re.IGNORECASE,
)
_AT = re.compile(
    r"(?:\b(?:at|by)\s+|@\s*)([0-9]{1,2}(?::[0-9]{2})?\s*(?:[ap]\.?m\b\.?)?|noon\b)(?![\w/:])"
    r"|\b([0-9]{1,2}(?::[0-9]{2})?\s*[ap]\.?m\b\.?|[0-9]{1,2}:[0-9]{2})(?![\w:])"
    r"|\b(noon)\b",
    re.IGNORECASE,
)
_URGENT = re.compile(r"(?:^|\s)(?:!+|urgent(?:ly)?\b|asap\b)", re.IGNORECASE)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Promised:
    """What a line says: what is to be done, by when, and whether it presses."""

    text: str
    due_on: date | None = None
    due_at: time | None = None
    urgent: bool = False


def read_promise(line: str, today: date) -> Promised:
    """Take the day, the time and the urgency out of ``line``; what is left is the task.

    Each is taken once, the last that is there. A time without a day is one of today. A line that
    would be left empty stays as it is.
    """
    rest, day = _take_day(line, today)
    rest, at = _take_time(rest)
    marked = _URGENT.search(rest)
    text = _tidy(_URGENT.sub(" ", rest))
    if not text:
        return Promised(_tidy(line))
    if at is not None and day is None:
        day = today
    return Promised(text, day, at, marked is not None)


def _take_day(line: str, today: date) -> tuple[str, date | None]:
    for pattern, read in _DAYS:
        if found := _last(pattern, line):
            try:
                return _without(line, found), read(found, today)
            except ValueError:
                return line, None
    return line, None


def _after(found: re.Match[str], today: date) -> date:
    count = _COUNTS.get(found[1].lower()) or int(found[1])
    return today + timedelta(days=count * (_WEEK if found[2].lower().startswith("week") else 1))


def _near(found: re.Match[str], today: date) -> date:
    return today + timedelta(days=1 if found[1].lower() == "tomorrow" else 0)


def _next_week(_found: re.Match[str], today: date) -> date:
    return today + timedelta(days=_WEEK - today.weekday())


def _weekday(found: re.Match[str], today: date) -> date:
    """Return the coming such day; ``next friday`` is the one of next week."""
    name = (found[2] or found[3]).lower()[:3]
    number = next(n for n, day in enumerate(WEEKDAYS) if day.lower().startswith(name))
    ahead = (number - today.weekday()) % _WEEK
    if (found[1] or "").lower() == "next":
        return _next_week(found, today) + timedelta(days=number)
    return today + timedelta(days=ahead or _WEEK)


def _coming(found: re.Match[str], today: date) -> date:
    """Return the day of a date; without its year the next one that comes."""
    text = found[1]
    day = parse_day(text, today, future=True)
    if day < today and not re.search(r"20[0-9]{2}|/[0-9]+/", text):
        return parse_day(f"{day.month}/{day.day}/{day.year + 1}", today, future=True)
    return day


def _take_time(line: str) -> tuple[str, time | None]:
    found = _last(_AT, line)
    if found is None:
        return line, None
    try:
        return _without(line, found), parse_time(found[1] or found[2] or found[3])
    except ValueError:
        return line, None


def _last(pattern: re.Pattern[str], line: str) -> re.Match[str] | None:
    return max(pattern.finditer(line), key=lambda found: found.start(), default=None)


def _without(line: str, found: re.Match[str]) -> str:
    return f"{line[: found.start()]} {line[found.end() :]}"


def _tidy(text: str) -> str:
    plain = " ".join(text.split()).strip(" ,;:-\N{EN DASH}")
    plain = re.sub(r"\s+(?:by|on|at|due|until)$", "", plain, flags=re.IGNORECASE)
    return plain[:1].upper() + plain[1:]


_DAYS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date]], ...] = (
    (_AFTER, _after),
    (_ON_DATE, _coming),
    (_NEAR, _near),
    (_ON_WEEKDAY, _weekday),
    (_NEXT_WEEK, _next_week),
)
