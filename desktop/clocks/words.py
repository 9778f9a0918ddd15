"""What is said of a clock: when it is due, how long is left, and by which rule."""

from datetime import datetime, timedelta
from textwrap import shorten

from PySide6.QtCore import QCoreApplication

from desktop.wording.dates import ends_a_day, spoken_moment
from desktop.wording.numbers import counted
from storage.domain.clocks import day_of
from storage.domain.deadlines.alarms import Alarm, State
from storage.domain.deadlines.present import Present
from storage.domain.deadlines.rules import Rule
from storage.domain.deadlines.spans import Unit

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_TITLE = 48
"""Letters of a task's words on a button."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("clocks", text)


def due_words(alarm: Alarm, now: datetime) -> str:
    """Write ``due 3:40 PM today, 5 h left`` or ``was due Mon Mar 2, 2 days over``."""
    when = spoken_moment(alarm.due, now)
    if now > alarm.due:
        text = _tr("was due {when}, {time} over")
        return text.format(when=when, time=length_words(now - alarm.due))
    if ends_a_day(alarm.due) and day_of(alarm.due) == day_of(now):
        return _tr("due {when}").format(when=when)
    left = length_words(alarm.due - now)
    return _tr("due {when}, {time} left").format(when=when, time=left)


def sentence(alarm: Alarm, now: datetime) -> str:
    """Write ``NCMEC: due 3:40 PM today, 5 h left``, or how it was met."""
    words = {
        State.MET: _tr("done in time"),
        State.MET_LATE: _tr("done late"),
        State.NOT_NEEDED: _tr("not needed any more"),
    }
    said = words.get(alarm.state) or due_words(alarm, now)
    line = f"{_tr(alarm.rule.label)}: {said}"
    if not alarm.versions:
        return line
    marked = _tr("{count} versions of its day \u00b7 {words}")
    return marked.format(count=alarm.versions, words=line)


def named_sentence(alarm: Alarm, now: datetime, *, initials: bool) -> str:
    """Write ``Call the referrer back: due today``: of a task what it says, of the rest its rule.

    What a task says is free text and may name anybody: with ``initials`` it stays a task.
    """
    said = sentence(alarm, now)
    if alarm.kind != "task" or not alarm.title or initials:
        return said
    title = shorten(alarm.title, _TITLE, placeholder="\N{HORIZONTAL ELLIPSIS}")
    return said.replace(_tr(alarm.rule.label), title, 1)


def length_words(length: timedelta) -> str:
    """Write ``20 min``, ``5 h`` or ``3 days``: whole ones, so that nobody is told too much."""
    seconds = length.total_seconds()
    if seconds < _HOUR:
        return _tr("{count} min").format(count=int(seconds // _MINUTE))
    if seconds < 2 * _DAY:
        return _tr("{count} h").format(count=int(seconds // _HOUR))
    return counted(int(seconds // _DAY), "day", "days")


def span_words(rule: Rule) -> str:
    """Write ``24 hours``, ``5 business days``, ``at once``."""
    amount = rule.span.amount
    if not amount:
        return _tr("at once") if rule.span.unit is Unit.MINUTES else _tr("on the day itself")
    one, many = unit_words(rule.span.unit)
    return counted(amount, one, many)


def unit_words(unit: Unit) -> tuple[str, str]:
    """Return what one and several of a unit are called."""
    return {
        Unit.MINUTES: ("minute", "minutes"),
        Unit.HOURS: ("hour", "hours"),
        Unit.DAYS: ("day", "days"),
        Unit.BUSINESS_DAYS: ("business day", "business days"),
        Unit.MONTHS: ("month", "months"),
    }[unit]


def verified_words(rule: Rule) -> str:
    """Say whether somebody read the source, span included."""
    if rule.changed:
        return _tr("The program has set this span: {source}").format(source=rule.changed)
    if rule.verified:
        return _tr("Verified: the source was read")
    return _tr("Not verified: check it before you rely on it")


def wrong_clock_words(present: Present, now: datetime) -> str:
    """Say that the laptop's clock cannot be right, or may not be, and what is to be done."""
    if not present.looks_wrong:
        return _tr(
            "By the clock of this laptop nothing was recorded here for {time}. If that is not so, "
            "it runs ahead and clocks ring early: set it before you save anything."
        ).format(time=length_words(present.idle))
    return _tr(
        "The clock of this laptop looks wrong: it is {time} behind what is recorded here. "
        "Clocks are counted from {when}, so nothing is hidden. Set the laptop's clock."
    ).format(
        time=length_words(present.behind),
        when=spoken_moment(present.moment, now),
    )
