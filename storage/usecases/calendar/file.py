"""The calendar as a file for another calendar (RFC 5545), with titles that say nothing.

No name, no text and no alarm is ever in it. A second import finds the same events again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event

from storage.domain.clocks import ZONE
from storage.usecases.calendar.occurrence import Occurrence

TITLES = {
    "court": "Court",
    "appointment": "Appointment",
    "outreach": "Outreach",
    "training": "Training",
    "task": "Task",
    "review": "Review",
    "screening": "Appointment",
    "plan": "Review",
    "coverage": "Away",
}
"""What an event is called; that a child is missing is in no calendar but Satchel's own."""

_PUBLIC_PLACES = frozenset({"court", "outreach", "training"})
"""Whose place says nothing about a child; a provider's name would."""

_USUAL_MINUTES = 30
_LABEL = b"satchel calendar 1"
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What the titles may tell beside the kind of event."""

    numbers: bool = False
    """Case numbers in the titles."""
    places: bool = False
    """Courts and towns as the places."""


def told(found: Iterable[Occurrence]) -> tuple[Occurrence, ...]:
    """Return what of ``found`` goes into a file: everything but missing episodes."""
    return tuple(one for one in found if one.subject in TITLES)


def calendar_file(found: Iterable[Occurrence], telling: Telling, now: datetime) -> bytes:
    """Return what is ``found`` as an ICS file made at ``now``; missing episodes are left out."""
    made = Calendar()
    made.add("prodid", "-//Satchel//Calendar//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    for one in told(found):
        made.add_component(_event(one, telling, now))
    # The rules of the years around now: all since 1970 would be most of the file.
    made.add_missing_timezones(
        first_date=date(now.year - 2, 1, 1), last_date=date(now.year + 12, 1, 1)
    )
    return bytes(made.to_ical())


def uid_of(one: Occurrence) -> str:
    """Return the name of an event that stays the same in every file and leads back to nothing.

    Of a hearing that may be on several days each has a name of its own, or one would hide another.
    """
    said = [_LABEL, one.subject.encode(), one.record]
    if one.versions:
        said += [one.on.isoformat().encode(), str(one.at or "").encode(), one.where.encode()]
    digest = sha256(b"|".join(said))
    return f"{digest.hexdigest()[:32]}@satchel"


def _event(one: Occurrence, telling: Telling, now: datetime) -> Event:
    event = Event()
    event.add("uid", uid_of(one))
    event.add("dtstamp", now.replace(microsecond=0))
    # A later file wins over an earlier one, whatever was changed between them.
    event.add("sequence", max(0, int((now - _BEGINNING).total_seconds())))
    event.add("summary", _title(one, telling))
    event.add("class", "PRIVATE")
    if one.at is None:
        event.add("dtstart", one.on)
        event.add("dtend", one.until + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        start = datetime.combine(one.on, one.at, ZONE)
        event.add("dtstart", start)
        event.add("dtend", start + timedelta(minutes=one.minutes or _USUAL_MINUTES))
        event.add("transp", "OPAQUE")
    if one.off:
        event.add("status", "CANCELLED")
    if telling.places and one.where and one.subject in _PUBLIC_PLACES:
        event.add("location", one.where)
    return event


def _title(one: Occurrence, telling: Telling) -> str:
    title = TITLES[one.subject]
    if one.versions:
        title = f"{title} ({one.versions} versions)"
    return f"{title} {one.number}" if telling.numbers and one.number else title
