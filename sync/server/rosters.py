"""Rosters, derived from the signed entries in the database and from nothing else."""

import threading
from collections.abc import Iterable

from sqlalchemy import Connection, select

from sync.protocol.envelope import Envelope, parse
from sync.protocol.roster import Roster, begin, extend
from sync.server.logs import Log
from sync.server.tables import envelopes


class Rosters:
    """The rosters of the records role; each entry is verified once in a process."""

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, int], Roster] = {}
        self._lock = threading.Lock()

    def current(
        self, connection: Connection, program: bytes, log: Log, *, keep: bool = True
    ) -> Roster:
        """Return the roster of ``program`` as its ``log`` goes.

        What was verified in another generation is not trusted: the database was restored since.
        Whoever reads in a transaction that writes does not ``keep`` it: it may not come to stay.
        """
        key, entries = (program, log.head.generation), log.head.sequence
        known = self._known.get(key)
        if known is not None and known.entries == entries:
            return known
        if known is not None and known.entries > entries:
            known = None  # somebody else read the log a moment later
        before = 0 if known is None else known.entries
        roster = extended(known, _entries(connection, log.id, before, entries))
        if not keep:
            return roster
        with self._lock:
            if key not in self._known or self._known[key].entries < roster.entries:
                self._known[key] = roster
        return roster


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
