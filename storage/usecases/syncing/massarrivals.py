"""Very many changes by one laptop in a short time: taken in, held up in Review, undone as one act.

Another laptop's changes cannot be asked about before they happen. They are taken in like any other,
so that nothing stands apart; what they changed is noted as it counts for a mass change, and Review
asks somebody to look.
"""

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from storage.domain.changeset import Dot, Part
from storage.domain.clocks import milliseconds, stamp_moment
from storage.domain.ids import LENGTH, RecordId
from storage.domain.kinds.case import Case
from storage.tables.records import fetch
from storage.usecases.changes import Changes
from storage.usecases.masschange import most_at_once, unit_of
from storage.usecases.settings import setting
from storage.usecases.syncing.incoming import Incoming
from storage.usecases.transaction import Transaction

WITHIN = timedelta(minutes=10)
_KEPT = timedelta(days=30)
"""Older changes are nobody's surprise any more."""
_FIRST = 6


class _Row(NamedTuple):
    dot: Dot
    at: int
    author: str
    act: str
    units: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class MassArrival:
    """What one laptop changed in a run of changes with no more than ten minutes between them.

    ``cases`` and ``records`` are how many cases it changed and how many records it retired, brought
    back, or changed outside of cases; ``first`` the numbers of some of the cases.
    """

    author: str
    acts: tuple[str, ...]
    began: datetime
    ended: datetime
    cases: int
    records: int
    first: tuple[str, ...]
    changesets: tuple[Dot, ...]


def note_arrived(
    transaction: Transaction, arrived: Iterable[tuple[Incoming, int, Part | None]]
) -> None:
    """Note what changesets of other laptops changed; nothing before this laptop is up to date."""
    found: dict[Dot, tuple[Incoming, set[bytes]]] = {}
    own = transaction.identity.device
    for incoming, _, part in arrived:
        if part is None or incoming.device == own:
            continue
        units = {
            unit
            for operation in part.operations
            if (unit := unit_of(operation, part.scope, part.vault)) is not None
        }
        if units:
            found.setdefault(incoming.dot(0), (incoming, set()))[1].update(units)
    if not found or not setting(transaction.connection, "sync.last"):
        return
    now = milliseconds(transaction.clock.now())
    since = now - int(_KEPT.total_seconds() * 1000)
    transaction.connection.exec_driver_sql("DELETE FROM arrived_change WHERE at < ?", (since,))
    for dot, (incoming, units) in found.items():
        at = milliseconds(stamp_moment(incoming.stamp))
        if at >= since:
            row = (dot.device, dot.incarnation, dot.counter, at, incoming.author, incoming.act)
            transaction.connection.exec_driver_sql(_NOTE, (*row, b"".join(sorted(units))))


def mass_arrivals(connection: Connection) -> tuple[MassArrival, ...]:
    """Return the runs of changes that nobody has looked at yet, the newest first."""
    rows = [
        _Row(Dot(row.device, row.incarnation, row.counter, 0), row.at, row.author, row.act, units)
        for row in connection.exec_driver_sql(_OPEN).all()
        if (units := _units(row.units))
    ]
    if not rows:
        return ()
    most = most_at_once(connection)
    runs = [run for run in _runs(rows) if _is_mass(run, most)]
    found = [_told(connection, run) for run in runs]
    return tuple(sorted(found, key=lambda one: one.ended, reverse=True))


def looked_at(transaction: Transaction, changesets: Sequence[Dot], state: str = "kept") -> Changes:
    """Note that somebody has looked at these changes, and what was decided: kept, or undone."""
    for dot in changesets:
        transaction.connection.exec_driver_sql(_LOOKED, (state, *dot[:3]))
    return Changes(act="look at changes")


def _runs(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Return the changes of each laptop cut where it rested for longer than ten minutes."""
    runs: list[list[_Row]] = []
    rest = int(WITHIN.total_seconds() * 1000)
    for row in rows:
        last = runs[-1][-1] if runs else None
        if last and last.dot.device == row.dot.device and row.at - last.at <= rest:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _is_mass(run: Sequence[_Row], most: int) -> bool:
    """Tell whether within any ten minutes of the run more was changed than is usual."""
    window: deque[_Row] = deque()
    inside: Counter[bytes] = Counter()
    for row in run:
        window.append(row)
        inside.update(row.units)
        while row.at - window[0].at > WITHIN.total_seconds() * 1000:
            inside -= Counter(window.popleft().units)
        if len(inside) > most:
            return True
    return False


def _told(connection: Connection, run: Sequence[_Row]) -> MassArrival:
    units = sorted({unit for row in run for unit in row.units})
    stored = (fetch(connection, Case, RecordId(unit)) for unit in units)
    numbers = [one.record.number for one in stored if one is not None]
    acts = Counter(row.act for row in run)
    return MassArrival(
        run[-1].author,
        tuple(act for act, _ in acts.most_common(3)),
        stamp_moment(run[0].at << 16),
        stamp_moment(run[-1].at << 16),
        len(numbers),
        len(units) - len(numbers),
        tuple(sorted(numbers)[:_FIRST]),
        tuple(row.dot for row in run),
    )


def _units(packed: bytes) -> frozenset[bytes]:
    return frozenset(packed[start : start + LENGTH] for start in range(0, len(packed), LENGTH))


_NOTE = """
INSERT INTO arrived_change (device, incarnation, counter, at, author, act, units)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET units = units || excluded.units
"""
_OPEN = """
SELECT device, incarnation, counter, at, author, act, units FROM arrived_change
WHERE state = '' ORDER BY device, at, incarnation, counter
"""
_LOOKED = "UPDATE arrived_change SET state = ? WHERE device = ? AND incarnation = ? AND counter = ?"
