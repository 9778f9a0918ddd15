"""Dates as people type them into tables. Whether 05/06 is in May or in June is asked."""

import re
from collections.abc import Iterable
from datetime import date, time
from typing import Literal

from storage.domain.partial_dates import PartialDate
from storage.exchange.cells import CellError

Order = Literal["mdy", "dmy", "ask", "mixed", ""]
"""How numbers of a column stand: month first, day first, either, both, or no such dates."""

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T][0-9:.]+Z?)?", re.ASCII)
_NUMBERS = re.compile(r"([0-9]{1,2})([/.\-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})", re.ASCII)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})", re.ASCII)
_DAY_FIRST = re.compile(r"([0-9]{1,2})[ -]([a-z]{3,9})\.?[ -]([0-9]{4})", re.ASCII)
_MONTH_YEAR = re.compile(r"(?:([0-9]{1,2})/|([a-z]{3,9})\.? )([0-9]{4})", re.ASCII)
_ABOUT = re.compile(r"(?:about|around|approx\.?|circa|ca?\.|~)\s*", re.ASCII)
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?\s*([ap])?\.?m?\.?", re.ASCII)
_HOUR = re.compile(r"([0-9]{1,2})\s*([ap])\.?m\.?", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TWELVE = 12

NOT_A_DATE = "is not a date. Write it like 2026-03-04."
_NO_SUCH_DAY = "is a date that no calendar has. Correct it."
_ASKED = "could be two dates. Say in the file's dates whether the month or the day comes first."
_REASONS = {"unknown", "not_asked", "declined", "not_applicable"}


def order_of(texts: Iterable[str]) -> Order:
    """Return in which order the numbers of a column's dates stand, as far as they tell."""
    first = second = unclear = False
    for text in texts:
        if found := _NUMBERS.fullmatch(text.strip()):
            one, two = int(found[1]), int(found[3])
            first |= one > _TWELVE
            second |= two > _TWELVE
            unclear |= one <= _TWELVE and two <= _TWELVE and one != two
    if first and second:
        return "mixed"
    if first or second:
        return "dmy" if first else "mdy"
    return "ask" if unclear else ""


def read_day(text: str, order: str, today: date) -> date:
    """Return the day that ``text`` means; CellError when it means none, or could mean two."""
    plain = " ".join(text.lower().split())
    try:
        return _day(plain, order, today)
    except ValueError as error:
        raise error if isinstance(error, CellError) else CellError(_NO_SUCH_DAY) from error


def _day(plain: str, order: str, today: date) -> date:
    if found := _ISO.fullmatch(plain):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(plain):
        one, two = int(found[1]), int(found[3])
        if order not in ("mdy", "dmy") and one != two:
            raise CellError(_ASKED)
        month, day = (two, one) if order == "dmy" else (one, two)
        return date(_year(found[4], today), month, day)
    if found := _MONTH_FIRST.fullmatch(plain):
        return date(int(found[3]), _month(found[1]), int(found[2]))
    if found := _DAY_FIRST.fullmatch(plain):
        return date(int(found[3]), _month(found[2]), int(found[1]))
    if plain.isascii() and plain.isdigit() and len(plain) == len("45292"):
        raise CellError("is a bare number. Format the column as dates in your spreadsheet.")
    raise CellError(NOT_A_DATE)


def read_partial(text: str, order: str, today: date) -> PartialDate:
    """Return the date that ``text`` tells in full or in part; CellError when it tells none."""
    plain = " ".join(text.lower().split())
    if plain.replace(" ", "_") in _REASONS:
        return PartialDate.parse(plain.replace(" ", "_"))
    bare = _ABOUT.sub("", plain, count=1)
    mark = "~" if bare != plain else ""
    try:
        return PartialDate.parse(bare + mark)
    except ValueError:
        pass
    if found := _MONTH_YEAR.fullmatch(bare):
        month = int(found[1]) if found[1] else _month(found[2])
        if 1 <= month <= _TWELVE:
            return PartialDate(int(found[3]), month, estimated=bool(mark))
    day = read_day(bare, order, today)
    return PartialDate(day.year, day.month, day.day, estimated=bool(mark))


def read_time(text: str) -> time:
    """Return the time of day in ``text``: 14:30, 2:30 PM, 9 am."""
    plain = " ".join(text.lower().split())
    if found := _TIME.fullmatch(plain):
        hour, minute, half = int(found[1]), int(found[2]), found[3]
    elif found := _HOUR.fullmatch(plain):
        hour, minute, half = int(found[1]), 0, found[2]
    else:
        raise CellError("is not a time. Write it like 14:30.")
    if half:
        if not 1 <= hour <= _TWELVE:
            raise CellError("is not a time. Write it like 14:30.")
        hour = hour % _TWELVE + (_TWELVE if half == "p" else 0)
    try:
        return time(hour, minute)
    except ValueError as error:
        raise CellError("is not a time. Write it like 14:30.") from error


def _year(text: str, today: date) -> int:
    """Return the year; of two digits the latest that has begun or begins next year."""
    if len(text) > 2:  # noqa: PLR2004 - two digits
        return int(text)
    year = 2000 + int(text)
    return year if year <= today.year + 1 else year - 100


def _month(name: str) -> int:
    short = name[:3]
    if short not in _MONTHS:
        raise CellError(NOT_A_DATE)
    return _MONTHS.index(short) + 1
