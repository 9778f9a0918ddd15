"""How often something may happen in a minute, counted in this process."""

import threading

from sync.server.refusals import RefusedError

_MINUTE_MS = 60 * 1000
_KEYS = 100_000
"""Keys counted at most in one minute; a new one beyond that is refused."""


class Rate:
    """Counts by key, anew every minute."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._minute = 0
        self._counts: dict[bytes, int] = {}
        self._lock = threading.Lock()

    def count(self, key: bytes, now: int) -> None:
        """Count one more for ``key``; refuses it as too many beyond what a minute allows."""
        with self._lock:
            if now // _MINUTE_MS != self._minute:
                self._minute = now // _MINUTE_MS
                self._counts.clear()
            counted = self._counts.get(key, 0)
            if counted >= self.most or (counted == 0 and len(self._counts) >= _KEYS):
                raise RefusedError("too-many")
            self._counts[key] = counted + 1
