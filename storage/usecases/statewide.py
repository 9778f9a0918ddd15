"""Sheets of figures that programs sent, as a statewide program keeps them to read offline."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, tuple_

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
    """What is here for one form and period, and when the server was last asked.

    ``lost`` has the programs whose sheet is here, and was not on the server any more then.
    """

    sheets: tuple[Received, ...]
    asked_at: datetime | None
    lost: frozenset[bytes] = frozenset()


def receive(
    transaction: Transaction, period: Period, found: Collection[Received]
) -> tuple[int, Changes]:
    """Keep what the server holds for ``period`` in place of what was here; return how many.

    A sheet that was on the server stays here when it is not there any more: no sheet is ever taken
    back, so that the server was restored and its program's laptop sends it once more.
    """
    connection = transaction.connection
    here = [*connection.execute(select(RECEIVED).where(*_within(period)))]
    held = {(one.program, one.form): one for one in found}
    lost = {(row.program, row.form) for row in here if _is_lost(row, held)}
    connection.execute(
        delete(RECEIVED).where(
            *_within(period), tuple_(RECEIVED.c.program, RECEIVED.c.form).not_in(lost)
        )
    )
    now = milliseconds(transaction.clock.now())
    rows = [_row(one, now) for key, one in held.items() if key not in lost]
    if rows:
        connection.execute(insert(RECEIVED), rows)
    asked = setting(connection, "statewide.asked") | {period.text(): now}
    set_settings(transaction, {"statewide.asked": asked, "program.statewide": True})
    return len(found), Changes({KIND: frozenset((RecordId(bytes(16)),))}, "receive figures")


def inbox(connection: Connection, form: str, period: Period) -> Inbox:
    """Return the sheets of ``form`` over exactly ``period``, by the program's CAC and name."""
    wanted = (
        select(RECEIVED)
        .where(RECEIVED.c.form == form, *_within(period))
        .order_by(RECEIVED.c.cac, RECEIVED.c.name, RECEIVED.c.program)
    )
    rows = [*connection.execute(wanted)]
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
        for row in rows
    )
    asked = setting(connection, "statewide.asked").get(period.text())
    lost = frozenset(row.program for row in rows if row.received_at != asked)
    return Inbox(found, datetime.fromtimestamp(asked / 1000, UTC) if asked else None, lost)


def _within(period: Period) -> tuple[ColumnElement[bool], ...]:
    first, last = period.start.isoformat(), period.end.isoformat()
    return RECEIVED.c.first_day == first, RECEIVED.c.last_day == last


def _is_lost(row: Row[*tuple[Any, ...]], held: Mapping[tuple[bytes, str], Received]) -> bool:
    """Tell whether the server has nothing in the place of a sheet, or an earlier one."""
    there = held.get((row.program, row.form))
    if there is None:
        return True
    signed_before: bool = milliseconds(there.signed_at) <= row.signed_at
    return signed_before and there.revision < row.revision


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
