"""The sealed key that an idle lock may hand on, kept ready as long as the workspace is open."""

from PySide6.QtCore import QObject

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lane import TendedWorkspace
from desktop.settings import Settings
from desktop.system.offer import LONGEST_SECONDS, Sealed
from desktop.system.sleep_gap import since_the_start


class Pinning(QObject):
    """Asks the workspace again whenever a setting changes; no PIN, or none allowed: no offer."""

    def __init__(self, lanes: Lanes, context: DeskContext, since: float) -> None:
        super().__init__(context)
        self._lanes, self._context, self._since = lanes, context, since
        self._content = b""
        context.settings_changed.connect(self._ask)
        self._ask(context.settings)

    def sealed(self) -> Sealed | None:
        """Return what the locked process may offer, and until when."""
        now = since_the_start()
        minutes = self._context.settings.pin_minutes
        until = min(now + 60.0 * minutes, self._since + LONGEST_SECONDS)
        if not self._content or until <= now:
            return None
        return Sealed(self._content, until, self._since)

    def _ask(self, settings: Settings) -> None:
        self._content = b""
        if settings.pin_minutes:
            self._lanes.tend(_sealed, context=self, then=self._keep, failed=self._leave)

    def _keep(self, content: bytes) -> None:
        self._content = content

    def _leave(self, _error: BaseException) -> None:
        """Offer none: the passphrase always opens."""


def _sealed(workspace: TendedWorkspace) -> bytes:
    return bytes(workspace.pin.sealed())
