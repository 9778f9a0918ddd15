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
from storage.usecases.settings import set_settings, setting
from storage.usecases.transaction import Transaction

State = Literal["approved", "sent", "refused"]
Facts = tuple[tuple[str, tuple[str, ...], int], ...]
"""Of each figure: its measure, its dimensions, its value."""

KIND = "figures_sheet"
"""How ``Changes`` names a sheet."""
REPLACED = "replaced"
"""Why a sheet was never sent: a later revision was approved before there was a connection."""
_NOT_NEXT = "not-next"
_SERVER = "figures.server"
"""Which server answered last, in which generation, and when."""
_LOOKS_EVERY_MS = 60 * 60 * 1000


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
    """An approved sheet and what became of it; ``newest`` is the revision the server holds.

    One that is "approved" and has a ``sent_at`` was sent before and is to be sent once more.
    """

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
    before = sheets(transaction.connection, draft.form, draft.period)
    replaced = [sheet for sheet in before if sheet.state == "approved"]
    for one in replaced:
        if one.sent_at is None:
            _mark(transaction, one.id, state="refused", reason=REPLACED)
        else:
            _mark(transaction, one.id, state="sent", reason="")
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
    touched = frozenset((record, *(one.id for one in replaced)))
    return Changes({KIND: touched}, "approve figures")


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


def is_look_due(connection: Connection, now: int) -> bool:
    """Tell whether it is time to ask if the server still is the one that has what was sent.

    Once an hour where anything was ever sent; ``now`` is in Unix milliseconds.
    """
    asked = setting(connection, _SERVER).get("asked", now - _LOOKS_EVERY_MS)
    was_sent = select(SHEETS.c.id).where(SHEETS.c.state == "sent").limit(1)
    is_recent = 0 <= now - asked < _LOOKS_EVERY_MS
    return not is_recent and connection.execute(was_sent).first() is not None


def note_server(
    transaction: Transaction, server: str, generation: int
) -> tuple[list[Sheet], Changes]:
    """Note which server answers, in which generation, and return what is to be sent to it.

    Another generation says that it was restored, another server has nothing yet: either may lack
    what was sent, so that the newest sheet of each form and period is to be sent once more.
    """
    connection = transaction.connection
    kept, found = setting(connection, _SERVER), {"server": server, "generation": generation}
    known = {name: kept.get(name) for name in found}
    again = _newest_sent(connection) if known != found else []
    for one in again:
        _mark(transaction, one, state="approved", reason="")
    set_settings(transaction, {_SERVER: found | {"asked": milliseconds(transaction.clock.now())}})
    return waiting(connection), Changes({KIND: frozenset(again)} if again else {}, "send figures")


def note_sent(transaction: Transaction, record: RecordId) -> tuple[None, Changes]:
    """Note that the server has the sheet; it stays sent at the moment when it first was."""
    now = milliseconds(transaction.clock.now())
    first = func.coalesce(SHEETS.c.sent_at, now)
    return None, _mark(transaction, record, state="sent", reason="", sent_at=first)


def note_refused(
    transaction: Transaction, sheet: Sheet, reason: str, newest: int
) -> tuple[State, Changes]:
    """Note why the server did not take the sheet, and which revision it has instead (or 0).

    One that was sent before stays sent where another laptop's later revision took its place.
    """
    state: State = "refused"
    if sheet.sent_at is not None and reason == _NOT_NEXT and newest > sheet.revision:
        state, reason = "sent", ""
    return state, _mark(transaction, sheet.id, state=state, reason=reason, newest=newest)


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


def _newest_sent(connection: Connection) -> list[RecordId]:
    """Return the newest sheet that was sent of every form and period."""
    newest: dict[tuple[str, str, str], RecordId] = {}
    rows = connection.execute(
        select(SHEETS).where(SHEETS.c.state == "sent").order_by(SHEETS.c.revision)
    )
    for row in rows:
        newest[row.form, row.first_day, row.last_day] = RecordId(row.id)
    return list(newest.values())


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
