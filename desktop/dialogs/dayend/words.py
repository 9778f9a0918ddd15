"""The end of the day in words."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication

from desktop.wording.dates import clock_time, near_day
from desktop.wording.names import free_text, shown
from desktop.wording.numbers import count, counted
from storage.usecases.dayend.looseend import DaysWork, LooseEnd

_AN_HOUR = 60


def _tr(text: str) -> str:
    return QCoreApplication.translate("dayend", text)


def heading(sort: str, number: int) -> str:
    """Return what a group of loose ends is: ``Two court events without a service``."""
    one, many = {
        "court": (_tr("court event without a service"), _tr("court events without a service")),
        "contact": (_tr("contact without a service"), _tr("contacts without a service")),
        "appointment": (
            _tr("first appointment: was it kept?"),
            _tr("first appointments: were they kept?"),
        ),
        "missing": (
            _tr("open missing episode with an empty stamp"),
            _tr("open missing episodes with empty stamps"),
        ),
        "returned": (_tr("return without a screening"), _tr("returns without a screening")),
        "outreach": (
            _tr("outreach activity without its numbers"),
            _tr("outreach activities without their numbers"),
        ),
        "training": (_tr("training without its numbers"), _tr("trainings without their numbers")),
        "task": (_tr("task due and not done"), _tr("tasks due and not done")),
    }[sort]
    return f"{_number(number)} {one if number == 1 else many}"


def line(end: LooseEnd, stamps: Sequence[str], today: date, *, initials: bool) -> str:
    """Return one loose end in a line: when, who, what, which case."""
    at = clock_time(end.at) if end.at else ""
    lacks = ", ".join(stamps)
    if lacks:
        lacks = _tr("empty: {stamps}").format(stamps=lacks)
    youth = shown(end.youth, initials)
    parts = (free_text(end.what, initials), youth) if end.sort == "task" else (youth, end.what)
    back = near_day(end.on, today) if end.on else ""
    if back:
        text = _tr("back {day}") if end.sort == "returned" else _tr("was due {day}")
        back = text.format(day=back)
    return " · ".join(part for part in (at, *parts, end.number, back, lacks) if part)


def done_words(done: DaysWork) -> list[str]:
    """Return what was done, without a name; nothing where nothing was."""
    found = [
        _contacts(done),
        counted(done.services, "service", "services") if done.services else "",
        _tr("{number} of it in court").format(number=count(done.court)) if done.court else "",
        counted(done.notes, "note", "notes") if done.notes else "",
        counted(done.tasks, "task done", "tasks done") if done.tasks else "",
        counted(done.outreach, "outreach activity", "outreach activities") if done.outreach else "",
        _time(done.minutes),
    ]
    return [words for words in found if words]


def _contacts(done: DaysWork) -> str:
    if not done.contacts:
        return ""
    return _tr("{contacts} in {cases}").format(
        contacts=counted(done.contacts, "contact", "contacts"),
        cases=counted(done.youth, "case", "cases"),
    )


def _time(minutes: int) -> str:
    if not minutes:
        return ""
    hours, rest = divmod(minutes, _AN_HOUR)
    if not hours:
        return counted(rest, "minute", "minutes")
    return _tr("{hours} h {minutes} min").format(hours=hours, minutes=rest)


def _number(number: int) -> str:
    words = (
        *("", _tr("One"), _tr("Two"), _tr("Three"), _tr("Four"), _tr("Five")),
        *(_tr("Six"), _tr("Seven"), _tr("Eight"), _tr("Nine")),
    )
    return words[number] if 0 < number < len(words) else count(number)
