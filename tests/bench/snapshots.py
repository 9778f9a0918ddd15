"""Snapshots: a history of single edits as a newcomer receives it, beside the same in large pieces.

Client and server share this process and its cores. The same 33,000 services are received three
times: saved one by one and sent one by one, from a snapshot; saved one by one and sent a hundred
at a time; and saved and sent by the 2,000.
"""

from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from storage.crypto.passphrases import FLOOR
from storage.domain.clocks import SystemClock
from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Service
from storage.domain.kinds.person import Person
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.workspace import Beginning, Workspace, create
from sync.client.driving import drive
from sync.client.round import Outcome, sync_round
from sync.client.sealing import seal_waiting
from sync.client.snapshots.schedule import NEVER, Schedule
from sync.client.transport import HttpTransport
from sync.server.local import LocalServer, local_server
from tests.bench.ground import Ground
from tests.bench.results import Result
from tests.bench.timing import forget_peak, milliseconds, peak_megabytes
from tests.conftest import PASSPHRASE
from tests.storage.builders import SOME_DAY, add_case
from tests.sync.enrolling import begin, join, newcomer

_CASES, _SERVICES, _LARGE = 1_188, 33_000, 2_000
_CACHE_MIB = 256
_AT_ONCE = Schedule(envelopes=1, hours=1, least=1)


class _Pulled(NamedTuple):
    first: float
    whole: float
    memory: float | None


def measure(ground: Ground) -> list[Result]:
    """Write each history, let a newcomer receive it, and compare."""
    with ExitStack() as opened:
        single = _Office(ground.scratch / "single", opened, saved=1, sent=1)
        made = single.make_snapshot()
        memory = peak_megabytes()
        packed = single.pull(_AT_ONCE)
    with ExitStack() as opened:
        sealed = _Office(ground.scratch / "sealed", opened, saved=1, sent=100).pull(NEVER)
    with ExitStack() as opened:
        large = _Office(ground.scratch / "large", opened, saved=_LARGE, sent=100).pull(NEVER)
    return [
        Result(step="snapshot", name="make a snapshot of the single edits", measured=made),
        Result(step="snapshot", name="memory of making it", measured=memory, unit="MB"),
        Result(
            step="snapshot", name="a newcomer pulls them, pushed singly", measured=packed.whole,
            bound=sealed.whole, beside="the same saves, pushed by the hundred",
            most_ratio=1 / 0.8, goal="6",
        ),
        Result(
            step="snapshot", name="the same, beside large saves", measured=packed.whole,
            bound=large.whole, beside="the same records, saved by the 2,000",
        ),
        Result(step="snapshot", name="until the open cases are here", measured=packed.first),
        Result(
            step="snapshot", name="memory of the pull", measured=packed.memory, unit="MB", most=200
        ),
    ]  # fmt: skip


class _Office:
    """A laptop that has the history, and its server."""

    def __init__(self, folder: Path, opened: ExitStack, *, saved: int, sent: int) -> None:
        (folder / "server").mkdir(parents=True)
        self._folder, self._opened = folder, opened
        self._server: LocalServer = opened.enter_context(local_server(folder / "server"))
        beginning = Beginning(person="Ana", program="Bench")
        key = create(folder / "ana", PASSPHRASE, beginning, cost=FLOOR).key
        self._ana = opened.enter_context(Workspace(folder / "ana", key, cache_mib=_CACHE_MIB))
        self._way = opened.enter_context(HttpTransport(self._server.address))
        begin(self._ana, self._way, self._server)
        cases = self._ana.write(_cases)
        for start in range(0, _SERVICES, _LARGE):
            self._ana.write(_services, cases, start, saved)
        while self._ana.write(_seal, sent):
            pass
        _insist(drive(sync_round(self._ana.clock, schedule=NEVER), self._way, self._ana))

    def make_snapshot(self) -> float:
        """Return how long the round takes that makes one."""
        forget_peak()
        script = sync_round(self._ana.clock, schedule=_AT_ONCE)
        return milliseconds(lambda: _insist(drive(script, self._way, self._ana)))

    def pull(self, schedule: Schedule) -> _Pulled:
        """Let a newcomer join and receive everything."""
        folder = self._folder / "new"
        made, key = newcomer(folder, "New", SystemClock())
        way = self._opened.enter_context(HttpTransport(self._server.address))
        with made:
            join((self._ana, self._way), (made, way), self._server.address, "New")
        new = self._opened.enter_context(Workspace(folder, key, cache_mib=_CACHE_MIB))
        forget_peak()

        def fetch(*, early: bool) -> None:
            script = sync_round(new.clock, at_work=False, early=early, schedule=schedule)
            _insist(drive(script, way, new))

        first = milliseconds(lambda: fetch(early=True))
        rest = milliseconds(lambda: fetch(early=False))
        found = new.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM service").scalar())
        if found != _SERVICES:
            raise RuntimeError(f"{found} services came")
        return _Pulled(first, first + rest, peak_megabytes())


def _cases(transaction: Transaction) -> list[tuple[Case, Person]]:
    return [add_case(transaction, f"Given{n}", f"Family{n}") for n in range(_CASES)]


def _services(
    transaction: Transaction, cases: list[tuple[Case, Person]], start: int, saved: int
) -> None:
    for first in range(start, min(start + _LARGE, _SERVICES), saved):
        some = range(first, min(first + saved, _SERVICES))
        save(transaction, [Add(_service(transaction, cases, n)) for n in some], "log service")


def _service(transaction: Transaction, cases: list[tuple[Case, Person]], number: int) -> Service:
    case, person = cases[number * 7919 % len(cases)]
    return Service(
        id=transaction.new_id(), case=case.id, recipient=person.id, on=SOME_DAY, code="a1",
        funding="maca_csec_voca", remark=f"Remark {number} on this service",
    )  # fmt: skip


def _seal(transaction: Transaction, most: int) -> bool:
    """Seal some envelopes in one transaction; tell whether more waits."""
    return any([seal_waiting(transaction, most)[0].more for _ in range(500)][-1:])


def _insist(outcome: Outcome) -> None:
    if outcome.problem is not None or outcome.waiting:
        raise RuntimeError(f"the round did not end well: {outcome}")
