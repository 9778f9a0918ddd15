"""Rosters, derived from the signed entries in the database and from nothing else."""

import threading
from collections.abc import Iterable

from sqlalchemy import Connection, select

from sync.protocol.envelope import Envelope, parse
from sync.protocol.roster import Roster, begin, extend
from sync.server.tables import envelopes


class Rosters:
    """The rosters of the records role; each entry is verified once in a process."""

    def __init__(self) -> None:
        self._known: dict[bytes, Roster] = {}
        self._lock = threading.Lock()

    def current(self, connection: Connection, program: bytes, log: int, entries: int) -> Roster:
        """Return the roster of ``program`` after this many ``entries`` of its roster's log."""
        known = self._known.get(program)
        if known is not None and known.entries > entries:
            known = None  # read before the database was restored
        if known is None or known.entries < entries:
            before = 0 if known is None else known.entries
            known = extended(known, _entries(connection, log, before, entries))
            with self._lock:
                self._known[program] = known
        return known


def extended(roster: Roster | None, entries: Iterable[Envelope]) -> Roster:
    """Return ``roster`` after ``entries``, the first of which begins it where there is none."""
    for entry in entries:
        roster = begin(entry) if roster is None else extend(roster, entry)
    if roster is None:
        raise LookupError("a roster has at least one entry")
    return roster


def _entries(connection: Connection, log: int, after: int, last: int) -> list[Envelope]:
    rows = connection.execute(
        select(envelopes.c.content)
        .where(envelopes.c.log == log, envelopes.c.sequence > after, envelopes.c.sequence <= last)
        .order_by(envelopes.c.sequence)
    )
    return [parse(content) for (content,) in rows]
