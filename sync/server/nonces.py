"""The nonces of requests that were answered, so that none is answered twice.

Where several workers share a database they share the nonces too; a process that is alone keeps
them in its memory. They are kept longer than a request is accepted. A nonce must not cost a wait
for the disk, so they may be lost when the computer loses power; requests from before the process
began are refused for that reason (see ``authentication``). On SQLite they have a file of their own.
"""

import contextlib
import threading
from pathlib import Path
from sqlite3 import DatabaseError, connect
from typing import Protocol

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


class Nonces(Protocol):
    """Where nonces are kept; ``close`` it when no request is answered any more."""

    def use(self, device: bytes, nonce: bytes, now: int) -> None:
        """Keep the nonce of ``device``; refuses one that was used before, or any when full."""

    def close(self) -> None:
        """Close every connection."""


class OwnNonces:
    """Nonces in the memory of a process that answers alone."""

    def __init__(self) -> None:
        self._times: dict[bytes, int] = {}
        self._swept = 0
        self._lock = threading.Lock()

    def use(self, device: bytes, nonce: bytes, now: int) -> None:
        """Keep the nonce of ``device``; refuses one that was used before, or any when full."""
        with self._lock:
            if now - self._swept >= _SWEEP_MS:
                self._swept = now
                kept = {key: time for key, time in self._times.items() if time >= now - KEPT_MS}
                self._times = kept
            if len(self._times) >= MOST:
                raise BusyError
            if device + nonce in self._times:
                raise RefusedError("replayed")
            self._times[device + nonce] = now

    def close(self) -> None:
        """Do nothing: nothing is open."""


class SharedNonces:
    """Nonces in a database that all workers use."""

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


def open_nonces(address: str, workers: int) -> Nonces:
    """Return the nonces for one of so many ``workers`` on the database at ``address``."""
    path = sqlite_path(address)
    if path is None:
        # Servers on other computers may share it.
        return SharedNonces(open_database(address, durable=False))
    if workers == 1:
        return OwnNonces()
    database = open_database(f"sqlite:///{_beside(path)}", durable=False)
    # Two workers may come here at once: the second finds the table made.
    with contextlib.suppress(OperationalError):
        fleeting.create_all(database.engine)
    return SharedNonces(database)


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
