"""Quick log: find the youth, say what was done, save it all at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from storage.domain.changeset import Dot
from storage.domain.codes import CodeBook
from storage.domain.ids import RecordId
from storage.domain.kinds.contact import Contact, Service
from storage.domain.kinds.court_event import OFF, CourtEvent
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person, display_name
from storage.errors import RejectedError
from storage.tables.records import fetch
from storage.usecases.activities import Activity, activity_of, offered
from storage.usecases.changes import Changes
from storage.usecases.codelists import book_of
from storage.usecases.hearings import Sitting, between, sittings, undecided
from storage.usecases.onepeople import same_people
from storage.usecases.records import Add, Change, Edit, save
from storage.usecases.settings import set_settings, setting
from storage.usecases.transaction import Transaction

USUAL_FUNDING = "maca_csec_voca"
"""The project that pays the twelve coordinators (VOCA, through MACA)."""

_ACCOMPANIED = "coordinator"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickLog:
    """What was done for one or several people on one day."""

    people: tuple[RecordId, ...]
    on: date
    service: str
    activity: str = ""
    further: frozenset[str] = frozenset()
    """Services given in the same contact beside the first, once each."""
    minutes: int | None = None
    miles: int | None = None
    mode: str = ""
    quantity: int = 1
    funding: str = USUAL_FUNDING
    compensation_assisted: bool = False
    events: Mapping[RecordId, RecordId] = field(default_factory=dict)
    """The court event of that day by case: the contact names it, the coordinator accompanied."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Logged:
    """What was logged: the words for the service, for how many people, and its name for undo."""

    label: str
    people: int
    name: str
    dot: Dot | None


@dataclass(frozen=True, slots=True)
class Last:
    """The service logged last, to be repeated for somebody else."""

    activity: str
    service: str
    minutes: int | None
    mode: str
    quantity: int
    funding: str
    compensation_assisted: bool
    further: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hearing:
    """A court event of the day, which a contact may name: in which case, and what it is.

    ``versions`` is how many stand of its day and place, 0 where nothing is undecided.
    """

    event: RecordId
    case: RecordId
    words: str
    at: str
    versions: int = 0


def hearings_on(
    connection: Connection, cases: Sequence[RecordId], on: date
) -> dict[RecordId, Hearing]:
    """Return for each of ``cases`` with a court event that may be on that day the first, by case.

    Those that nobody accompanied yet come before the others.
    """
    day, apart, book = on.isoformat(), undecided(connection), book_of(connection)
    held, days = between(apart, day, day, "court_event")
    rows = connection.exec_driver_sql(
        'SELECT id, "case", event_type, accompanied_by, "on", at, court, session '  # noqa: S608 - marks
        f'FROM court_event WHERE "case" IN ({", ".join("?" * len(cases))}) AND {held} '
        f"AND state NOT IN {OFF} AND retired = 0",
        (*cases, *days),
    )
    sat = [(row, one) for row in rows for one in sittings(row, apart, day, day)]
    found: dict[RecordId, Hearing] = {}
    for row, one in sorted(sat, key=_in_turn):
        kind = book.label("court_event_type", row.event_type)
        words = ", ".join(part for part in (kind, one.court) if part)
        found.setdefault(row.case, Hearing(row.id, row.case, words, one.at, one.versions))
    return found


def _in_turn(sat: tuple[Any, Sitting]) -> tuple[object, ...]:
    row, one = sat
    return bool(row.accompanied_by), not one.at, one.at, row.id


def presets(connection: Connection) -> tuple[Activity, ...]:
    """Return what can be logged by a number or a few letters, in its order."""
    return offered(connection)


def last(connection: Connection) -> Last | None:
    """Return what was logged last on this laptop, or None."""
    stored: Mapping[str, Any] = setting(connection, "quicklog.last")
    if not stored.get("service"):
        return None
    return Last(
        activity=str(stored.get("activity", "")),
        service=str(stored["service"]),
        minutes=stored.get("minutes"),
        mode=str(stored.get("mode", "")),
        quantity=int(stored.get("quantity", 1)),
        funding=str(stored.get("funding", USUAL_FUNDING)),
        compensation_assisted=bool(stored.get("compensation_assisted", False)),
        further=frozenset(map(str, stored.get("further", ()))),
    )


