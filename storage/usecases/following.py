"""What a record brings with it in the same Save.

A next date makes the next court event; a screening after a return is named in its episode.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import singledispatch
from typing import Any

from sqlalchemy import Connection

from storage.domain.clocks import day_of
from storage.domain.ids import RecordId
from storage.domain.kinds.court_event import OVER, CourtEvent
from storage.domain.kinds.screening import Screening
from storage.tables.records import Stored, fetch
from storage.usecases.checking import all_problems
from storage.usecases.records import Add, Change, Edit
from storage.usecases.safety.absences import absences
from storage.usecases.sameids import same_id
from storage.usecases.transaction import Transaction


@singledispatch
def following(
    _record: Any, transaction: Transaction, before: Stored[Any] | None
) -> Sequence[Change]:
    """Return what is saved together with a record that a form holds; ``before`` is what stood."""
    del transaction, before
    return ()


@following.register
def _(
    record: CourtEvent, transaction: Transaction, before: Stored[CourtEvent] | None
) -> Sequence[Change]:
    if record.next_on is None or (before is not None and before.record.next_on == record.next_on):
        return ()
    made = _made_by(transaction.connection, record.id)
    if made is None:
        return (
            ()
            if _is_written(transaction.connection, record)
            else (Add(_next(record, transaction)),)
        )
    # The event that this one made moves with the date, as long as nothing else came of it.
    moved = made.record.on == (before.record.next_on if before is not None else None)
    if moved and made.record.state not in OVER:
        return (Edit(made, replace(made.record, on=record.next_on, at=None)),)
    return ()


@following.register
def _(
    record: Screening, transaction: Transaction, before: Stored[Screening] | None
) -> Sequence[Change]:
    del before
    if record.trigger != "return" or record.on is None:
        return ()
    # The newest return that it can belong to; one that names a screening keeps it.
    for one in absences(transaction.connection, record.person, None, transaction.today()):
        returned_at = one.episode.record.returned_at
        if returned_at is not None and day_of(returned_at) <= record.on:
            after = replace(one.episode.record, screening=record.id)
            if one.episode.record.screening is not None or all_problems(transaction, after):
                return ()
            return (Edit(one.episode, after),)
    return ()


def _next(record: CourtEvent, transaction: Transaction) -> CourtEvent:
    return CourtEvent(
        # Two laptops that write the same next date make one event of it.
        id=same_id(transaction, "court_event", record.id, "next"),
        case=record.case,
        person=record.person,
        matter=record.matter,
        # What comes again is the same until somebody says otherwise.
        event_type=record.event_type,
        on=record.next_on,
        court=record.court,
        session=record.session,
        judge=record.judge,
        docket=record.docket,
        counsel=record.counsel,
        exploiter_present=record.exploiter_present,
        state="scheduled",
        previous=record.id,
    )


def _made_by(connection: Connection, event: RecordId) -> Stored[CourtEvent] | None:
    """Return the event that follows ``event``, wherever it stands now."""
    found = connection.exec_driver_sql(
        'SELECT n.id FROM court_event e JOIN court_event n ON n."case" IS e."case" '
        "WHERE e.id = ? AND n.previous = e.id AND n.retired = 0 ORDER BY n.id LIMIT 1",
        (event,),
    ).scalar()
    return fetch(connection, CourtEvent, RecordId(found)) if found else None


def _is_written(connection: Connection, record: CourtEvent) -> bool:
    """Tell whether somebody wrote the next date down as an event of the same matter."""
    return (
        connection.exec_driver_sql(
            'SELECT 1 FROM court_event WHERE "case" = ? AND "on" = ? AND matter = ? '
            "AND retired = 0 AND id <> ? LIMIT 1",
            (record.case, str(record.next_on), record.matter, record.id),
        ).first()
        is not None
    )
