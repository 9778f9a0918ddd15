"""What is remembered of imports on this laptop: mappings by header, and sheets by batch.

Both are rows of the settings' table with names of their own, so they are encrypted like
everything, and travel with a backup but not to another laptop.
"""

from datetime import datetime

import msgspec
from sqlalchemy import Connection

from storage.exchange.foreign.mapping import Columns, field_at, shape_of
from storage.exchange.foreign.outcome import Outcome
from storage.exchange.foreign.tables import Body
from storage.usecases.importsheets import SHEET, TRIED
from storage.usecases.settings import set_settings, setting
from storage.usecases.transaction import Transaction

_MAPPINGS = 60


class Kept(msgspec.Struct, frozen=True):
    """A reconciliation sheet, and what became of its batch."""

    outcome: Outcome
    at: datetime
    taken_back: datetime | None = None


def remember(transaction: Transaction, body: Body, columns: Columns) -> None:
    """Remember how a header of this shape was mapped; the last ones are kept."""
    known = dict(setting(transaction.connection, "bring.mappings"))
    shape = shape_of(body)
    known.pop(shape, None)
    known[shape] = msgspec.to_builtins(columns)
    newest = dict(list(known.items())[-_MAPPINGS:])
    set_settings(transaction, {"bring.mappings": newest})


def remembered(connection: Connection, body: Body) -> Columns | None:
    """Return how a header of this shape was mapped the last time; None when it never was."""
    found = setting(connection, "bring.mappings").get(shape_of(body))
    if found is None:
        return None
    try:
        columns = msgspec.convert(found, Columns)
        for place in columns.places.values():
            field_at(place)
    except (msgspec.ValidationError, KeyError):
        # Of another version of Satchel: a fresh suggestion is better than half of an old one.
        return None
    return columns


def keep_outcome(transaction: Transaction, outcome: Outcome) -> None:
    """Keep the sheet of a batch that added something."""
    if outcome.batch:
        keep(transaction, Kept(outcome, transaction.clock.now().replace(microsecond=0)))


def keep_tried(transaction: Transaction, outcome: Outcome) -> None:
    """Keep what the last rehearsal said, so that its rejects can be saved."""
    tried = msgspec.structs.replace(outcome, batch=TRIED)
    keep(transaction, Kept(tried, transaction.clock.now().replace(microsecond=0)))


def keep(transaction: Transaction, kept: Kept) -> None:
    """Keep a sheet under its batch."""
    transaction.connection.exec_driver_sql(
        "INSERT INTO setting VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
        (SHEET + kept.outcome.batch.hex(), msgspec.msgpack.encode(kept)),
    )


def kept_of(connection: Connection, batch: bytes) -> Kept | None:
    """Return the sheet of a batch; None when it has none here."""
    value = connection.exec_driver_sql(
        "SELECT value FROM setting WHERE name = ?", (SHEET + batch.hex(),)
    ).scalar()
    return None if value is None else msgspec.msgpack.decode(value, type=Kept)
