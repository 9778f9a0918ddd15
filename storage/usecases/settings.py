"""Settings of this person on this laptop; they live inside the workspace, never beside it."""

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection

from storage.errors import RejectedError
from storage.profile.bounds import BOUNDS
from storage.profile.precedence import Holding, Layer, holdings
from storage.usecases.access.noting import NOBODY, note
from storage.usecases.transaction import Transaction

DEFAULTS: dict[str, Any] = {
    "program.name": "",
    "program.cac": "",
    "program.practice": False,
    "program.fiscal_year_start": "10-01",
    "program.tracks_new": True,
    "program.not_collected": [],
    "person.name": "",
    "look.theme": "auto",
    "look.text_percent": 100,
    "look.initials": False,
    "lock.idle_minutes": 5,
    "lock.meeting_minutes": 120,
    "lock.pin_minutes": 0,
    "lock.pin": {},
    "quicklog.last": {},
    "dayend.dismissed": {},
    "place": {},
    "lists.views": {},
    "recent": [],
    "narrative.lines": {},
    "reports.pmt_due_days": 30,
    "masschange.lead_only": False,
    "backup.last": {},
    "backup.proven": {},
    "backup.restored": {},
    "checkup.last": {},
    "review.looks": {},
    "recovery.made": "",
    "recovery.proved": "",
    "recovery.put_off": "",
    "sheets.saved": [],
    "copies.saved": [],
    "supervisors.needed": 2,
    "documents.pictures": False,
    "documents.outside": "nobody",
    "access.others_cases": "open",
    "access.restricted": "open",
    "access.faults_seen": 0,
    "access.keep_years": 10,
    "supervisors.held": [],
    "supervisors.openings": [],
    "sync.vocabulary": "",
    "county.profile": {},
    "computer.policy": {},
    "sync.last": 0,
    "sync.collected": 0,
    "sync.audit": {},
    "sync.cleared": {},
    "sync.fork_seen": False,
    "sync.fork_proof": [],
    "sync.alone_since": 0,
    "sync.usable": False,
    "sync.recovered": False,
    "sync.false_snapshot": False,
    "figures.server": {},
    "sync.let_in": [],
    "program.statewide": False,
    "statewide.asked": {},
    "bring.mappings": {},
    "bring.secret": "",
}
"""Every setting there is, with its default; nothing else can be stored."""
_OTHER_SORTS: Mapping[str, tuple[type, ...]] = {"sync.fork_seen": (list,)}
"""Further types of a setting: who proved a fork, which earlier versions did not keep."""
_RULES = frozenset(("county.profile", "computer.policy", "supervisors.needed"))
_LOCKING = "lock."
"""Settings whose change stands in the record of access: what a person may do, what protects."""


def setting(connection: Connection, name: str) -> Any:
    """Return the value of the setting ``name``; KeyError when there is no such setting."""
    DEFAULTS[name]
    return settings(connection)[name]


def settings(connection: Connection) -> dict[str, Any]:
    """Return the value that holds for every setting, by name.

    What is stored under no name of ``DEFAULTS``, or with another type, is left out: nothing that
    came into the workspace may keep it from being used.
    """
    stored = _stored(connection)
    return {name: holding.value for name, holding in _held(stored, stored).items()}


def unchosen(connection: Connection) -> dict[str, Holding]:
    """Return for every setting what would hold without the person's choice, and who sets that.

    It also says whether the person may choose something else.
    """
    return _held(_stored(connection), {})


def set_settings(transaction: Transaction, values: dict[str, Any]) -> None:
    """Store what differs from what holds; KeyError for a name that is no setting.

    A value that would hold anyway is not the person's own: it goes along when the county or the
    program changes it. RejectedError when the county or this computer has locked the setting.
    """
    connection = transaction.connection
    stored = _stored(connection)
    held, without = _held(stored, stored), _held(stored, {})
    for name, value in values.items():
        if value == held[name].value:
            continue
        if held[name].locked:
            raise RejectedError("This setting is not yours to change. Ask who set it.")
        if name in BOUNDS and value == without[name].value:
            connection.exec_driver_sql("DELETE FROM setting WHERE name = ?", (name,))
        else:
            connection.exec_driver_sql(
                "INSERT INTO setting VALUES (?, ?) "
                "ON CONFLICT(name) DO UPDATE SET value = excluded.value",
                (name, msgspec.msgpack.encode(value)),
            )
        if name in _RULES or name.startswith(_LOCKING):
            note(transaction, "policy", NOBODY, _said(name, value))


def _said(name: str, value: Any) -> str:
    return name if isinstance(value, dict) else f"{name}: {value}"


def _stored(connection: Connection) -> dict[str, Any]:
    rows = connection.exec_driver_sql("SELECT name, value FROM setting").all()
    found = {row.name: _value(row.value) for row in rows if row.name in DEFAULTS}
    return {name: value for name, value in found.items() if type(value) in sorts_of(name)}


def sorts_of(name: str) -> frozenset[type]:
    """Return the types of which a value of the setting ``name`` may be."""
    return frozenset((type(DEFAULTS[name]), *_OTHER_SORTS.get(name, ())))


def _value(stored: bytes) -> Any:
    """Return what was stored; None, which no setting is, where it cannot be read."""
    try:
        return msgspec.msgpack.decode(stored)
    except (msgspec.DecodeError, TypeError):
        return None


def _held(stored: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Holding]:
    county, computer = (_layer(stored.get(name)) for name in ("county.profile", "computer.policy"))
    return holdings(DEFAULTS, county, computer, own)


def _layer(remembered: Any) -> Layer:
    said = remembered or {}
    chosen, locked = said.get("settings"), said.get("locked")
    names = [name for name in locked if isinstance(name, str)] if isinstance(locked, list) else []
    return Layer(chosen if isinstance(chosen, dict) else {}, frozenset(names))
