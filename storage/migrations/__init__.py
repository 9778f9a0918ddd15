"""The database's versions: each step forward is an Alembic migration, after a backup."""

from pathlib import Path

from storage.crypto import database
from storage.errors import NewerVersionError
from storage.migrations.steps import ALL, HEAD, current, run

__all__ = ["ALL", "HEAD", "needs_upgrade", "refuse_newer", "upgrade"]


def refuse_newer(path: Path, key: bytes) -> None:
    """Raise NewerVersionError when the database was written by a newer Satchel.

    A log that the newer one left, because it was killed, stays beside the database as it is.
    """
    version = _version(path, key, untouched=database.has_log(path))
    if version is not None and version not in ALL:
        raise NewerVersionError(
            "This workspace was written by a newer Satchel. Update Satchel on this laptop; "
            "the workspace is left as it is."
        )


def needs_upgrade(path: Path, key: bytes) -> bool:
    """Tell whether the database waits for a migration."""
    return _version(path, key) != HEAD


def upgrade(path: Path, key: bytes) -> None:
    """Bring the database to this version, after a copy of it beside; nothing to do when it is."""
    version = _version(path, key)
    if version == HEAD:
        return
    if version is not None:
        copy = path.with_name(f"{path.name}.before-{HEAD}")
        copy.unlink(missing_ok=True)
        database.vacuum_into(path, key, copy)
    engine = database.open_engine(path, key, "migration")
    try:
        with database.in_plain_words(), engine.begin() as connection:
            run(connection)
    finally:
        engine.dispose()


def _version(path: Path, key: bytes, *, untouched: bool = False) -> str | None:
    if not path.exists():
        return None
    engine = database.open_engine(path, key, "reader", untouched=untouched)
    try:
        with database.in_plain_words(), engine.connect() as connection:
            return current(connection)
    finally:
        engine.dispose()
