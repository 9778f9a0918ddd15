"""The nonces of requests that were answered, so that none is answered twice.

Where several workers share a database they share the nonces too; a process that is alone keeps
them in its memory. They are kept longer than a request is accepted. A nonce must not cost a wait
for the disk, so they may be lost when the computer loses power; requests from before the process
began are refused for that reason (see ``authentication``).
"""

import threading
from typing import Protocol

from sqlalchemy import Connection, delete, func, select

from sync.server.database import Database, sqlite_path
from sync.server.refusals import BusyError, RefusedError
from sync.server.tables import nonces

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
    """Where nonces are kept."""

    def use(self, device: bytes, nonce: bytes, now: int) -> None:
        """Keep the nonce of ``device``; refuses one that was used before, or any when full."""


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


def nonces_of(address: str, workers: int, fleeting: Database) -> Nonces:
    """Return the nonces for one of so many ``workers`` on the database at ``address``."""
    # Servers on other computers may share a PostgreSQL.
    is_alone = workers == 1 and sqlite_path(address) is not None
    return OwnNonces() if is_alone else SharedNonces(fleeting)


def _swept(connection: Connection, now: int) -> int:
    connection.execute(delete(nonces).where(nonces.c.time < now - KEPT_MS))
    return connection.execute(select(func.count()).select_from(nonces)).scalar_one()


def _kept(connection: Connection, nonce: bytes, now: int) -> bool:
    row = {"nonce": nonce, "time": now}
    kept = connection.exec_driver_sql(_KEEP[connection.dialect.name], row).rowcount
    return bool(kept == 1)
