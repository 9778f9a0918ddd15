"""What a line of the timeline says of a record: an icon, what it is, and its words."""

from collections import Counter
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.wording.dates import clock_time, short_day
from desktop.wording.labels import kind_label
from desktop.wording.names import shown
from desktop.wording.numbers import counted
from storage.domain.codes import CodeBook
from storage.domain.kinds.contact import Contact, Service
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.note import Note
from storage.domain.kinds.referral import Referral
from storage.domain.kinds.screening import Screening
from storage.domain.kinds.victimization import Victimization
from storage.spec.kinds import kind_of
from storage.usecases.caseentries import Entry


@dataclass(frozen=True, slots=True)
class Words:
    """What it is, what it says, and by whom."""

    what: str
    text: str
    by: str = ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("case", text)


def words_of(entry: Entry, book: CodeBook, *, initials: bool = False) -> Words:
    """Return the words of one entry; nothing graphic or restricted is among them, only its kind.

    With ``initials`` the names of people are reduced to them.
    """
    words = _words(entry.record, entry, book, initials=initials)
    if entry.retired:
        return Words(_tr("{what} (retired)").format(what=words.what), words.text, words.by)
    return words


def _said(entry: Entry, *, initials: bool) -> list[str]:
    return [shown(one.words, initials and one.names) for one in entry.said]


@singledispatch
def _words(record: Any, entry: Entry, _book: CodeBook, *, initials: bool) -> Words:
    what = kind_label(type(record))
    if kind_of(type(record)).restricted:
        return Words(what, _tr("Folded until it is opened"))
    return Words(what, DOT.join(_said(entry, initials=initials)))


@_words.register
def _(record: Contact, entry: Entry, book: CodeBook, *, initials: bool) -> Words:
    del initials
    what = book.label("contact_mode", record.mode) if record.mode else _tr("Contact")
    times = Counter[str]()
    for service in entry.services:
        times[service.code] += service.quantity or 1
    services = ", ".join(_times_words(code, count, book) for code, count in times.items())
    minutes = counted(record.minutes, "minute", "minutes") if record.minutes else ""
    return Words(what, DOT.join(filter(None, (services, minutes))), record.coordinator)


@_words.register
def _(record: Service, entry: Entry, book: CodeBook, *, initials: bool) -> Words:
    recipient = (shown(one.words, initials) for one in entry.said if one.names)
    text = DOT.join(filter(None, (_service_words(record, book), *recipient)))
    return Words(_tr("Service"), text, book.label("funding", record.funding))


@_words.register
def _(record: Note, _entry: Entry, book: CodeBook, *, initials: bool) -> Words:
    del initials
    label = book.label("note_class", record.note_class)
    if record.note_class == "privileged":
        return Words(_tr("Note"), label, record.author)
    return Words(_tr("Note"), " ".join(record.text.split())[:300], record.author or label)


@_words.register
def _(record: CourtEvent, _entry: Entry, book: CodeBook, *, initials: bool) -> Words:
    del initials
    what = book.label("court_event_type", record.event_type)
    state = book.label("court_event_state", record.state) if record.state in _TOLD_STATES else ""
    at = clock_time(record.at) if record.at else ""
    outcome = " ".join(record.outcome.split())
    by = book.label("accompanied_by", record.accompanied_by) if record.accompanied_by else ""
    parts = (state, book.label("matter", record.matter), record.court, at, outcome)
    return Words(what, DOT.join(filter(None, parts)), by)


@_words.register
def _(record: Screening, _entry: Entry, book: CodeBook, *, initials: bool) -> Words:
    del initials
    band = record.override_band or record.band
    words = book.label("screening_band", band) if band else ""
    parts = (
        book.label("instrument", record.instrument),
        words,
        _tr("by judgement") if record.override_band else "",
        _tr("total {total}").format(total=record.total) if record.total is not None else "",
        book.label("screening_trigger", record.trigger) if record.trigger else "",
    )
    return Words(_tr("Screening"), DOT.join(filter(None, parts)), record.screener)


@_words.register
def _(record: Referral, entry: Entry, _book: CodeBook, *, initials: bool) -> Words:
    text = DOT.join(_said(entry, initials=initials))
    return Words(_tr("Referral"), text, record.source_person)


@_words.register
def _(record: Victimization, entry: Entry, book: CodeBook, *, initials: bool) -> Words:
    until = (
        _tr("until {day}").format(day=short_day(record.presented_to)) if record.presented_to else ""
    )
    person = (shown(one.words, initials) for one in entry.said if one.names)
    label = book.label("victimization", record.type)
    return Words(_tr("Victimization"), DOT.join(filter(None, (label, *person, until))))


_TOLD_STATES = ("continued", "cancelled")
DOT = " \u00b7 "


def _service_words(service: Service, book: CodeBook) -> str:
    return _times_words(service.code, service.quantity or 1, book)


def _times_words(code: str, times: int, book: CodeBook) -> str:
    label = book.label("service", code).split(" (")[0]
    counted_times = f" \u00d7 {times}" if times != 1 else ""
    return f"{code.upper()} {label}{counted_times}"
