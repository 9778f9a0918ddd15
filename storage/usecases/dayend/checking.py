"""Compare a day with what is logged."""

from datetime import date

from sqlalchemy import Connection

from storage.usecases.calendar.occurrence import Span
from storage.usecases.codelists import book_of
from storage.usecases.dayend import cases, program
from storage.usecases.dayend.done import days_work
from storage.usecases.dayend.looseend import DayEnd
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
    found = [end for read in _READERS for end in read(connection, span, book)]
    reasons = reasons_of(connection, day)
    return DayEnd(
        tuple(end for end in found if end.key not in reasons),
        tuple((end, reasons[end.key]) for end in found if end.key in reasons),
        days_work(connection, day, who),
    )
