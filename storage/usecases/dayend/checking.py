"""Compare a day with what is logged."""

from datetime import date, time

from sqlalchemy import Connection

from storage.usecases.calendar.occurrence import Span
from storage.usecases.calendar.reading import own_name
from storage.usecases.codelists import book_of
from storage.usecases.dayend import cases, program
from storage.usecases.dayend.done import days_work
from storage.usecases.dayend.looseend import DayEnd, LooseEnd
from storage.usecases.dayend.setting_aside import reasons_of

_READERS = (
    cases.court,
    cases.contacts,
    cases.appointments,
    cases.missing,
    cases.returned,
    program.events,
    program.tasks,
)


def day_end(connection: Connection, day: date, today: date, who: str) -> DayEnd:
    """Compare ``day`` with what is logged, for the cases of ``who``, for all when empty."""
    book = book_of(connection)
    span = Span(first=day, last=day, today=today, who=who)
    found = [end for read in _READERS for end in sorted(read(connection, span, book), key=_when)]
    reasons = reasons_of(connection, day)
    return DayEnd(
        tuple(end for end in found if end.key not in reasons),
        tuple((end, reasons[end.key]) for end in found if end.key in reasons),
        days_work(connection, day, who),
    )


def own_day_end(connection: Connection, day: date, today: date, person: str) -> DayEnd:
    """Compare ``day`` for the cases of ``person``; for all where that person leads none."""
    return day_end(connection, day, today, own_name(connection, person))


def _when(end: LooseEnd) -> time:
    """Return the time of day to order by; tasks stand as they are, by the day they were due."""
    return time.min if end.sort == "task" else end.at or time.max
