"""One page about a missing child for the police and NCMEC, made from what is known.

Only what helps to find the child and to keep the child safe is on it: nothing is read from
screenings, exploitation, exploiters, notes or services. What is not known is a line to fill in by
hand. 28 CFR 94.115(b) and 42 USC 671(a)(35) let it leave without a release.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from storage.domain.clocks import day_of
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.custody import CustodyPeriod
from storage.domain.kinds.missing_episode import Appearance, MissingEpisode
from storage.domain.kinds.person import Person
from storage.domain.partial_dates import age_on
from storage.errors import RejectedError
from storage.tables.records import fetch
from storage.usecases.casefile import period_on
from storage.usecases.codelists import book_of
from storage.usecases.printing import Printing
from storage.usecases.record_words import in_words
from storage.usecases.safety.absences import absences, newest_looks
from storage.usecases.syncing.reviewing import reviews_of
from storage.usecases.typesetting import typeset

TITLE = "Missing child"
NCMEC = "1-800-843-5678 (1-800-THE-LOST)"
"""The hotline of the National Center for Missing & Exploited Children, day and night."""


@dataclass(frozen=True, slots=True)
class Packet:
    """What the page says, whom it names, and how many records it is made of."""

    people: frozenset[RecordId]
    records: int
    filled: int
    blank: int
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything the page may draw on."""

    episode: MissingEpisode
    person: Person
    case: Case | None
    looks: Appearance | None
    custody: CustodyPeriod | None
    holder: Person | None
    number: int
    said: Mapping[str, Sequence[str]]
    """By field: what stands side by side in the episode or the description, undecided."""
    of_child: Mapping[str, Sequence[str]]
    of_holder: Mapping[str, Sequence[str]]
    label: Any
    today: date


def packet_of(connection: Connection, episode: RecordId, today: date) -> Packet:
    """Return the page about one episode; RejectedError when it or its youth is not here."""
    known = _known(connection, episode, today)
    sections: list[dict[str, Any]] = [
        {"title": "The child", "fields": _child(known)},
        {"title": "Appearance", "fields": _appearance(known)},
        {"title": "Missing since", "fields": _since(known)},
        {"title": "Where the child may be", "columns": 2, "fields": _whereabouts(known)},
        {"title": "Dangers and medical needs", "fields": _dangers(known)},
        {"title": "Custody and placement", "fields": _custody(known)},
        {"title": "Reports made", "fields": _reports(known)},
    ]
    values = [field["value"] for section in sections for field in section["fields"]]
    used = (known.episode, known.person, known.case, known.looks, known.custody, known.holder)
    return Packet(
        frozenset(one.id for one in (known.person, known.holder) if one is not None),
        sum(1 for one in used if one is not None),
        sum(1 for value in values if value),
        sum(1 for value in values if not value),
        {"title": TITLE, "subtitle": f"NCMEC, day and night: {NCMEC}", "sections": sections},
    )


def packet_pdf(connection: Connection, episode: RecordId, printing: Printing) -> bytes:
    """Return the page as tagged PDF (PDF/UA-1), with a last section on who reports it."""
    content = packet_of(connection, episode, day_of(printing.printed_at)).content
    reporter = {
        "title": "Reported by",
        "fields": [
            _field("Name", printing.printed_by),
            _field("Program", printing.program),
            _field("Call back at", ""),
            _field("Received by (name, badge, time)", "", wide=True),
        ],
    }
    data = {
        **content,
        "sections": [*content["sections"], reporter],
        "header": "Confidential. For the search only.",
        "printed_by": printing.printed_by,
        "printed_at": in_words(printing.printed_at),
        "practice": printing.practice,
    }
    return typeset("packet", data)


def _known(connection: Connection, episode: RecordId, today: date) -> _Known:
    stored = fetch(connection, MissingEpisode, episode)
    youth = stored.record.person if stored is not None else None
    person = fetch(connection, Person, youth) if youth is not None else None
    if stored is None or stored.retired or person is None:
        raise RejectedError("Missing episode: it is not on this laptop any more. Nothing was made.")
    case = fetch(connection, Case, stored.record.case) if stored.record.case else None
    custody = period_on(connection, "custody_period", person.record.id, today)
    holder = (
        fetch(connection, Person, custody.holder_person)
        if custody is not None and custody.holder_person
        else None
    )
    looks = newest_looks(connection, person.record.id)
    before = absences(connection, person.record.id, None, today)
    number = next((one.number for one in before if one.episode.record.id == episode), 1)
    return _Known(
        stored.record,
        person.record,
        case.record if case else None,
        looks,
        custody,
        holder.record if holder else None,
        number,
        _undecided(connection, stored.record, looks),
        _undecided(connection, person.record),
        _undecided(connection, holder.record if holder else None),
        book_of(connection).label,
        today,
    )


def _child(known: _Known) -> list[dict[str, Any]]:
    person, label = known.person, known.label
    age = age_on(person.born_on, known.today)
    born = in_words(person.born_on) if person.born_on and person.born_on.earliest() else ""
    return [
        _field("Name", " ".join(filter(None, (person.given_name, person.family_name)))),
        _field("Name used", person.name_used),
        _field("Also known as", ", ".join(sorted(person.aliases))),
        _field("Date of birth", born),
        _field("Age", str(age) if age is not None else ""),
        _field("Sex", _coded(label, "sex", person.sex)),
        _field("Pronouns", person.pronouns),
        _field("Race and ethnicity", _coded_all(label, "race", person.race)),
        _field("Languages", _coded_all(label, "language", person.languages)),
    ]


