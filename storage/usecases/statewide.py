"""Sheets of figures that programs sent, as a statewide program keeps them to read offline."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select

from storage.domain.clocks import milliseconds
from storage.domain.ids import RecordId
from storage.domain.periods import Period
from storage.tables.figures import RECEIVED
from storage.usecases.changes import Changes
from storage.usecases.figuresheets import Facts, body_of, read_body
from storage.usecases.settings import set_settings, setting
from storage.usecases.transaction import Transaction

KIND = "statewide_sheet"
"""How ``Changes`` names received sheets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """The newest sheet of one program for one form and period; ``name`` is the operator's."""

    program: bytes
    name: str
    cac: str
    form: str
    version: str
    period: Period
    revision: int
    facts: Facts
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Inbox:
    """What is here for one form and period, and when the server was last asked."""

    sheets: tuple[Received, ...]
    asked_at: datetime | None


def receive(
    transaction: Transaction, period: Period, found: Collection[Received]
) -> tuple[int, Changes]:
    """Keep what the server holds for ``period`` in place of what was here; return how many."""
    connection = transaction.connection
    first, last = period.start.isoformat(), period.end.isoformat()
    connection.execute(
        delete(RECEIVED).where(RECEIVED.c.first_day == first, RECEIVED.c.last_day == last)
    )
    now = transaction.clock.now()
    if found:
        connection.execute(insert(RECEIVED), [_row(one, milliseconds(now)) for one in found])
    asked = setting(connection, "statewide.asked") | {period.text(): milliseconds(now)}
    set_settings(transaction, {"statewide.asked": asked, "program.statewide": True})
    return len(found), Changes({KIND: frozenset((RecordId(bytes(16)),))}, "receive figures")


def inbox(connection: Connection, form: str, period: Period) -> Inbox:
    """Return the sheets of ``form`` over exactly ``period``, by the program's CAC and name."""
    wanted = (
        select(RECEIVED)
        .where(
            RECEIVED.c.form == form,
            RECEIVED.c.first_day == period.start.isoformat(),
            RECEIVED.c.last_day == period.end.isoformat(),
        )
        .order_by(RECEIVED.c.cac, RECEIVED.c.name, RECEIVED.c.program)
    )
    found = tuple(
        Received(
            program=row.program,
            name=row.name,
            cac=row.cac,
            form=row.form,
            version=row.version,
            period=period,
            revision=row.revision,
            facts=read_body(row.body),
            signed_at=datetime.fromtimestamp(row.signed_at / 1000, UTC),
        )
        for row in connection.execute(wanted)
    )
    asked = setting(connection, "statewide.asked").get(period.text())
    return Inbox(found, datetime.fromtimestamp(asked / 1000, UTC) if asked else None)


def _row(one: Received, received_at: int) -> dict[str, object]:
    return {
        "program": one.program,
        "form": one.form,
        "first_day": one.period.start.isoformat(),
        "last_day": one.period.end.isoformat(),
        "version": one.version,
        "cac": one.cac,
        "name": one.name,
        "revision": one.revision,
        "body": body_of(one.facts),
        "signed_at": milliseconds(one.signed_at),
        "received_at": received_at,
    }
