"""Days and times as people in Massachusetts write them."""

from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QCoreApplication

from desktop.wording.numbers import counted
from storage.domain.clocks import ZONE, moments_of
from storage.domain.partial_dates import PartialDate, Unknown

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT_MONTHS = tuple(name[:3] for name in MONTHS)
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_LAST_MINUTE = (23, 59)


def _tr(text: str) -> str:
    return QCoreApplication.translate("dates", text)


def short_day(day: date) -> str:
    """Write ``Mar 4, 2026``."""
    return f"{_SHORT_MONTHS[day.month - 1]} {day.day}, {day.year}"


def long_day(day: date) -> str:
    """Write ``Wednesday, March 4, 2026``."""
    return f"{WEEKDAYS[day.weekday()]}, {MONTHS[day.month - 1]} {day.day}, {day.year}"


def near_day(day: date, today: date) -> str:
    """Write a day the way one speaks of it: Today, Yesterday, ``Mon Nov 16``, ``Mar 4, 2024``."""
    match (day - today).days:
        case 0:
            return _tr("Today")
        case 1:
            return _tr("Tomorrow")
        case -1:
            return _tr("Yesterday")
        case _:
            pass
    if abs(day - today) > timedelta(days=300):
        return short_day(day)
    return f"{WEEKDAYS[day.weekday()][:3]} {_SHORT_MONTHS[day.month - 1]} {day.day}"


def month_name(year: int, month: int) -> str:
    """Write ``March 2026``."""
    return _tr("{month} {year}").format(month=MONTHS[month - 1], year=year)


def clock_time(moment: time) -> str:
    """Write ``2:30 PM``."""
    half = "AM" if moment.hour < 12 else "PM"  # noqa: PLR2004 - noon
    return f"{moment.hour % 12 or 12}:{moment.minute:02d} {half}"


def local_moment(moment: datetime) -> str:
    """Write an instant in Massachusetts time: ``Mar 4, 2026 at 2:30 PM``.

    In the hour that comes twice in autumn, ``EDT`` or ``EST`` says which one is meant.
    """
    local = moment.astimezone(ZONE)
    at = clock_time(local.time())
    if len(moments_of(local.replace(tzinfo=None, fold=0))) > 1:
        at = f"{at} {local.tzname()}"
    return _tr("{day} at {time}").format(day=short_day(local.date()), time=at)


def spoken_moment(moment: datetime, now: datetime) -> str:
    """Write an instant within a sentence: ``3:40 PM today``; ``Mon Mar 9`` for the end of a day."""
    local, today = moment.astimezone(ZONE), now.astimezone(ZONE).date()
    day = near_day(local.date(), today)
    if abs((local.date() - today).days) <= 1:
        day = day.lower()
    if ends_a_day(moment):
        return day
    return _tr("{time} {day}").format(time=clock_time(local.time()), day=day)


def ends_a_day(moment: datetime) -> bool:
    """Tell whether it is the last minute of a day in Massachusetts: what is due on that day."""
    local = moment.astimezone(ZONE)
    return (local.hour, local.minute) == _LAST_MINUTE


def ago(moment: datetime, now: datetime) -> str:
    """Write how long before ``now`` it was: ``5 minutes ago``; the day when it is long ago."""
    seconds = (now - moment).total_seconds()
    if seconds < _MINUTE:
        return _tr("just now")
    if seconds < _HOUR:
        return _tr("{time} ago").format(time=counted(int(seconds // _MINUTE), "minute", "minutes"))
    if seconds < _DAY:
        return _tr("{time} ago").format(time=counted(int(seconds // _HOUR), "hour", "hours"))
    return local_moment(moment)


def reason_text(reason: Unknown) -> str:
    """Write why a value is missing."""
    return {
        Unknown.UNKNOWN: _tr("Unknown"),
        Unknown.NOT_ASKED: _tr("Not asked"),
        Unknown.DECLINED: _tr("Declined to say"),
        Unknown.NOT_APPLICABLE: _tr("Not applicable"),
    }[reason]


def partial_text(known: PartialDate | None) -> str:
    """Write a partial date: ``May 12, 2009``, ``May 2009``, ``About 2009``, ``Declined to say``."""
    if known is None:
        return ""
    if known.reason is not None:
        return reason_text(known.reason)
    if known.year is None:
        return ""
    if known.month is None:
        text = str(known.year)
    elif known.day is None:
        text = f"{MONTHS[known.month - 1]} {known.year}"
    else:
        text = short_day(date(known.year, known.month, known.day))
    return _tr("About {date}").format(date=text) if known.estimated else text
