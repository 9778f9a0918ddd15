"""Where one program's records are put together: its chance, its ids, what it has written so far."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Contact, Service
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.note import Note
from storage.domain.kinds.outreach import Outreach
from storage.domain.kinds.person import Person
from storage.domain.kinds.referral import Referral
from storage.domain.kinds.victimization import Victimization
from storage.practice.programs import Program
from storage.practice.seeded import Rng, SeededIds

R = TypeVar("R")


@dataclass(slots=True)
class Batch:
    """New records by kind."""

    people: list[Person] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    victimizations: list[Victimization] = field(default_factory=list)
    court_events: list[CourtEvent] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    outreach: list[Outreach] = field(default_factory=list)
    further: dict[type[Any], list[Any]] = field(default_factory=dict)
    """The records of every other kind, by their class."""

    def add(self, record: Any) -> None:
        """Put a record of one of the further kinds behind those of its kind."""
        self.further.setdefault(type(record), []).append(record)

    def of(self, cls: type[R]) -> list[R]:
        """Return the records of one of the further kinds."""
        return self.further.get(cls, [])

    def by_kind(self) -> Iterator[Sequence[Any]]:
        """Yield the records of each kind that has any, those that others refer to first."""
        yield from filter(
            None,
            (
                self.people,
                self.cases,
                self.referrals,
                self.victimizations,
                self.court_events,
                self.contacts,
                self.services,
                self.notes,
                self.outreach,
                *self.further.values(),
            ),
        )

    def size(self) -> int:
        """Return how many records there are."""
        return sum(map(len, self.by_kind()))

    def take(self, other: "Batch") -> None:
        """Put the records of ``other`` behind these."""
        for mine, others in (
            (self.people, other.people),
            (self.cases, other.cases),
            (self.referrals, other.referrals),
            (self.victimizations, other.victimizations),
            (self.court_events, other.court_events),
            (self.contacts, other.contacts),
            (self.services, other.services),
            (self.notes, other.notes),
            (self.outreach, other.outreach),
        ):
            mine.extend(others)  # type: ignore[arg-type]  # the same kind on both sides
        for cls, records in other.further.items():
            self.further.setdefault(cls, []).extend(records)


@dataclass(slots=True)
class Desk:
    """One program at work in one stretch of time."""

    program: Program
    rng: Rng
    ids: SeededIds
    numbers: Counter[str]
    """How many case numbers were given, by year; shared by all stretches of the program."""
    notes_per_contact: float
    batch: Batch = field(default_factory=Batch)
    meetings: dict[date, RecordId] = field(default_factory=dict)
    """The first contact of every MDT meeting, which the others of that day join."""

    def number(self, opened: date) -> str:
        """Return the next case number of the program in the year of ``opened``."""
        year = f"{opened.year % 100:02d}"
        self.numbers[year] += 1
        return f"{self.program.prefix}-{year}-{self.numbers[year]:04d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What shall be true of one youth, decided before any record is made."""

    age: int | None
    """On the day of the first service; None where no date of birth is known."""
    types: tuple[str, ...]
    opened: date
    first: date
    """The day of the first service."""
    last: date
    """No contact is later."""
    services: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Youth:
    """A youth as later records need to know them."""

    person: RecordId
    case: RecordId
    name: str
    county: str
    school: str
    place: str
    language: str
    """The language of the home, English only where there is no other."""
    interpreter: bool
    caregiver: RecordId | None = None
