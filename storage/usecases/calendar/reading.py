"""Read the calendar: every subject by its own query, all of them in one order."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from storage.domain.codes import CodeBook
from storage.usecases.calendar import care, work
from storage.usecases.calendar.occurrence import SUBJECTS, Occurrence, Span, place_in_time
from storage.usecases.caseload import coordinators
from storage.usecases.codelists import book_of

_READERS: Mapping[str, Callable[[Connection, Span, CodeBook], Iterator[Occurrence]]] = {
    "court": work.court,
    "appointment": care.appointments,
    "outreach": work.events("outreach"),
    "training": work.events("training"),
    "task": work.tasks,
    "review": care.reviews,
    "screening": care.screenings,
    "plan": care.plans,
    "missing": care.missing,
    "coverage": work.coverage,
}


def occurrences(connection: Connection, span: Span) -> list[Occurrence]:
    """Return everything that ``span`` asks for, by day, then by time, the whole days first."""
    book = book_of(connection)
    wanted = span.subjects or tuple(SUBJECTS)
    found = [one for subject in wanted for one in _READERS[subject](connection, span, book)]
    return sorted(found, key=place_in_time)


def own_name(connection: Connection, person: str) -> str:
    """Return ``person`` where that person leads a case, so that "mine" means something."""
    return person if person and person in coordinators(connection) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a calendar shows, and whether its person leads any case, so that "mine" says much."""

    found: tuple[Occurrence, ...]
    leads: bool


def sheet(connection: Connection, span: Span, person: str, mine: bool) -> Sheet:  # noqa: FBT001 - passed by place through a lane
    """Return the calendar of ``span``: what is ``person``'s own with ``mine``, else everyone's."""
    own = own_name(connection, person)
    asked = replace(span, who=own if mine else "")
    return Sheet(tuple(occurrences(connection, asked)), bool(own))
