"""What a program makes of the activities of Quick log: replaced, hidden, ordered, and its own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId, parse_id
from storage.domain.kinds.arrangement import Activity
from storage.errors import RejectedError
from storage.tables.records import Stored, fetch
from storage.usecases import activities as known
from storage.usecases.changes import Changes
from storage.usecases.codesettings import swapped
from storage.usecases.records import Add, Change, Edit, save
from storage.usecases.sameids import NOTHING, same_id
from storage.usecases.settingsof import setting_about
from storage.usecases.transaction import Transaction


def as_record(connection: Connection, code: str) -> Activity | None:
    """Return an activity as a record to edit; a shipped one as it is shipped. None when unknown."""
    stored = _stored(connection, code)
    if stored is not None:
        return stored.record
    shipped = known.activity_of(code)
    return None if shipped is None else _of_shipped(shipped, RecordId(bytes(16)))


def keep_activity(transaction: Transaction, code: str, values: Mapping[str, Any]) -> Changes:
    """Save ``values`` over the activity ``code``, or as a new one where ``code`` is empty.

    Raises RejectedError for one without a service.
    """
    if not values.get("services", frozenset({""})):
        raise RejectedError("An activity counts as one service at least. Choose one.")
    if not code:
        record = Activity(id=transaction.new_id(), **values)
        return save(transaction, [Add(record)], "add an activity")
    return save(transaction, [_change(transaction, code, values)], "change an activity")


def hide_activity(transaction: Transaction, code: str, hidden: bool) -> Changes:  # noqa: FBT001 - passed on by the lane
    """Offer an activity no longer, or again; what was logged by it stays."""
    act = "stop offering an activity" if hidden else "offer an activity again"
    return save(transaction, [_change(transaction, code, {"hidden": hidden})], act)


def move_activity(transaction: Transaction, code: str, by: int, owner: str = "") -> Changes:
    """Let an activity change places with the one ``by`` further."""
    order = [one.code for one in known.all_activities(transaction.connection, owner)]
    places = swapped(order, code, by)
    changes = [_change(transaction, one, {"place": place}) for one, place in places.items()]
    return save(transaction, changes, "move an activity")


def _change(transaction: Transaction, code: str, values: Mapping[str, Any]) -> Change:
    stored = _stored(transaction.connection, code)
    if stored is not None:
        return Edit(stored, replace(stored.record, **values))
    shipped = known.activity_of(code)
    if shipped is None:
        raise RejectedError("This activity is not on this laptop any more. Choose another.")
    made = same_id(transaction, "activity", NOTHING, code)
    return Add(replace(_of_shipped(shipped, made), **values))


def _stored(connection: Connection, code: str) -> Stored[Activity] | None:
    if known.activity_of(code) is not None:
        return setting_about(connection, Activity, {"shipped": code, "owner": ""})
    try:
        return fetch(connection, Activity, parse_id(code))
    except ValueError:
        return None


def _of_shipped(shipped: known.Activity, record: RecordId) -> Activity:
    services: Sequence[str] = shipped.services
    return Activity(
        id=record,
        name=shipped.label,
        shipped=shipped.code,
        services=frozenset(services),
        mode=shipped.mode,
        minutes=shipped.minutes,
        compensation=shipped.compensation,
    )
