"""How often something may happen in a minute, counted by all workers together.

Each counts in its memory and now and then adds what matters to a table that all share: so a count
costs no wait, and what all workers let through in a minute is off by little.
"""

import heapq
import threading
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete

from sync.server.database import Database
from sync.server.refusals import RefusedError
from sync.server.tables import counts

_MINUTE_MS = 60 * 1000
_KEYS = 100_000
"""Keys counted at most in one minute; a new one beyond that is refused."""
_SHARE = 16
"""A key that a worker counted fewer times than this part of the most is not told to others."""
_TOLD = 1_000
"""Keys that are told at once, those with the highest counts."""
_ADD: Final = (
    "INSERT INTO counts (key, minute, count) VALUES ({key}, {minute}, {more}) "
    "ON CONFLICT (key) DO UPDATE SET minute = excluded.minute, count = excluded.count + "
    "CASE WHEN counts.minute = excluded.minute THEN counts.count ELSE 0 END RETURNING count"
)
_PLACES = {
    "sqlite": {"key": ":key", "minute": ":minute", "more": ":more"},
    "postgresql": {"key": "%(key)s", "minute": "%(minute)s", "more": "%(more)s"},
}


@dataclass(slots=True)
class _Count:
    own: int = 0
    told: int = 0
    """How many of its own are in the table already."""
    others: int = 0

    @property
    def all(self) -> int:
        return self.own + self.others


class Rate:
    """Counts by key, anew every minute; ``name`` tells its keys from those of other rates."""

    def __init__(self, most: int, name: str = "") -> None:
        self.most = most
        self._name = name.encode() + b":"
        self._minute = 0
        self._counts: dict[bytes, _Count] = {}
        self._lock = threading.Lock()

    def count(self, key: bytes, now: int) -> None:
        """Count one more for ``key``; refuses it as too many beyond what a minute allows."""
        with self._lock:
            if now // _MINUTE_MS != self._minute:
                self._minute = now // _MINUTE_MS
                self._counts.clear()
            counted = self._counts.get(key)
            if counted is None:
                if len(self._counts) >= _KEYS:
                    raise RefusedError("too-many")
                counted = self._counts[key] = _Count()
            if counted.all >= self.most:
                raise RefusedError("too-many")
            counted.own += 1

    def share(self, database: Database) -> None:
        """Tell the other workers what was counted, and learn what they did."""
        with self._lock:
            minute = self._minute
            mattering = [
                (each.own, key, each.own - each.told)
                for key, each in self._counts.items()
                if each.own >= self.most // _SHARE
            ]
        wanted = {key: (own, more) for own, key, more in heapq.nlargest(_TOLD, mattering)}
        if not wanted:
            return
        totals = database.write(lambda c: self._added(c, minute, wanted))
        with self._lock:
            if minute != self._minute:
                return
            for key, total in totals.items():
                told = wanted[key][0]
                self._counts[key].told, self._counts[key].others = told, total - told

    def _added(
        self, connection: Connection, minute: int, wanted: dict[bytes, tuple[int, int]]
    ) -> dict[bytes, int]:
        statement = _ADD.format(**_PLACES[connection.dialect.name])
        connection.execute(delete(counts).where(counts.c.minute < minute - 1))
        totals = {}
        # In one order, so that two workers do not wait for each other's rows.
        for key, (_own, more) in sorted(wanted.items()):
            row = {"key": self._name + key, "minute": minute, "more": more}
            totals[key] = int(connection.exec_driver_sql(statement, row).scalar_one())
        return totals
