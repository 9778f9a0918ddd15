"""Drafts of what is being typed: kept within two seconds, gone once it is saved."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from storage.domain.clocks import milliseconds
from storage.usecases.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed at ``place`` and when; ``content`` is whatever plain data the form keeps."""

    place: str
    saved: datetime
    content: Any


def keep(transaction: Transaction, place: str, content: Any) -> None:
    """Keep ``content`` (plain data) as the draft of ``place``, replacing the one before."""
    now = milliseconds(transaction.clock.now())
    transaction.connection.exec_driver_sql(
        "INSERT INTO draft VALUES (?, ?, ?) "
        "ON CONFLICT(place) DO UPDATE SET saved = excluded.saved, content = excluded.content",
        (place, now, msgspec.msgpack.encode(content)),
    )


def drop(transaction: Transaction, place: str) -> None:
    """Forget the draft of ``place``."""
    transaction.connection.exec_driver_sql("DELETE FROM draft WHERE place = ?", (place,))


def draft(connection: Connection, place: str) -> Draft | None:
    """Return the draft of ``place``, or None."""
    row = connection.exec_driver_sql("SELECT * FROM draft WHERE place = ?", (place,)).first()
    return _draft(row) if row else None


def drafts(connection: Connection) -> list[Draft]:
    """Return all drafts, the newest first."""
    rows = connection.exec_driver_sql("SELECT * FROM draft ORDER BY saved DESC, place").all()
    return [_draft(row) for row in rows]


def _draft(row: Any) -> Draft:
    saved = datetime.fromtimestamp(row.saved / 1000, UTC)
    return Draft(row.place, saved, msgspec.msgpack.decode(row.content))
