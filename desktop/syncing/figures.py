"""Approved figures go to MACA by themselves: once approved, and after every round that went well.

Sending is a script of its own, to the figures server's own address. It never touches a widget:
what became of a sheet is announced as ``Changes`` and stands in the workspace.
"""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject

from desktop.background import Lanes
from desktop.channel import Channel
from desktop.syncing.scripts import Scripts
from storage.domain.clocks import Clock, milliseconds
from storage.usecases.changes import Changes
from storage.usecases.figuresheets import KIND, is_look_due, waiting
from sync.client.figures import FiguresServer, Sending, figures_server, send_sheets
from sync.client.problems import Problem, SyncError

_APPROVED = "approve figures"


@dataclass(frozen=True, slots=True)
class Posting:
    """Whether figures are being sent now, where to, and what kept them back the last time."""

    at_work: bool = False
    address: str = ""
    problem: Problem | None = None
    detail: str = ""


class FiguresPost(QObject):
    """One for each unlocked workspace; lives on the GUI thread. ``changed`` tells its state."""

    def __init__(self, lanes: Lanes, clock: Clock, scripts: Scripts) -> None:
        super().__init__()
        self.changed: Channel[Posting] = Channel()
        self.state = Posting()
        self._lanes, self._clock, self._scripts = lanes, clock, scripts
        lanes.changed.connect(self._note_changes)

    def send(self) -> None:
        """Send what waits, if anything does and there is a server to send it to.

        Once an hour it is asked whether that server still is the one that has what was sent.
        """
        if not self.state.at_work:
            now = milliseconds(self._clock.now())
            self._lanes.read(
                _to_send, now, context=self, then=self._begin, failed=self._fail, key="to send"
            )

    def _begin(self, found: tuple[FiguresServer | None, bool]) -> None:
        server, is_anything_due = found
        if self.state.at_work:
            return
        if server is None or not is_anything_due:
            self._show(Posting(address=server.address if server else ""))
            return
        self._show(Posting(at_work=True, address=server.address))
        self._scripts.run(
            send_sheets(self._clock),
            server.address,
            context=self,
            then=self._end,
            failed=self._fail,
        )

    def _end(self, done: Sending) -> None:
        self._show(Posting(False, self.state.address, done.problem, done.detail))

    def _fail(self, error: BaseException) -> None:
        problem: Problem = error.problem if isinstance(error, SyncError) else "refused"
        detail = error.detail if isinstance(error, SyncError) else ""
        self._show(Posting(False, self.state.address, problem, detail))
        if not isinstance(error, SyncError):
            self._lanes.failed.announce(error)

    def _note_changes(self, changes: Changes) -> None:
        if changes.touches(KIND) and changes.act == _APPROVED:
            self.send()

    def _show(self, state: Posting) -> None:
        if state != self.state:
            self.state = state
            self.changed.announce(state)


def _to_send(connection: Any, now: int) -> tuple[FiguresServer | None, bool]:
    is_anything_due = bool(waiting(connection)) or is_look_due(connection, now)
    return figures_server(connection), is_anything_due
