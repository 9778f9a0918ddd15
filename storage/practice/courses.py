"""The course of each case: what further records about it need to know, and the days for them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.domain.clocks import ZONE
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.person import Person
from storage.practice.desk import Batch
from storage.practice.plans import TRAFFICKING
from storage.practice.seeded import Rng

_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One case from its first day to its last, or to today where it is open."""

    case: Case
    youth: Person
    caregiver: RecordId | None
    types: frozenset[str]
    events: tuple[CourtEvent, ...]
    first: date
    last: date
    open: bool

    @property
    def days(self) -> int:
        """How many days lie between the first and the last."""
        return (self.last - self.first).days

    @property
    def trafficked(self) -> bool:
        """Whether sex trafficking is among what the youth presents with."""
        return TRAFFICKING in self.types

    def day(self, rng: Rng, start: float = 0.0, end: float = 1.0) -> date:
        """Return some day between two parts of the way from the first day to the last."""
        return self.first + timedelta(days=int(self.days * (start + rng.random() * (end - start))))

    def within(self, day: date) -> date:
        """Return ``day``, or the last day where it lies behind it."""
        return min(day, self.last)


def courses(batch: Batch, today: date) -> Iterator[Course]:
    """Yield the course of every case in ``batch``, in the order of the cases."""
    people = {person.id: person for person in batch.people}
    caregivers = {one.case: one.id for one in batch.people if one.role == "caregiver"}
    types, events = defaultdict(set), defaultdict(list)
    for victimization in batch.victimizations:
        types[victimization.case].add(victimization.type)
    for event in batch.court_events:
        events[event.case].append(event)
    for case in batch.cases:
        if case.youth is None or case.opened_on is None:
            continue
        yield Course(
            case=case,
            youth=people[case.youth],
            caregiver=caregivers.get(case.id),
            types=frozenset(types[case.id]),
            events=tuple(events[case.id]),
            first=case.opened_on,
            last=case.closed_on or today,
            open=case.closed_on is None,
        )


def moment(day: date, minutes: int) -> datetime:
    """Return the instant ``minutes`` after midnight of ``day`` in Massachusetts, in UTC."""
    local = datetime.combine(day, time(), ZONE) + timedelta(minutes=minutes)
    return local.astimezone(_UTC)
