"""Read what people type: days, times, partial dates, numbers.

Every function raises ``ValueError`` whose text is a plain sentence for the screen.
"""

import re
import unicodedata
from datetime import date, time, timedelta

from PySide6.QtCore import QCoreApplication

from desktop.wording.dates import MONTHS, WEEKDAYS, short_day
from storage.domain.checks import EARLIEST, LATEST
from storage.domain.partial_dates import PartialDate, Unknown

_WORDS = re.compile(r"[a-z]+|[0-9]+", re.ASCII)
_NOISE = {"of", "the", "st", "nd", "rd", "th", "on", *(d.lower() for d in WEEKDAYS)} | {
    d[:n].lower() for d in WEEKDAYS for n in (3, 4, 5)
}
_MONTH_OF = {m[:n].lower(): i for i, m in enumerate(MONTHS, 1) for n in range(3, len(m) + 1)}
_ABOUT = re.compile(r"~|\b(?:about|around|approx(?:imately)?|circa|ca|c|est(?:imated)?)\b\.?")
_AGE = re.compile(r"(?:age\s*)?([0-9]{1,2})\s*(?:y(?:ea)?rs?(?: old)?|yo|y/o)|age\s*([0-9]{1,2})")
_TIME = re.compile(r"([0-9]{1,2}):?([0-9]{2})?\s*([ap])?\.?\s*m?\.?", re.ASCII)
_REASONS = {
    Unknown.UNKNOWN: ("unknown", "unk", "?", "not known", "don't know"),
    Unknown.NOT_ASKED: ("not asked", "notasked", "na asked", "didn't ask"),
    Unknown.DECLINED: ("declined", "declined to say", "refused", "decline"),
    Unknown.NOT_APPLICABLE: ("not applicable", "n/a", "na"),
}
_REASON_OF = {text: reason for reason, texts in _REASONS.items() for text in texts}
_WHOLE = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)", re.ASCII)
"""A comma parts thousands and nothing else: "1,5" is not 15."""
_MOST_DIGITS = 18
_FIRST_YEAR, _LAST_YEAR = EARLIEST.year, LATEST.year
_YEAR_DIGITS = 4
_LONGEST = 8
"""Digits in a row that can be a date: 20260304."""
_AFTERNOON = 7
"""An hour below it, typed without am or pm, is in the afternoon: nobody meets a youth at 3 AM."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("typed", text)


def parse_day(text: str, today: date, *, future: bool = False) -> date:
    """Read a day: ``3/4/2026``, ``2026-03-04``, ``Mar 4``, ``yesterday``, ``-3``, ``monday``.

    A day without its year is the latest one that is not after ``today``; with ``future`` the
    nearest one. Without ``future`` a day after ``today`` is refused.
    """
    plain = " ".join(text.lower().split())
    day = _relative(plain, today, future=future) or _calendar(plain, today, future=future)
    if day > today and not future:
        raise ValueError(
            _tr("{day} is still to come. Type a day up to today.").format(day=short_day(day))
        )
    return day


def parse_partial(text: str, today: date) -> PartialDate:
    """Read ``2009``, ``May 2009``, ``5/12/2009``, ``~2009``, ``age 15`` or a reason."""
    plain = " ".join(text.lower().split())
    if plain in _REASON_OF:
        return PartialDate.because(_REASON_OF[plain])
    if age := _AGE.fullmatch(plain):
        return PartialDate(year=today.year - int(age[1] or age[2]), estimated=True)
    bare, marks = _ABOUT.subn(" ", plain)
    known = _year_or_month(bare) or PartialDate.of(
        _calendar(bare, today, future=False, year_needed=True)
    )
    start = known.earliest()
    if start is None or start > today:
        raise ValueError(_tr("This date is still to come. Type one up to today."))
    return PartialDate(known.year, known.month, known.day, estimated=bool(marks))


def parse_time(text: str) -> time:
    """Read ``2:30 pm``, ``14:30``, ``1430``, ``230p``, ``9``."""
    plain = text.strip().lower()
    if plain == "noon":
        return time(12)
    if len(plain) == 3 and plain.isdecimal():  # noqa: PLR2004 - 930 is 9:30
        plain = f"0{plain}"
    found = _TIME.fullmatch(plain) or _TIME.fullmatch(f"0{plain}")
    if found is None:
        raise ValueError(_tr("Type a time like 2:30 pm or 14:30."))
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if (half == "a" and hour > 12) or (half == "p" and hour == 0):  # noqa: PLR2004 - noon
        raise ValueError(_tr("There is no such time. Type one like 2:30 pm."))
    if half and 1 <= hour <= 12:  # noqa: PLR2004 - the hours of a twelve-hour clock
        hour = hour % 12 + (12 if half == "p" else 0)
    elif not half and 0 < hour < _AFTERNOON and not found[1].startswith("0"):
        hour += 12
    try:
        return time(hour, minute)
    except ValueError:
        raise ValueError(_tr("There is no such time. Type one like 2:30 pm.")) from None


def parse_whole(text: str, minimum: int, maximum: int) -> int:
    """Read a whole number between ``minimum`` and ``maximum``, both included."""
    plain = text.strip()
    if not _WHOLE.fullmatch(plain):
        raise ValueError(_tr("Type a whole number."))
    plain = plain.replace(",", "")
    if len(plain) > _MOST_DIGITS or not minimum <= int(plain) <= maximum:
        raise ValueError(
            _tr("Type a number from {low} to {high}.").format(
                low=f"{minimum:,}", high=f"{maximum:,}"
            )
        )
    return int(plain)


def _relative(plain: str, today: date, *, future: bool) -> date | None:
    steps = {"today": 0, "now": 0, "t": 0, "yesterday": -1, "y": -1, "tomorrow": 1}
    if plain in steps:
        return today + timedelta(days=steps[plain])
    if re.fullmatch(r"[+-][0-9]{1,3}", plain):
        return today + timedelta(days=int(plain))
    for number, name in enumerate(WEEKDAYS):
        if len(plain) >= 3 and name.lower().startswith(plain):  # noqa: PLR2004 - mon, tue …
            behind = (today.weekday() - number) % 7
            return today + timedelta(days=7 - behind if future and behind else -behind)
    return None


def _calendar(plain: str, today: date, *, future: bool, year_needed: bool = False) -> date:
    words = [word for word in _words(plain) if word not in _NOISE]
    year, month, dom = _parts(words)
    if not (month and dom):
        raise ValueError(_tr("Type a date like 3/4/2026, Mar 4 2026 or yesterday."))
    if year is None and year_needed:
        raise ValueError(_tr("Type the year too, like 5/12/2009."))
    try:
        if year is None:
            return _nearest(month, dom, today, future=future)
        return _checked(date(_full_year(year, today), month, dom))
    except ValueError:
        raise ValueError(_tr("There is no such day. Type one like 3/4/2026.")) from None


def _words(plain: str) -> list[str]:
    """Return the words and numbers; none where a letter or digit would be passed over unread."""
    passed_over = (c for c in _WORDS.sub("", plain) if unicodedata.category(c)[0] in "LMN")
    words = [] if any(passed_over) else _WORDS.findall(plain)
    too_long = any(word.isdecimal() and len(word) > _LONGEST for word in words)
    return [] if too_long else words


def _parts(words: list[str]) -> tuple[str | None, int, int]:
    """Return year, month and day of month; zeros where they cannot be told."""
    months = [_MONTH_OF[word] for word in words if word in _MONTH_OF]
    numbers = [word for word in words if word.isdecimal()]
    if len(months) + len(numbers) != len(words) or len(months) > 1:
        return None, 0, 0
    if months:
        said, on = _year_and_day(numbers)
        return said, months[0], on
    if len(numbers) == 1:
        numbers = _cut(numbers[0])
    match numbers:
        case [year, month, dom] if len(year) == _YEAR_DIGITS:
            return year, int(month), int(dom)
        case [month, dom, year]:
            return year, int(month), int(dom)
        case [month, dom] if len(month) <= 2 and len(dom) <= 2:  # noqa: PLR2004 - 3/4
            return None, int(month), int(dom)
    return None, 0, 0


def _year_and_day(numbers: list[str]) -> tuple[str | None, int]:
    """Return year and day of month beside the name of a month; zero where it cannot be told."""
    years = [number for number in numbers if len(number) == _YEAR_DIGITS]
    days = [number for number in numbers if len(number) <= 2]  # noqa: PLR2004 - 1 to 31
    if not years and len(days) == 2:  # noqa: PLR2004 - Mar 4 26
        years = [days.pop()]
    if len(years) + len(days) < len(numbers) or len(days) != 1:
        return None, 0
    return (years[0] if years else None), int(days[0])


def _cut(digits: str) -> list[str]:
    """Cut 20260304, 03042026 or 030426 into year, month and day in the order written."""
    match len(digits):
        case 8 if digits.startswith(("19", "20")):
            return [digits[:4], digits[4:6], digits[6:]]
        case 6 | 8:
            return [digits[:2], digits[2:4], digits[4:]]
        case _:
            return [digits]


def _year_or_month(plain: str) -> PartialDate | None:
    words = _words(plain)
    years = [word for word in words if word.isdecimal() and len(word) == _YEAR_DIGITS]
    rest = [word for word in words if word not in years]
    if len(years) != 1 or len(rest) > 1 or int(years[0]) < _FIRST_YEAR:
        return None
    if not rest:
        return PartialDate(year=int(years[0]))
    month = _MONTH_OF.get(rest[0]) or (int(rest[0]) if rest[0].isdecimal() else 0)
    return PartialDate(year=int(years[0]), month=month) if 1 <= month <= len(MONTHS) else None


def _nearest(month: int, dom: int, today: date, *, future: bool) -> date:
    found = [
        day
        for year in range(today.year - 8, today.year + 9)
        if (day := _on(year, month, dom)) and (future or day <= today)
    ]
    if not found:
        raise ValueError(month, dom)
    return min(found, key=lambda day: abs(day - today))


def _on(year: int, month: int, dom: int) -> date | None:
    try:
        return date(year, month, dom)
    except ValueError:
        return None


def _full_year(year: str, today: date) -> int:
    number = int(year)
    if len(year) > 2:  # noqa: PLR2004 - 26 is short for 2026
        return number
    century = today.year // 100 * 100
    return century + number if century + number <= today.year + 20 else century - 100 + number


def _checked(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(day)
    return day
