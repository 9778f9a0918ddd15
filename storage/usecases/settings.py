"""Settings of this person on this laptop; they live inside the workspace, never beside it."""

from typing import Any

import msgspec
from sqlalchemy import Connection

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
    "quicklog.last": {},
    "place": {},
    "reports.pmt_due_days": 30,
    "backup.last": {},
    "recovery.printed": False,
}
"""Every setting there is, with its default; nothing else can be stored."""


def setting(connection: Connection, name: str) -> Any:
    """Return the value of the setting ``name``; KeyError when there is no such setting."""
    default = DEFAULTS[name]
    value = connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", (name,)).scalar()
    return default if value is None else msgspec.msgpack.decode(value)


def settings(connection: Connection) -> dict[str, Any]:
    """Return all settings by name."""
    rows = connection.exec_driver_sql("SELECT name, value FROM setting").all()
    stored = {row.name: msgspec.msgpack.decode(row.value) for row in rows if row.name in DEFAULTS}
    return {**DEFAULTS, **stored}


def set_settings(transaction: Transaction, values: dict[str, Any]) -> None:
    """Store ``values`` by name; KeyError for a name that is no setting."""
    for name, value in values.items():
        DEFAULTS[name]
        transaction.connection.exec_driver_sql(
            "INSERT INTO setting VALUES (?, ?) "
            "ON CONFLICT(name) DO UPDATE SET value = excluded.value",
            (name, msgspec.msgpack.encode(value)),
        )
