"""Make and renew the tables, step by step; a newer database is refused by name."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, inspect, text

from sync.server.database import Database
from sync.server.migrations import step_0001, step_0002
from sync.server.refusals import NewerDatabaseError, SetupError

Step = Callable[[Connection], None]

STEPS: Final[tuple[Step, ...]] = (step_0001.apply, step_0002.apply)
"""In order; a step that was released is never changed."""
_ADVISORY_LOCK = 7_222_021
"""So that two migrations of one PostgreSQL database do not meet."""


def version_of(connection: Connection) -> int:
    """Return how many steps this database has had; 0 for an empty one."""
    if not inspect(connection).has_table("schema_version"):
        return 0
    return int(connection.execute(text("SELECT version FROM schema_version")).scalar_one())


def migrate(database: Database) -> tuple[int, int]:
    """Bring ``database`` up to date in one transaction; return its version before and after."""
    return database.write(_migrate)


def check(database: Database) -> None:
    """Return when ``database`` is of this version; SetupError saying what to do otherwise."""
    version = database.read(version_of)
    _refuse_newer(version)
    if version < len(STEPS):
        raise SetupError(
            f"The database is at step {version} of {len(STEPS)}. Run satchel-server migrate."
        )


def _migrate(connection: Connection) -> tuple[int, int]:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    before = version_of(connection)
    _refuse_newer(before)
    if before == 0:
        begin(connection, 0)
    finish(connection, before)
    return before, len(STEPS)


def begin(connection: Connection, step: int) -> None:
    """Make the tables of an empty database as they were after so many steps."""
    connection.execute(text("CREATE TABLE schema_version (version INTEGER NOT NULL)"))
    connection.execute(text("INSERT INTO schema_version VALUES (:step)"), {"step": step})
    for apply in STEPS[:step]:
        apply(connection)


def finish(connection: Connection, before: int) -> None:
    """Bring a database that has had ``before`` steps up to date."""
    for apply in STEPS[before:]:
        apply(connection)
    connection.execute(text("UPDATE schema_version SET version = :now"), {"now": len(STEPS)})


def _refuse_newer(version: int) -> None:
    if version > len(STEPS):
        raise NewerDatabaseError(
            f"A newer satchel-server made this database (step {version}; this one knows "
            f"{len(STEPS)}). Install the newer version; nothing was changed."
        )
