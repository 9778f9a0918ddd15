"""Ask the figures server, on the network thread, what the programs sent."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.wording.figures import reading_trouble
from storage.domain.periods import Period
from sync.client.figures import FiguresServer, fetch_sheets, figures_server
from sync.client.problems import SyncError


class Fetching(QObject):
    """``busy`` while it asks; ``failed`` carries why nothing came. What came is in ``Changes``."""

    busy = Signal(bool)
    failed = Signal(str)

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self._period: Period | None = None

    def fetch(self, period: Period) -> None:
        """Fetch what there is for ``period``; a later wish takes the place of this one."""
        self._period = period
        self._lanes.read(figures_server, context=self, then=self._ask, key="server")

    def _ask(self, server: FiguresServer | None) -> None:
        if server is None or self._period is None:
            self.failed.emit(reading_trouble("not-admitted", "no-program"))
            return
        self.busy.emit(True)
        self._context.syncing.scripts.run(
            fetch_sheets(self._context.clock, self._period),
            server.address,
            context=self,
            then=self._end,
            failed=self._fail,
        )

    def _end(self, _count: Any) -> None:
        self.busy.emit(False)

    def _fail(self, error: BaseException) -> None:
        self.busy.emit(False)
        if isinstance(error, SyncError):
            self.failed.emit(reading_trouble(error.problem, error.detail))
        else:
            self._lanes.failed.announce(error)
