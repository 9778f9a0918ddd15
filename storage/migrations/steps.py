"""Which migrations there are, which one a database has reached, and how to run the rest."""

from pathlib import Path

from sqlalchemy import Connection

from storage.crypto.lacking import refuse_lacking

ALL = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
"""Every revision in order; the newest is the last."""
HEAD = ALL[-1]
_FOLDER = Path(__file__).parent


def current(connection: Connection) -> str | None:
    """Return the revision of the database, or None before the first one."""
    known = connection.exec_driver_sql(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    ).first()
    if known is None:
        return None
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if version is None else str(version)


def run(connection: Connection) -> None:
    """Run every outstanding migration on ``connection``, inside its transaction.

    ImportError where a step is not among the files of this program.
    """
    # Alembic takes 0.15 s to import, and a start without a migration never needs it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    # To Alembic a folder of steps that could not be listed, as no file could be opened, is an empty
    # one. It looks there before it does anything.
    for is_last in (False, True):
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            refuse_lacking(error)
            if is_last:
                raise ImportError("a step of the database is missing") from error
        else:
            return