def words_for(
    activity: str, service: str, book: CodeBook, among: Sequence[Activity] | None = None
) -> str:
    """Return what people call it: the activity's words, else the service's own label."""
    known = activity_of(activity, among)
    return known.label if known is not None else book.label("service", service)


def already_logged(
    connection: Connection, people: Sequence[RecordId], service: str, on: date
) -> list[str]:
    """Return the names of those of ``people`` who have this very service on this day already.

    Somebody recorded more than once has it under any of the records.
    """
    found, same = [], same_people(connection)
    for person in people:
        everyone = same.all_of(person)
        row = connection.exec_driver_sql(
            f"SELECT 1 FROM service WHERE recipient IN ({', '.join('?' * len(everyone))}) "  # noqa: S608 - marks
            'AND "on" = ? AND code = ? AND retired = 0',
            (*everyone, on.isoformat(), service),
        ).first()
        stored = fetch(connection, Person, person) if row else None
        if stored is not None:
            found.append(display_name(stored.record))
    return found


def log(transaction: Transaction, entry: QuickLog) -> tuple[Logged, Changes]:
    """Save ``entry``: for each person a contact with its services, and the note, in one changeset.

    The contacts of several people name the first as their joint contact. Raises RejectedError
    when nobody is named or somebody has no case.
    """
    people = [_person(transaction, person) for person in entry.people]
    if not people:
        raise RejectedError("Quick log: name at least one youth.")
    first = transaction.new_id()
    changes: list[Change] = []
    for position, person in enumerate(people):
        contact = transaction.new_id() if position else first
        joint = first if len(people) > 1 and position else None
        changes.extend(_records(transaction, entry, person, contact, joint))
    saved = save(transaction, changes, "log service" if len(people) == 1 else "log services")
    set_settings(transaction, {"quicklog.last": _remembered(entry)})
    connection = transaction.connection
    label = words_for(entry.activity, entry.service, book_of(connection), offered(connection))
    return Logged(label, len(people), display_name(people[0]), saved.dot), saved


def _person(transaction: Transaction, person: RecordId) -> Person:
    stored = fetch(transaction.connection, Person, person)
    if stored is None or stored.retired or stored.record.case is None:
        raise RejectedError("Quick log: this person has no case on this laptop. Choose another.")
    return stored.record


def _records(
    transaction: Transaction,
    entry: QuickLog,
    person: Person,
    contact: RecordId,
    joint: RecordId | None,
) -> Iterator[Change]:
    author = transaction.identity.author
    event = entry.events.get(person.case) if person.case else None
    yield Add(
        Contact(
            id=contact,
            case=person.case,
            on=entry.on,
            minutes=entry.minutes,
            # One drive is one drive, whoever sat in the car.
            miles=None if joint else entry.miles,
            mode=entry.mode,
            coordinator=author,
            event=event,
            joint=joint,
        )
    )
    for code in (entry.service, *sorted(entry.further - {entry.service})):
        first = code == entry.service
        yield Add(
            Service(
                id=transaction.new_id(),
                case=person.case,
                contact=contact,
                recipient=person.id,
                on=entry.on,
                code=code,
                quantity=entry.quantity if first else 1,
                provider="self",
                funding=entry.funding,
                compensation_assisted=first and entry.compensation_assisted,
            )
        )
    if entry.note.strip():
        yield Add(
            Note(
                id=transaction.new_id(),
                case=person.case,
                on=entry.on,
                note_class="factual",
                text=entry.note.strip(),
                author=author,
                contact=contact,
            )
        )
    if event is not None:
        yield from _accompanied(transaction, event)


def _accompanied(transaction: Transaction, event: RecordId) -> Iterator[Change]:
    stored = fetch(transaction.connection, CourtEvent, event)
    if stored is not None and not stored.record.accompanied_by:
        yield Edit(stored, replace(stored.record, accompanied_by=_ACCOMPANIED))


def _remembered(entry: QuickLog) -> dict[str, Any]:
    return {
        "activity": entry.activity,
        "service": entry.service,
        "minutes": entry.minutes,
        "mode": entry.mode,
        "quantity": entry.quantity,
        "funding": entry.funding,
        "compensation_assisted": entry.compensation_assisted,
        "further": sorted(entry.further),
    }
