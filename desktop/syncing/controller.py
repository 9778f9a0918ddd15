"""Sync that runs by itself: at unlock, soon after a Save, every few minutes, at once when asked.

It never touches a widget: what arrives is announced as ``Changes`` like any Save, and every view
decides for itself.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer

from desktop.background import Lanes
from desktop.channel import Channel
from desktop.lane import TendedWorkspace
from desktop.syncing.figures import FiguresPost
from desktop.syncing.scripts import Scripts
from desktop.wording.sync import SyncState
from storage.domain.clocks import Clock
from storage.usecases.changes import Changes
from sync.client.commands import Script, Tell
from sync.client.courier.leaving import leave_courier
from sync.client.courier.letter import drop_letter
from sync.client.governing.upkeep import upkeep
from sync.client.pace import AFTER_SAVE, Pace
from sync.client.problems import BESIDE, Problem, SyncError
from sync.client.round import Outcome, sync_round
from sync.client.sealing import Sealed, seal_waiting
from sync.client.standing import Standing, standing

T = TypeVar("T")
_ENVELOPES_AT_LOCK = 3
"""Sealed for each vault before the keys go; what is left is sealed after the next unlock."""
_FINE = 1001


class Syncing(QObject):
    """One for each unlocked workspace; lives on the GUI thread.

    ``changed`` announces every new state; ``standing`` is what the workspace itself says.
    """

    def __init__(self, lanes: Lanes, clock: Clock) -> None:
        super().__init__()
        self.scripts = Scripts(lanes)
        self.figures = FiguresPost(lanes, clock, self.scripts)
        self.changed: Channel[SyncState] = Channel()
        self.taken_out: Channel[str] = Channel()
        """The signed roster has taken this laptop out: "erase", or why."""
        self.state = SyncState()
        self.standing: Standing | None = None
        self.due: datetime | None = None
        """When the next round begins by itself."""
        self._lanes = lanes
        self._clock = clock
        self._pace = Pace()
        self._started = False
        self._resting = False
        self._stop: Callable[[], None] | None = None
        self._wanted = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.sync_now)
        lanes.changed.connect(self._note_changes)

    @property
    def at_work(self) -> bool:
        """Whether a round or another script is under way."""
        return self.scripts.at_work

    def start(self) -> None:
        """Begin to sync by itself, with a round now unless one has just ended."""

        def begin() -> None:
            self._started = True
            if self.due is None:
                self.sync_now()

        self._lanes.tend(_dismiss_courier, context=self, then=bool, failed=self._ignore)
        self.look(begin)

    def look(self, then: Callable[[], object] | None = None) -> None:
        """Ask the workspace where it stands; one that has just begun a program syncs at once."""

        def stand(found: Standing) -> None:
            self._stand(found)
            if then is not None:
                then()

        key = "" if then is not None else "standing"
        self._lanes.read(standing, context=self, then=stand, failed=self._ignore, key=key)

    def sync_now(self) -> None:
        """Begin a round now; one more after it when one is under way."""
        if not self._started or self._resting or not self.state.connected:
            return
        if self._stop is not None:
            self._wanted = True
            return
        self._timer.stop()
        self.due = None
        self._begin(at_work=True)

    def run(
        self,
        script: Script[T],
        *,
        context: QObject,
        then: Callable[[T], object],
        failed: Callable[[BaseException], object],
        tell: Callable[[Tell], object] | None = None,
    ) -> Callable[[], None]:
        """Drive ``script`` with this program's own server; as ``Scripts.run`` otherwise."""
        address = self.standing.server if self.standing else ""
        return self.scripts.run(
            script, address, context=context, then=then, failed=failed, tell=tell
        )

    def receive(self, then: Callable[[Outcome], object]) -> None:
        """Run one round in bulk, for a page that shows nothing but its progress.

        A round that is under way gives way to it; what has arrived by then is kept.
        """
        self.give_up()
        self._begin(at_work=False, then=then)

    def give_up(self) -> None:
        """Leave the round that is under way; what has arrived by then is kept."""
        if self._stop is not None:
            self._stop()
            self._stop = None
            self._show(stage="", done=0, total=0)

    def flush(self) -> None:
        """Seal what waits, so that it can be sent whatever happens to this laptop's program."""
        if self.state.connected and self.state.waiting:
            self._lanes.write(seal_waiting, context=self, then=self._flush_on, failed=self._ignore)

    def rest(self) -> None:
        """Begin nothing more; what is under way may finish."""
        self._resting = True
        self._timer.stop()

    def stop(self, seconds: float = 0.0) -> bool:
        """Give up what is under way, for good, and say whether its thread has ended.

        A request is left to itself; what was sent is known by the server, what was received and
        stored is applied after the next unlock.
        """
        self.rest()
        self._stop = None
        return self.scripts.close(seconds)

    def seal(self) -> None:
        """Have what waits sealed before the workspace closes, and leave it to a courier."""
        if self.state.connected:
            self._lanes.write(_seal_some, context=self, failed=self._ignore)
            leave = partial(_leave_courier, self._clock)
            self._lanes.tend(leave, context=self, then=bool, failed=self._ignore)

    def _begin(self, *, at_work: bool, then: Callable[[Outcome], object] | None = None) -> None:
        def end(outcome: Outcome) -> None:
            self._end(outcome)
            if then is not None:
                then(outcome)

        self._show(stage="sealing", done=0, total=0)
        self._stop = self.run(
            sync_round(self._clock, at_work=at_work, early=not at_work),
            context=self,
            then=end,
            failed=self._fail,
            tell=self._tell,
        )

    def _tell(self, told: Tell) -> None:
        self._show(stage=told.stage, done=told.done, total=told.total)

    def _end(self, outcome: Outcome) -> None:
        self._wanted = self._wanted or outcome.files_left or outcome.more
        self._finish(outcome.problem, outcome.detail)
        went_well = outcome.problem is None or outcome.problem in BESIDE
        if went_well and not self._resting:
            self.figures.send()
            self._keep_up()
        if outcome.problem == "revoked":
            self.taken_out.announce(outcome.detail)
        self._show(
            waiting=outcome.waiting,
            parked=outcome.parked,
            ahead_ms=outcome.ahead_ms,
            last=self._clock.now() if went_well and not outcome.more else self.state.last,
        )
        self.look()

    def _keep_up(self) -> None:
        """Do what an admin's laptop does by itself; what cannot be done now is tried again."""
        self.run(upkeep(self._clock), context=self, then=bool, failed=self._ignore)

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, SyncError):
            self._finish(error.problem, error.detail)
        else:
            self._finish("refused")
            self._lanes.failed.announce(error)

    def _finish(self, problem: Problem | None, detail: str = "") -> None:
        self._stop = None
        self._pace = self._pace.after(problem)
        self._plan(self._pace.wait(problem, secrets.randbelow(_FINE) / (_FINE - 1)))
        self._show(stage="", done=0, total=0, problem=problem, detail=detail)
        if self._wanted:
            self._wanted = False
            self.sync_now()

    def _plan(self, seconds: float) -> None:
        if self._resting:
            return
        self.due = self._clock.now() + timedelta(seconds=seconds)
        self._timer.start(round(seconds * 1000))
        self._show(next_try=self.due)

    def _note_changes(self, changes: Changes) -> None:
        """Sync soon after a Save of this laptop; never in the midst of a pause after a failure."""
        if changes.dot is None or not self._started:
            return
        self.look()
        soon = self._clock.now() + timedelta(seconds=AFTER_SAVE)
        if not self._pace.failures and self._stop is None and (not self.due or soon < self.due):
            self._plan(AFTER_SAVE)

    def _stand(self, found: Standing) -> None:
        first = self._started and not self.state.connected and bool(found.code)
        self.standing = found
        self._show(
            connected=bool(found.code),
            waiting=found.waiting,
            parked=found.parked,
            last=found.last or self.state.last,
        )
        if first:
            self.sync_now()

    def _show(self, **parts: Any) -> None:
        state = replace(self.state, **parts)
        if state != self.state:
            self.state = state
            self.changed.announce(state)

    def _flush_on(self, sealed: Sealed) -> None:
        if sealed.more and not self._resting:
            self.flush()

    def _ignore(self, _error: BaseException) -> None:
        """Leave it to the next round, which says what is wrong."""


def _leave_courier(clock: Clock, workspace: TendedWorkspace) -> bool:
    left: bool = workspace.write(leave_courier, workspace.folder, clock)[0]
    return left


def _dismiss_courier(workspace: TendedWorkspace) -> None:
    drop_letter(workspace.folder)


def _seal_some(transaction: Any) -> Changes:
    for _ in range(_ENVELOPES_AT_LOCK):
        sealed, _changes = seal_waiting(transaction)
        if not sealed.more:
            break
    return Changes()
