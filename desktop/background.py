"""Carry work from the GUI thread to single-thread lanes and bring its outcome back.

Data goes one way: a click becomes a write on the storage lane, in one transaction; its ``Changes``
are announced once; every page that they touch runs its own query again. Searches are never behind
a long report, for each has a lane of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from time import monotonic
from typing import Any, TypeVar, TypeVarTuple, Unpack, cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal, Slot
from shiboken6 import isValid

from desktop.channel import Channel
from desktop.lane import Job, Lane, OpenedWorkspace, Opener, Outcome, TendedWorkspace
from storage.errors import CancelledError, MassChangeError
from storage.threads import NoThreadError
from storage.usecases.changes import Changes
from storage.usecases.masschange import granted
from storage.usecases.transaction import Granted

Ts = TypeVarTuple("Ts")
R = TypeVar("R")

_AGAIN_SECONDS = 0.05
"""Work of several acts begins its next one after the first was given up."""

Then = Callable[[Any], object]
Failed = Callable[[BaseException], object]


@dataclass(frozen=True, slots=True, eq=False)
class Stopped:
    """An act that stopped before it would have changed very many records.

    ``go_on`` does it again with a reason; ``leave`` tells whoever asked for it that it was not.
    """

    error: MassChangeError
    go_on: Callable[[Granted], None]
    leave: Callable[[], None]


@dataclass(frozen=True, slots=True, eq=False)
class _Request:
    """Whom an outcome is for, and whether it is still the one that counts."""

    context: QObject
    then: Then | None
    failed: Failed | None
    key: object
    number: int
    aside: bool = False
    again: Callable[[Granted], None] | None = None


class Lanes(QObject):
    """The storage, reader and reports lanes of one unlocked workspace; lives on the GUI thread.

    A fourth is for what Satchel does by itself and nobody waits for: its backups. NoThreadError
    where the computer has no room for their threads.
    """

    _home = Signal(object, object)

    def __init__(self, open_workspace: Opener) -> None:
        super().__init__()
        self.changed: Channel[Changes] = Channel()
        self.failed: Channel[BaseException] = Channel()
        self.busy: Channel[bool] = Channel()
        self.ask: Callable[[Stopped], object] | None = None
        """Asks a person whether an act that stopped goes on; without it the act is refused."""
        started = _started(open_workspace)
        self._storage, self._reader, self._reports, self._backups = started
        self._closing = Event()
        self._latest: dict[object, int] = {}
        self._count = 0
        self._under_way = 0
        self._home.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def write(
        self,
        act: Callable[[Any, Unpack[Ts]], R],
        *args: *Ts,
        context: QObject,
        then: Callable[[Any], object] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Run ``act(transaction, *args)`` in one transaction on the storage lane.

        An ``act`` returns ``Changes`` or ``(result, Changes)``. While ``context`` lives, ``then``
        gets the result (the changes, when there is no other), and ``failed`` the error; without
        ``failed`` the error is announced on the channel of that name. The changes are announced
        to everyone even when the context is gone. An act that would change very many records
        stops; where a person gives a reason it is run again.
        """

        def again(why: Granted) -> None:
            self.write(granted(act, why), *args, context=context, then=then, failed=failed)

        self._submit(
            self._storage,
            lambda workspace: workspace.write(act, *args),
            _Request(context, then, failed, None, self._next_number(), again=again),
        )

    @property
    def at_work(self) -> bool:
        """Whether anything is under way, as ``busy`` last said."""
        return self._under_way > 0

    def let_out(
        self,
        act: Callable[[Any, Unpack[Ts]], R],
        *args: *Ts,
        context: QObject,
        then: Callable[[Any], object],
        failed: Failed,
    ) -> None:
        """Run ``act`` like ``write``, also in a workspace that can only be read.

        It lets something pass the gate and saves nothing but that it did.
        """
        request = _Request(context, then, failed, None, self._next_number())
        self._submit(self._storage, lambda workspace: workspace.let_out(act, *args), request)

    def read(
        self,
        query: Callable[[Any, Unpack[Ts]], R],
        *args: *Ts,
        context: QObject,
        then: Callable[[R], object],
        failed: Failed | None = None,
        key: str = "",
    ) -> None:
        """Run ``query(connection, *args)`` on the reader lane and give ``then`` its result.

        A later read with the same ``context`` and ``key`` makes this one void: it is not run if
        it still waits, and its result is dropped if it does not.
        """
        request = self._request(context, then, failed, key)
        self._submit(self._reader, lambda workspace: workspace.read(query, *args), request)

    def report(
        self,
        query: Callable[[Any, Unpack[Ts]], R],
        *args: *Ts,
        context: QObject,
        then: Callable[[R], object],
        failed: Failed | None = None,
        key: str = "",
    ) -> None:
        """Run ``query`` like ``read``, on the lane for work that may take long."""
        request = self._request(context, then, failed, key)
        self._submit(self._reports, lambda workspace: workspace.read(query, *args), request)

    def tend(
        self,
        work: Callable[[TendedWorkspace], R],
        *,
        context: QObject,
        then: Callable[[R], object],
        failed: Failed | None = None,
        long: bool = False,
    ) -> None:
        """Run ``work(workspace)``, for what is about the workspace itself: its keys, its backup.

        It waits its turn with the writes; ``long`` work goes to the reports lane instead.
        """
        request = _Request(context, then, failed, None, self._next_number())
        lane = self._reports if long else self._storage
        # Only a stand-in of a test is less than this.
        self._submit(lane, cast(Callable[[OpenedWorkspace], R], work), request)

    def write_now(
        self,
        act: Callable[[Any, Unpack[Ts]], object],
        *args: *Ts,
        patience: float = 0.3,
        seconds: float = 1.5,
    ) -> bool:
        """Run ``act`` before everything that waits, and wait for it; tell whether it was done.

        A write under way has ``patience`` seconds to end, then it is given up and nothing of it is
        kept. It is for the moment before a lock, which no import may hold up.
        """
        ended, outcomes = Event(), []

        def note(outcome: Outcome) -> None:
            outcomes.append(outcome)
            ended.set()

        job = Job(lambda workspace: workspace.write(act, *args), done=note, dropped=ended.set)
        self._storage.submit(job, first=True)
        end = monotonic() + seconds
        waited = ended.wait(patience)
        while not waited and monotonic() < end:
            self._storage.give_up(but=job)
            waited = ended.wait(_AGAIN_SECONDS)
        return bool(outcomes) and outcomes[0].error is None

    def aside(
        self,
        work: Callable[[TendedWorkspace, Callable[[], None]], R],
        *,
        context: QObject,
        then: Callable[[R], object],
        failed: Failed,
    ) -> None:
        """Run ``work(workspace, check)`` where nobody waits for it; no lock waits for it either.

        ``check`` raises CancelledError once the workspace is being closed.
        """
        request = _Request(context, then, failed, None, self._next_number(), aside=True)

        def run(workspace: OpenedWorkspace) -> R:
            return work(cast(TendedWorkspace, workspace), self._insist_open)

        self._submit(self._backups, run, request)

    def _insist_open(self) -> None:
        if self._closing.is_set():
            raise CancelledError("The workspace is being closed.")

    def close(self, seconds: float = 1.0) -> bool:
        """Finish the writes, drop the reads, close the workspaces on their threads.

        Outcomes of finished writes are delivered before it returns. False when a lane was still
        at work after about ``seconds``; what goes on aside ends when it looks the next time.
        """
        self._closing.set()
        self._storage.close(finish=True)
        for lane in (self._reader, self._reports, self._backups):
            lane.close(finish=False)
        for lane in (self._reader, self._reports):
            lane.give_up()
        end = monotonic() + seconds
        lanes = (self._storage, self._reader, self._reports)
        ended = [lane.join(max(end - monotonic(), 0)) for lane in lanes]
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)
        return all(ended)

    def _next_number(self) -> int:
        self._count += 1
        return self._count

    def _request(self, context: QObject, then: Then, failed: Failed | None, key: str) -> _Request:
        number = self._next_number()
        full_key = (id(context), key) if key else None
        if full_key is not None:
            self._latest[full_key] = number
        return _Request(context, then, failed, full_key, number)

    def _submit(
        self, lane: Lane, work: Callable[[OpenedWorkspace], object], request: _Request
    ) -> None:
        self._under_way += not request.aside
        if self._under_way == 1 and not request.aside:
            self.busy.announce(True)
        lane.submit(
            Job(
                work,
                done=lambda outcome: self._bring_home(request, outcome),
                dropped=lambda: self._bring_home(request, None),
                key=request.key,
            )
        )

    def _bring_home(self, request: _Request, outcome: Outcome | None) -> None:
        # A lane that was still at work when the others closed may outlive this object.
        if isValid(self):
            self._home.emit(request, outcome)

    @Slot(object, object)
    def _deliver(self, request: _Request, outcome: Outcome | None) -> None:
        self._under_way -= not request.aside
        if self._under_way == 0 and not request.aside:
            self.busy.announce(False)
        if outcome is None or self._is_outdated(request):
            return
        if outcome.error is not None:
            self._stop_or_fail(request, outcome.error)
            return
        result, changes = _apart(outcome.result)
        try:
            if request.then is not None and isValid(request.context):
                request.then(result)
        finally:
            if changes is not None:
                self.changed.announce(changes)

    def _is_outdated(self, request: _Request) -> bool:
        if request.key is None:
            return False
        if self._latest.get(request.key) != request.number:
            return True
        del self._latest[request.key]
        return False

    def _stop_or_fail(self, request: _Request, error: BaseException) -> None:
        if isinstance(error, MassChangeError) and request.again is not None and self.ask:
            self.ask(Stopped(error, request.again, lambda: self._fail(request, error)))
        else:
            self._fail(request, error)

    def _fail(self, request: _Request, error: BaseException) -> None:
        if request.failed is None:
            self.failed.announce(error)
        elif isValid(request.context):
            request.failed(error)


def _started(open_workspace: Opener) -> list[Lane]:
    """Start every lane; where one cannot be, none keeps what opens the workspace."""
    lanes = list[Lane]()
    try:
        for name in ("storage", "reader", "reports", "backups"):
            lanes.append(Lane(name, open_workspace, writer=name == "storage"))
    except NoThreadError:
        for lane in lanes:
            lane.close(finish=False)
        raise
    return lanes


def _apart(outcome: object) -> tuple[object, Changes | None]:
    """Split what an act returned into its result and its changes."""
    match outcome:
        case Changes():
            return outcome, outcome
        case (result, Changes() as changes):
            return result, changes
        case _:
            return outcome, None
