"""Sheets of figures that a person approved for MACA: kept, listed, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, RowMapping, func, insert, select, update

from storage.domain.clocks import milliseconds
from storage.domain.ids import RecordId
from storage.domain.periods import Period
from storage.tables.figures import SHEETS
from storage.usecases.changes import Changes
from storage.usecases.transaction import Transaction

State = Literal["approved", "sent", "refused"]
Facts = tuple[tuple[str, tuple[str, ...], int], ...]
"""Of each figure: its measure, its dimensions, its value."""

KIND = "figures_sheet"
"""How ``Changes`` names a sheet."""
REPLACED = "replaced"
"""Why a sheet was never sent: a later revision was approved before there was a connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Figures as they were shown to the person who approves them."""

    form: str
    version: str
    period: Period
    cac: str
    facts: Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An approved sheet and what became of it; ``newest`` is the revision the server holds."""

    id: RecordId
    form: str
    version: str
    period: Period
    cac: str
    revision: int
    facts: Facts
    approved_by: str
    approved_at: datetime
    disclosure: RecordId
    state: State
    reason: str
    newest: int
    sent_at: datetime | None


def keep(
    transaction: Transaction, draft: Draft, revision: int, body: bytes, disclosure: RecordId
) -> Changes:
    """Keep ``body``, made of ``draft`` by ``body_of``, as approved now; it replaces what waits."""
    waiting = sheets(transaction.connection, draft.form, draft.period)
    replaced = [sheet.id for sheet in waiting if sheet.state == "approved"]
    for one in replaced:
        _mark(transaction, one, state="refused", reason=REPLACED)
    record = transaction.new_id()
    transaction.connection.execute(
        insert(SHEETS).values(
            id=record,
            form=draft.form,
            version=draft.version,
            first_day=draft.period.start.isoformat(),
            last_day=draft.period.end.isoformat(),
            cac=draft.cac,
            revision=revision,
            body=body,
            approved_by=transaction.identity.author,
            approved_at=milliseconds(transaction.clock.now()),
            disclosure=disclosure,
            state="approved",
        )
    )
    return Changes({KIND: frozenset((record, *replaced))}, "approve figures")


def sheets(connection: Connection, form: str, period: Period) -> list[Sheet]:
    """Return the sheets of ``form`` over ``period``, the newest revision first."""
    wanted = (
        select(SHEETS)
        .where(
            SHEETS.c.form == form,
            SHEETS.c.first_day == period.start.isoformat(),
            SHEETS.c.last_day == period.end.isoformat(),
        )
        .order_by(SHEETS.c.revision.desc())
    )
    return [_sheet(row) for row in connection.execute(wanted).mappings()]


def waiting(connection: Connection) -> list[Sheet]:
    """Return the sheets that wait to be sent, in the order they were approved."""
    wanted = select(SHEETS).where(SHEETS.c.state == "approved").order_by(SHEETS.c.approved_at)
    return [_sheet(row) for row in connection.execute(wanted).mappings()]


def next_revision(connection: Connection, form: str, period: Period) -> int:
    """Return the revision that follows every one this workspace knows of."""
    known = select(func.max(SHEETS.c.revision), func.max(SHEETS.c.newest)).where(
        SHEETS.c.form == form,
        SHEETS.c.first_day == period.start.isoformat(),
        SHEETS.c.last_day == period.end.isoformat(),
    )
    return max(one or 0 for one in connection.execute(known).one()) + 1


def note_sent(transaction: Transaction, record: RecordId) -> tuple[None, Changes]:
    """Note that the server has the sheet."""
    now = milliseconds(transaction.clock.now())
    return None, _mark(transaction, record, state="sent", reason="", sent_at=now)


def note_refused(
    transaction: Transaction, record: RecordId, reason: str, newest: int
) -> tuple[None, Changes]:
    """Note why the server did not take the sheet, and which revision it has instead (or 0)."""
    values = {"state": "refused", "reason": reason, "newest": newest}
    return None, _mark(transaction, record, **values)


def note_delayed(transaction: Transaction, record: RecordId, reason: str) -> tuple[None, Changes]:
    """Note what keeps the sheet waiting beside a missing connection."""
    return None, _mark(transaction, record, reason=reason)


def body_of(facts: Facts) -> bytes:
    """Return the bytes in which ``facts`` are kept; equal facts give equal bytes."""
    return msgspec.msgpack.encode(facts)


def read_body(body: bytes) -> Facts:
    """Return the facts of ``body_of``."""
    return msgspec.msgpack.decode(body, type=Facts)


def plain_facts(facts: Sequence[Any]) -> Facts:
    """Return figures that carry measure, dimensions and value as plain data."""
    return tuple((fact.measure, tuple(fact.dimensions), fact.value) for fact in facts)


def _mark(transaction: Transaction, record: RecordId, **values: Any) -> Changes:
    transaction.connection.execute(update(SHEETS).where(SHEETS.c.id == record).values(**values))
    return Changes({KIND: frozenset((record,))}, "send figures")


def _sheet(row: RowMapping) -> Sheet:
    return Sheet(
        id=RecordId(row["id"]),
        form=row["form"],
        version=row["version"],
        period=Period.parse(f"{row['first_day']}..{row['last_day']}"),
        cac=row["cac"],
        revision=row["revision"],
        facts=read_body(row["body"]),
        approved_by=row["approved_by"],
        approved_at=_moment(row["approved_at"]),
        disclosure=RecordId(row["disclosure"]),
        state=row["state"],
        reason=row["reason"],
        newest=row["newest"],
        sent_at=_moment(row["sent_at"]) if row["sent_at"] is not None else None,
    )


def _moment(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp / 1000, UTC)
