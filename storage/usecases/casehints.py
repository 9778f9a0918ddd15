"""What a case page and its forms point out, gently: a person decides."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.court_event import CourtEvent
from storage.spec.kinds import fields_of
from storage.tables.records import TABLES, Stored, fetch, record_maker
from storage.usecases.caseentries import UNACCOMPANIED
from storage.usecases.record_words import words_of_value


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """A record as it is stored now, and its values in words by field."""

    stored: Stored[Any]
    words: dict[str, str]


def unwritten_hearing(connection: Connection, case: RecordId, day: date) -> CourtEvent | None:
    """Return the event whose next date is to come and has no event of its own yet."""
    table = TABLES["court_event"]
    rows = connection.execute(
        select(table).where(table.c.case == case, table.c.retired == 0).order_by(table.c.on.desc())
    )
    events: list[CourtEvent] = [record_maker("court_event")(row) for row in rows.mappings()]
    written = {event.on for event in events}
    for event in events:
        if event.next_on is not None and event.next_on >= day and event.next_on not in written:
            return event
    return None


def unaccompanied(connection: Connection, case: RecordId) -> int:
    """Return how many events of ``case`` were held with nobody, or no word of who accompanied."""
    query = (
        'SELECT count(*) FROM court_event t WHERE t."case" = ? AND t.retired = 0 '  # noqa: S608 - our own names
        f"AND {UNACCOMPANIED}"
    )
    return int(connection.exec_driver_sql(query, (case,)).scalar() or 0)


def meanwhile(connection: Connection, kind: str, record: RecordId) -> Meanwhile | None:
    """Return what stands in a record now, for somebody whose form shows an older one."""
    stored = fetch(connection, KINDS[kind], record)
    if stored is None:
        return None
    words = {
        name: words_of_value(connection, field, value) if value else ""
        for name, field in fields_of(KINDS[kind]).items()
        if (value := getattr(stored.record, name)) is not None
    }
    return Meanwhile(stored, words)
