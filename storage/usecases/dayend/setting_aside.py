"""What one does with a loose end beside logging it: set it aside, or say it did not happen."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.court_event import CourtEvent
from storage.errors import RejectedError
from storage.tables.records import fetch
from storage.usecases.changes import Changes
from storage.usecases.records import Edit, save
from storage.usecases.settings import set_settings, setting
from storage.usecases.transaction import Transaction

_KEPT_DAYS = 14
_SETTING = "dayend.dismissed"


def set_aside(transaction: Transaction, day: date, key: str, reason: str) -> None:
    """Leave a loose end out of the check of ``day``, with the reason; kept for two weeks."""
    _remember(transaction, day, {key: reason.strip()})


def take_up_again(transaction: Transaction, day: date, key: str) -> None:
    """Bring back what was set aside."""
    _remember(transaction, day, {key: None})


def not_held(transaction: Transaction, event: RecordId) -> Changes:
    """Say of a court event that it did not take place on its day."""
    stored = fetch(transaction.connection, CourtEvent, event)
    if stored is None or stored.retired:
        raise RejectedError("Court event: it is not on this laptop any more. Nothing was changed.")
    after = replace(stored.record, state="cancelled")
    return save(transaction, [Edit(stored, after)], "mark court event as not held")


def reasons_of(connection: Connection, day: date) -> Mapping[str, str]:
    """Return the reason of everything that was set aside on ``day``, by its key."""
    reasons: Mapping[str, str] = setting(connection, _SETTING).get(day.isoformat(), {})
    return reasons


def forget_reasons(transaction: Transaction, records: Collection[RecordId]) -> None:
    """Forget why loose ends of records that are destroyed were set aside."""
    known: dict[str, dict[str, Any]] = setting(transaction.connection, _SETTING)
    if known:
        gone = {record.hex() for record in records}
        kept = {
            on: {key: why for key, why in ends.items() if key.partition("/")[2] not in gone}
            for on, ends in known.items()
        }
        if kept != known:
            set_settings(transaction, {_SETTING: kept})


def _remember(transaction: Transaction, day: date, reasons: Mapping[str, str | None]) -> None:
    known: dict[str, dict[str, Any]] = setting(transaction.connection, _SETTING)
    oldest = (transaction.today() - timedelta(days=_KEPT_DAYS)).isoformat()
    kept = {on: dict(ends) for on, ends in known.items() if on >= oldest}
    ends = {**kept.get(day.isoformat(), {}), **reasons}
    kept[day.isoformat()] = {key: reason for key, reason in ends.items() if reason is not None}
    set_settings(transaction, {_SETTING: kept})
