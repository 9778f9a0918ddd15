"""The nonces of requests that were answered, shared by all workers, so that none is answered twice.

They are kept longer than a request is accepted. A nonce must not cost a wait for the disk, so
they may be lost when the computer loses power; requests from before the process began are refused
for that reason (see ``authentication``). On SQLite they have a file of their own.
"""

import contextlib
from pathlib import Path
from sqlite3 import DatabaseError, connect

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.exc import OperationalError

from sync.server.database import Database, open_database, sqlite_path
from sync.server.refusals import BusyError, RefusedError
from sync.server.tables import fleeting, nonces

KEPT_MS = 11 * 60 * 1000
MOST = 1_000_000
"""Nonces kept at most; beyond, requests are refused rather than answered twice."""
_SWEEP_MS = 30 * 1000
_KEEP = {
    "sqlite": "INSERT OR IGNORE INTO nonces (nonce, time) VALUES (:nonce, :time)",
    "postgresql": "INSERT INTO nonces (nonce, time) VALUES (%(nonce)s, %(time)s) "
    "ON CONFLICT DO NOTHING",
}


class Nonces:
    """Where nonces are kept; ``close`` it when no request is answered any more."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._swept = 0
        self._full = False

    def use(self, device: bytes, nonce: bytes, now: int) -> None:
        """Keep the nonce of ``device``; refuses one that was used before, or any when full."""
        if now - self._swept >= _SWEEP_MS:
            self._swept = now
            self._full = self._database.write(lambda connection: _swept(connection, now)) >= MOST
        if self._full:
            raise BusyError
        if not self._database.write(lambda connection: _kept(connection, device + nonce, now)):
            raise RefusedError("replayed")

    def close(self) -> None:
        """Close every connection."""
        self._database.close()


def open_nonces(address: str) -> Nonces:
    """Return the nonces that belong to the database at ``address``."""
    path = sqlite_path(address)
    if path is None:
        return Nonces(open_database(address, durable=False))
    database = open_database(f"sqlite:///{_beside(path)}", durable=False)
    # Two workers may come here at once: the second finds the table made.
    with contextlib.suppress(OperationalError):
        fleeting.create_all(database.engine)
    return Nonces(database)


def mend_nonces(address: str) -> None:
    """Put nonces aside that a power cut left unreadable; call it before any worker begins."""
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


def _swept(connection: Connection, now: int) -> int:
    connection.execute(delete(nonces).where(nonces.c.time < now - KEPT_MS))
    return connection.execute(select(func.count()).select_from(nonces)).scalar_one()


def _kept(connection: Connection, nonce: bytes, now: int) -> bool:
    row = {"nonce": nonce, "time": now}
    kept = connection.exec_driver_sql(_KEEP[connection.dialect.name], row).rowcount
    return bool(kept == 1)
