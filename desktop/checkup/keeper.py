"""Looks after the check-ups of an unlocked workspace: after an unclean end, weekly, on request."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from desktop.background import Lanes
from desktop.channel import Channel
from desktop.checkup.state import CheckupState
from desktop.endings import was_put_away
from desktop.lane import TendedWorkspace
from desktop.progress import Progress
from storage.doctor.checks import Report
from storage.domain.clocks import Clock
from storage.errors import CancelledError
from storage.usecases.reindexing import reindex
from storage.usecases.settings import set_settings, setting

_FIRST_MS = 120_000
"""After unlocking: whoever begins to work has the laptop to themselves."""
_EVERY_MS = 60 * 60_000


class Checkup(QObject):
    """Lives on the GUI thread; ``changed`` says what was found, and whether one is under way."""

    def __init__(self, lanes: Lanes, clock: Clock) -> None:
        super().__init__()
        self.changed: Channel[CheckupState] = Channel()
        self.state = CheckupState()
        self.was_cut_off = False
        """Whether the last Satchel ended unexpectedly and nobody has said that they know."""
        self._lanes, self._clock = lanes, clock
        self._progress: Progress | None = None
        self._pulse = QTimer(self, interval=_EVERY_MS)
        self._pulse.timeout.connect(self._run_if_due)

    def start(self) -> None:
        """Say what the last one found; go a first time where the last end was unclean."""
        self._lanes.tend(
            lambda workspace: (
                workspace.unclean,
                workspace.read(was_put_away),
                workspace.read(setting, "checkup.last"),
            ),
            context=self,
            then=lambda found: self._begin(*found),
        )
        self._pulse.start()

    def forget_cut_off(self) -> None:
        """Say no more that the last Satchel ended unexpectedly."""
        self.was_cut_off = False
        self._show(self.state)

    def run(self, progress: Progress | None = None) -> None:
        """Look at everything now; ``progress`` is told, and stops it when it is cancelled."""
        if self.state.at_work:
            return
        self._progress = progress or Progress(self)
        self._show(replace(self.state, at_work=True))
        self._lanes.aside(
            _looking(self._progress), context=self, then=self._take, failed=self._give_up
        )

    def _begin(self, unclean: bool, put_away: bool, kept: dict[str, object]) -> None:  # noqa: FBT001 - of a query
        # A lock may end before the database is closed, and a backup may hold a desk in use.
        self.was_cut_off = unclean and not put_away
        self._show(CheckupState.of(kept))
        QTimer.singleShot(_FIRST_MS, self, self.run if unclean else self._run_if_due)

    def _run_if_due(self) -> None:
        if self.state.is_due(self._clock.now()):
            self.run()

    def _take(self, report: Report) -> None:
        if report.search_alone:
            self._lanes.write(
                reindex,
                context=self,
                then=lambda _count: self._end(CheckupState(self._clock.now(), mended=True)),
                failed=self._give_up,
            )
            return
        words = tuple(finding.words for finding in report.findings)
        self._end(CheckupState(self._clock.now(), words))

    def _end(self, state: CheckupState) -> None:
        self._lanes.write(set_settings, {"checkup.last": state.kept()}, context=self)
        self._show(state)

    def _show(self, state: CheckupState) -> None:
        self.state = state
        self.changed.announce(state)

    def _give_up(self, error: BaseException) -> None:
        self._show(replace(self.state, at_work=False))
        if not isinstance(error, CancelledError):
            self._lanes.failed.announce(error)


def _looking(
    progress: Progress,
) -> Callable[[TendedWorkspace, Callable[[], None]], Report]:
    """Return the work: it ends when it is cancelled, and when the workspace is being closed."""

    def look(workspace: TendedWorkspace, check: Callable[[], None]) -> Report:
        def at(done: int, total: int) -> None:
            check()
            progress.at(done, total)

        report: Report = workspace.examine(at)
        return report

    return look
