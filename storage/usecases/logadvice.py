"""What Quick log asks about once before it saves: a repetition, a day outside the case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.contact import Service
from storage.domain.kinds.person import Person
from storage.tables.records import fetch_all
from storage.usecases.advising import cross_advice
from storage.usecases.quicklog import QuickLog, already_logged

_NOT_YET = RecordId(bytes(16))


@dataclass(frozen=True, slots=True)
class Remarks:
    """Who has the service of that day already, by name, and what else is odd, in sentences."""

    repeated: tuple[str, ...]
    sentences: tuple[str, ...]


def remarks(connection: Connection, entry: QuickLog, today: date) -> Remarks:
    """Return what is worth a second look in ``entry`` before it is saved; it may be right."""
    again = already_logged(connection, entry.people, entry.service, entry.on)
    advised = (
        one.sentence
        for service in _services(connection, entry)
        for one in cross_advice(connection, service, today)
    )
    return Remarks(tuple(again), tuple(dict.fromkeys(advised)))


def _services(connection: Connection, entry: QuickLog) -> Iterator[Service]:
    """Yield the service of each person as it would be saved."""
    for person in fetch_all(connection, Person, list(entry.people)).values():
        yield Service(
            id=_NOT_YET,
            case=person.case,
            recipient=person.id,
            on=entry.on,
            code=entry.service,
            quantity=entry.quantity,
            funding=entry.funding,
        )
