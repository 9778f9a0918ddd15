"""What all workers share and nobody misses: nonces, counts of a minute, measures.

On SQLite it is a file of its own beside the database, on PostgreSQL it is in unlogged tables. It
may be lost when the computer loses power, and costs no wait for the disk.
"""

import contextlib
from pathlib import Path
from sqlite3 import DatabaseError, connect

from sqlalchemy.exc import OperationalError

from sync.server.database import Database, open_database, sqlite_path
from sync.server.tables import fleeting


def open_fleeting(address: str) -> Database:
    """Return what is fleeting of the database at ``address``."""
    path = sqlite_path(address)
    if path is None:
        return open_database(address, durable=False)
    database = open_database(f"sqlite:///{_beside(path)}", durable=False)
    # Two workers may come here at once: the second finds the tables made.
    with contextlib.suppress(OperationalError):
        fleeting.create_all(database.engine)
    return database


def mend_fleeting(address: str) -> None:
    """Put aside what a power cut left unreadable; call it before any worker begins."""
    path = sqlite_path(address)
    if path is None or not _beside(path).exists():
        return
    try:
        with contextlib.closing(connect(_beside(path))) as connection:
            sound = connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
    except DatabaseError:
        sound = False
    if not sound:
        for end in ("", "-wal", "-shm"):
            Path(f"{_beside(path)}{end}").unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.nonces")
