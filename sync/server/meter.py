"""What the server measures of itself: how many requests of which kind, how they ended, how long.

Each worker counts in its memory and adds what is new to a table that all share, so that one
listener can tell the numbers of all. There is no id of a device or a program in any of it.
"""

import threading
from typing import Final

from sqlalchemy import Connection, select

from sync.protocol.messages import Reason
from sync.server.database import Database
from sync.server.tables import measures

BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of the classes of latency, in seconds."""
_ADD = (
    "INSERT INTO measures (name, value) VALUES ({name}, {value}) "
    "ON CONFLICT (name) DO UPDATE SET value = measures.value + excluded.value"
)
_PLACES = {
    "sqlite": {"name": ":name", "value": ":value"},
    "postgresql": {"name": "%(name)s", "value": "%(value)s"},
}


class Meter:
    """Counts in this process until it is asked to add that to the table."""

    def __init__(self) -> None:
        self._counts: dict[str, float] = {}
        self._lock = threading.Lock()

    def answered(self, action: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        labels = f'action="{action}"'
        with self._lock:
            self._count(f'satchel_requests_total{{{labels},status="{status}"}}')
            self._count(f"satchel_request_seconds_sum{{{labels}}}", seconds)
            self._count(f"satchel_request_seconds_count{{{labels}}}")
            for bound in BOUNDS:
                if seconds <= bound:
                    self._count(f'satchel_request_seconds_bucket{{{labels},le="{bound:g}"}}')
            self._count(f'satchel_request_seconds_bucket{{{labels},le="+Inf"}}')

    def refused(self, reason: Reason) -> None:
        """Count one refusal."""
        with self._lock:
            self._count(f'satchel_refusals_total{{reason="{reason}"}}')

    def share(self, database: Database) -> None:
        """Add what was counted since the last time to the table of all workers."""
        with self._lock:
            counted, self._counts = self._counts, {}
        if not counted:
            return
        # In one order, so that two workers do not wait for each other's rows.
        rows = [{"name": name, "value": counted[name]} for name in sorted(counted)]

        def work(connection: Connection) -> None:
            dialect = connection.dialect.name
            connection.exec_driver_sql(_ADD.format(**_PLACES[dialect]), rows)

        try:
            database.write(work)
        except BaseException:
            with self._lock:
                for name, value in counted.items():
                    self._count(name, value)
            raise

    def _count(self, name: str, value: float = 1.0) -> None:
        self._counts[name] = self._counts.get(name, 0.0) + value


def measured(database: Database) -> dict[str, float]:
    """Return what all workers measured, by the full name of the metric."""
    query = select(measures).order_by(measures.c.name)
    rows = database.read(lambda connection: connection.execute(query).all())
    return {row.name: row.value for row in rows}