def _appearance(known: _Known) -> list[dict[str, Any]]:
    looks = known.looks
    seen = partial(_of, looks)
    as_of = in_words(looks.as_of) if looks is not None and looks.as_of else ""
    return [
        _field("Height", seen("height")),
        _field("Weight", seen("weight")),
        _field("Described on", as_of),
        _field("Hair", seen("hair")),
        _field("Eyes", seen("eyes")),
        _field("Photo attached (yes, no)", ""),
        _field("Marks, tattoos, piercings, glasses", seen("marks"), wide=True),
        _field("Clothing when last seen", known.episode.clothing, wide=True),
    ]


def _since(known: _Known) -> list[dict[str, Any]]:
    episode, label = known.episode, known.label
    return [
        _field("Found missing", _moment(episode.identified_at)),
        _field("Last seen", _moment(episode.last_seen_at)),
        _field("Last seen by", episode.last_seen_by),
        _field("Category", _coded(label, "missing_category", episode.category)),
        _field("Risk", _coded(label, "missing_risk", episode.risk)),
        _field("Times missing before, on record", str(known.number - 1)),
        _field("Last seen where", episode.last_seen_where, wide=True),
    ]


def _whereabouts(known: _Known) -> list[dict[str, Any]]:
    looks = known.looks
    handles = ", ".join(sorted(looks.handles)) if looks is not None else ""
    return [
        _field("Phones and devices", _of(looks, "phones")),
        _field("Online names", handles),
        _field("May be with", _every(known, "companions", "companions"), wide=True),
        _field("Likely places", _every(known, "likely_places", "places"), wide=True),
    ]


def _dangers(known: _Known) -> list[dict[str, Any]]:
    needs = _every(known, "dangers", "needs")
    return [_field("What whoever finds the child must know", needs, wide=True)]


def _custody(known: _Known) -> list[dict[str, Any]]:
    period, holder = known.custody, known.holder
    code = period.custody if period is not None else known.person.custody
    missing_from = known.episode.placement or _either(known.of_child, "placement", known.person)
    phone = ""
    # Where one of two versions says that calling is not safe, nobody is told to call.
    if holder is not None and holder.calls_ok and "No" not in known.of_holder.get("calls_ok", ()):
        phone = _either(known.of_holder, "phone", holder)
    return [
        _field("Custody", _coded(known.label, "custody_type", code)),
        _field("Held by", period.holder if period is not None else ""),
        _field("Phone to call", phone),
        _field("DCF office", known.case.dcf_office if known.case is not None else ""),
        _field("DCF told", _moment(known.episode.dcf_at)),
        _field("DCF hotline or worker", ""),
        _field("Missing from", missing_from, wide=True),
    ]


def _reports(known: _Known) -> list[dict[str, Any]]:
    episode = known.episode
    entered = _coded(known.label, "yes_no_unknown", episode.entered_by_police)
    return [
        _field("Police told", _moment(episode.police_at)),
        _field("Police department", episode.police),
        _field("Police report number", episode.police_number),
        _field("NCMEC told", _moment(episode.ncmec_at)),
        _field("NCMEC case number", episode.ncmec_number),
        _field("Entered by the police as missing", entered),
    ]


def _field(label: str, value: str, *, wide: bool = False) -> dict[str, Any]:
    return {"label": label, "value": value.strip(), "wide": wide}


def _of(looks: Appearance | None, name: str) -> str:
    return str(getattr(looks, name)) if looks is not None else ""


def _every(known: _Known, of_episode: str, of_looks: str) -> str:
    """Return what episode and description say, every version of it, one under the other."""
    texts = [getattr(known.episode, of_episode), _of(known.looks, of_looks)]
    for name in dict.fromkeys((of_episode, of_looks)):
        texts += known.said.get(name, ())
    return "\n".join(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _either(said: Mapping[str, Sequence[str]], name: str, person: Person) -> str:
    """Return what the person's field says; every version of it while several stand."""
    texts = said.get(name) or (getattr(person, name),)
    return " or ".join(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _undecided(
    connection: Connection, *found_in: MissingEpisode | Appearance | Person | None
) -> dict[str, list[str]]:
    records = [one.id for one in found_in if one is not None]
    found: dict[str, list[str]] = {}
    for review in reviews_of(connection, records):
        for place, name in enumerate(review.fields):
            found.setdefault(name, []).extend(side.words[place] for side in review.sides)
    return found


def _moment(moment: datetime | None) -> str:
    return in_words(moment) if moment is not None else ""


_NOT_SAID = frozenset({"", "not_asked", "declined", "unknown", "not_applicable", "not_tracked"})


def _coded(label: Any, list_name: str, code: str) -> str:
    """Return the words for ``code``; nothing where it says only that nobody knows."""
    return "" if code in _NOT_SAID else str(label(list_name, code))


def _coded_all(label: Any, list_name: str, codes: frozenset[str]) -> str:
    return ", ".join(sorted(filter(None, (_coded(label, list_name, code) for code in codes))))
