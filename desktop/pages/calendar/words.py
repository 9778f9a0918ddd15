"""The calendar in words, icons and tones: no meaning by colour alone."""

from collections.abc import Mapping
from datetime import time
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from desktop.conflicts.words import marked_words
from desktop.theme.kindicons import kind_icon
from desktop.wording.dates import clock_time
from desktop.wording.names import free_text, shown
from storage.usecases.calendar.occurrence import Occurrence


class Tone(NamedTuple):
    """The tokens something is drawn with: its ink and its ground."""

    ink: str
    ground: str


_TONES: Mapping[str, Tone] = {
    "court": Tone("info", "info_soft"),
    "appointment": Tone("accent", "accent_soft"),
    "outreach": Tone("accent", "accent_soft"),
    "training": Tone("accent", "accent_soft"),
    "review": Tone("ok", "ok_soft"),
    "screening": Tone("ok", "ok_soft"),
    "plan": Tone("ok", "ok_soft"),
    "missing": Tone("warn", "warn_soft"),
}
_PLAIN = Tone("neutral", "neutral_soft")
_ICONS: Mapping[str, str] = {"review": "folder-open", "coverage": "users-round"}


def _tr(text: str) -> str:
    return QCoreApplication.translate("calendar", text)


def subject_word(subject: str) -> str:
    """Return the word for one thing of a subject."""
    return {
        "court": _tr("Court"),
        "appointment": _tr("Appointment"),
        "outreach": _tr("Outreach"),
        "training": _tr("Training"),
        "task": _tr("Task"),
        "review": _tr("Case review"),
        "screening": _tr("Screening"),
        "plan": _tr("Safety plan"),
        "missing": _tr("Missing"),
        "coverage": _tr("Away"),
    }[subject]


def subject_words() -> dict[str, str]:
    """Return the words for all things of each subject, for filters."""
    return {
        "court": _tr("Court"),
        "appointment": _tr("First appointments"),
        "outreach": _tr("Outreach"),
        "training": _tr("Trainings"),
        "task": _tr("Tasks"),
        "review": _tr("Case reviews"),
        "screening": _tr("Screenings due"),
        "plan": _tr("Safety plan reviews"),
        "missing": _tr("Missing episodes"),
        "coverage": _tr("Coverage"),
    }


def icon_of(one: Occurrence) -> str:
    """Return the icon: a check for what is done, else that of the record."""
    if one.done and not one.off:
        return "circle-check"
    return "circle-off" if one.off else _ICONS.get(one.subject) or kind_icon(one.kind)


def tone_of(one: Occurrence) -> Tone:
    """Return the tone; what is done or will not happen steps back."""
    return _PLAIN if one.done else _TONES.get(one.subject, _PLAIN)


def short_time(at: time) -> str:
    """Write ``9 AM`` or ``9:30 AM``."""
    return clock_time(at).replace(":00", "")


_SELF_NAMED = frozenset({"task", "outreach", "training", "coverage"})


def short_line(one: Occurrence, *, initials: bool, timed: bool = True) -> str:
    """Return one line for a small place: time, word, who or what it is about."""
    about = what(one, initials=initials) if one.subject in _SELF_NAMED else ""
    about = about or shown(one.youth, initials) or one.number or one.what
    words = f"{subject_word(one.subject)}: {about}" if about else subject_word(one.subject)
    line = f"{short_time(one.at)} {words}" if timed and one.at else words
    return marked_words(line, one.versions)


def what(one: Occurrence, *, initials: bool) -> str:
    """Return what it is about; of a task, which is free text, nothing by initials."""
    return free_text(one.what, initials) if one.subject == "task" else one.what


def heading(one: Occurrence, *, initials: bool) -> str:
    """Return the first line of two: when, the word, what."""
    said = what(one, initials=initials)
    word = f"{subject_word(one.subject)}: {said}" if said else subject_word(one.subject)
    when = clock_time(one.at) if one.at else ""
    return marked_words("  ".join(part for part in (when, word) if part), one.versions)


def detail(one: Occurrence, *, initials: bool) -> str:
    """Return the second line: who, the case, where, by whom, and its state."""
    who = one.who
    if one.subject == "coverage" and who:
        who = _tr("covered by {name}").format(name=who)
    parts = (shown(one.youth, initials), one.number, one.where, who, one.state)
    return " · ".join(part for part in parts if part)


def sentence(one: Occurrence, *, initials: bool) -> str:
    """Return everything about it for a screen reader."""
    return ", ".join(
        part for part in (heading(one, initials=initials), detail(one, initials=initials)) if part
    )
