"""Sync: a new laptop pulls the state, a day of edits is pushed, nothing is to be done.

The server and the laptop that has the state share this process and its cores; the new laptop has
a process of its own. The time of a pull is that of one round, from the first request until
everything can be searched.
"""

import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection

from storage.domain.clocks import SystemClock
from storage.domain.kinds import KINDS
from storage.domain.kinds.person import Person
from storage.tables.records import fetch
from storage.usecases.records import Edit, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from sync.client.driving import drive
from sync.client.enrolment.connect import register
from sync.client.round import Outcome, sync_round
from sync.client.transport import HttpTransport
from sync.server.local import LocalServer, local_server
from tests.bench.besides import Watched
from tests.bench.first_round import first_round
from tests.bench.ground import Ground, ids
from tests.bench.loading import insert_bare
from tests.bench.results import Result
from tests.bench.timing import middle, milliseconds, p95
from tests.ports import free_port
from tests.sync.enrolling import begin, join, newcomer

_QUIET = 50
_EDITS, _BETWEEN = 1000, 30
"""Edits of a day without a connection, and those between two rounds that are tried meanwhile: one
each quarter of an hour."""
_COMING, _OF_EACH = 40, 5
"""Envelopes that come in while somebody works, and the saves in each."""


def measure(ground: Ground) -> list[Result]:
    """Fill a server from the practice state, then pull, push and poll."""
    with ExitStack() as opened:
        place = ground.scratch / "server"
        place.mkdir()
        server = opened.enter_context(local_server(place))
        laptops = _Laptops(ground, server, opened)
        filled = milliseconds(laptops.fill)
        pulled, memory = laptops.pull()
        bare = middle([insert_bare(ground) for _ in range(3)])
        pushed = laptops.push("Harbor", tried=True)
        at_once = laptops.push("Wharf", tried=False)
        quiet = [laptops.poll() for _ in range(_QUIET)]
        beside = laptops.work_beside()
        records = laptops.records()
        size = _size_of(place) / records
    return [
        Result(step="sync", name="seal and push the whole state", measured=filled),
        Result(
            step="sync", name=f"a new laptop pulls {records:,} records", measured=pulled,
            bound=bare, beside="bare executemany, same rows", most_ratio=3, goal="1",
        ),
        Result(step="sync", name="memory of the pull", measured=memory, unit="MB",
            most=200, goal="4"),
        Result(
            step="sync", name="push of 1,000 offline edits", measured=pushed, most=50, goal="3"
        ),
        Result(step="sync", name="the same, sealed all at once", measured=at_once),
        Result(
            step="sync", name="nothing to do, p95", measured=p95(quiet), most=50, goal="8"
        ),
        Result(
            step="sync", name="a save waits for a round, on the average",
            measured=beside.mean_wait_ms(), most=5, goal="9",
        ),
        Result(step="sync", name="the longest it could wait", measured=beside.longest_ms()),
        Result(
            step="sync", name="bytes on the server for a record", measured=size, unit="B",
            most=100, goal="5",
        ),
    ]  # fmt: skip


class _Laptops:
    """The laptop that has the state, and a new one."""

    def __init__(self, ground: Ground, server: LocalServer, opened: ExitStack) -> None:
        self._ground, self._server, self._opened = ground, server, opened
        self._way = opened.enter_context(HttpTransport(server.address))
        self._full = opened.enter_context(Workspace(ground.copy(), ground.key))
        self._way_of_new = opened.enter_context(HttpTransport(server.address))
        self._new: Workspace | None = None
        begin(self._full, self._way, server)

    def fill(self) -> None:
        """Send the whole state."""
        drive(register(self._full.clock), self._way, self._full)
        _insist(drive(sync_round(self._full.clock, at_work=False), self._way, self._full))

    def pull(self) -> tuple[float, float | None]:
        """Join with a new laptop; return how long its first round takes, and its memory."""
        folder = self._ground.scratch / "new"
        made, key = newcomer(folder, "New", SystemClock())
        with made:
            join((self._full, self._way), (made, self._way_of_new), self._server.address, "New")
        taken, memory = first_round(folder, key, self._server.address)
        self._new = self._opened.enter_context(Workspace(folder, key))
        return taken, memory

    def push(self, name: str, *, tried: bool) -> float:
        """Edit without a connection, then return how long the round takes that sends it.

        Where rounds are ``tried`` meanwhile, as the desktop does, they seal what was saved.
        """
        nobody = self._opened.enter_context(HttpTransport(f"http://127.0.0.1:{free_port()}"))
        people = self._full.read(ids, "SELECT id FROM person")
        for number, person in enumerate(people[:_EDITS], start=1):
            self._full.write(_edit, person, f"{name}{number}")
            if tried and number % _BETWEEN == 0:
                drive(sync_round(self._full.clock), nobody, self._full)
        return milliseconds(
            lambda: _insist(drive(sync_round(self._full.clock), self._way, self._full))
        )

    def poll(self) -> float:
        """Return how long a round takes that finds nothing to do."""
        started = time.perf_counter()
        _insist(drive(sync_round(self._full.clock), self._way, self._full))
        return (time.perf_counter() - started) * 1000

    def work_beside(self) -> Watched:
        """Let some saves of the new laptop come in by turns with rounds of one who works."""
        new, watched = self._new, Watched(self._full, self._way)
        assert new is not None
        _insist(drive(sync_round(new.clock, at_work=False), self._way_of_new, new))
        people = new.read(ids, "SELECT id FROM person LIMIT 1000")
        for number, person in enumerate(people[: _COMING * _OF_EACH], start=1):
            new.write(_edit, person, f"Pier{number}")
            if number % _OF_EACH == 0:
                _insist(drive(sync_round(new.clock), self._way_of_new, new))
                _insist(watched.drive(sync_round(self._full.clock)))
        return watched

    def records(self) -> int:
        """Return how many records the new laptop has, which is all of them."""
        new = self._new
        assert new is not None
        counts = new.read(_counts)
        assert counts == self._full.read(_counts)
        return sum(counts)


def _edit(transaction: Transaction, person: bytes, name: str) -> object:
    stored = fetch(transaction.connection, Person, person)  # type: ignore[arg-type]  # an id
    assert stored is not None
    return save(transaction, [Edit(stored, replace(stored.record, family_name=name))], "edit")


def _counts(connection: Connection) -> list[int]:
    query = 'SELECT count(*) FROM "{}"'
    return [connection.exec_driver_sql(query.format(kind)).scalar_one() for kind in KINDS]


def _insist(outcome: Outcome) -> None:
    if outcome.problem is not None or outcome.waiting:
        raise RuntimeError(f"the round did not end well: {outcome}")


def _size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
