"""The curtain: blank at once, everything typed into the workspace, then another process.

Nothing else clears the memory of a Python program; see the notes on locking in the docs.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer

from desktop.background import Lanes
from desktop.shell.clipboard import ClipboardWatch
from desktop.syncing import Syncing
from desktop.system.handover import Handover
from storage.usecases.drafts import keep

DESK = "desk"
"""The draft that holds where everything stood."""

_PATIENCE_MS = 120_000
"""How long work the user started may finish behind the curtain of an idle lock."""
_CLOSING_SECONDS = 0.5
"""For each lane; a query that takes longer is ended with the process."""


class Lockable(Protocol):
    """The window, as the lock sees it."""

    def cover(self, words: str) -> None:
        """Hide everything that is on the screen, now."""

    def place(self) -> dict[str, Any]:
        """Return where everything stands, as plain data."""

    def handover(self) -> Handover:
        """Return the bare facts for the locked process."""


class Locker(QObject):
    """Draws the curtain and replaces the process; once begun it cannot be stopped."""

    def __init__(
        self,
        desk: Lockable,
        lanes: Lanes,
        syncing: Syncing,
        clipboard: ClipboardWatch,
        replace: Callable[[Handover], object],
        note: Callable[[BaseException], object],
    ) -> None:
        super().__init__()
        self._note = note
        self._desk = desk
        self._lanes = lanes
        self._syncing = syncing
        self._clipboard = clipboard
        self._replace = replace
        self._begun = False
        self._busy = False
        lanes.busy.connect(self._note_busy)
        syncing.scripts.rested.connect(self._finish_at_rest)

    def lock_now(self) -> None:
        """Lock at once, whatever is under way, behind the curtain too."""
        if not self._begun:
            self._draw(self.tr("Locking…"))
        self._finish()

    def lock_idle(self) -> None:
        """Blank at once; let an import, a report or a running sync finish for some minutes."""
        if self._begun:
            return
        if not self._is_at_work():
            self.lock_now()
            return
        self._draw(self.tr("Locked. Work you started is being finished."))
        QTimer.singleShot(_PATIENCE_MS, self, self._finish)

    def _note_busy(self, busy: bool) -> None:  # noqa: FBT001 - a slot
        self._busy = busy
        self._finish_at_rest()

    def _finish_at_rest(self) -> None:
        if self._begun and not self._is_at_work():
            self._finish()

    def _is_at_work(self) -> bool:
        return self._busy or self._syncing.at_work

    def _draw(self, words: str) -> None:
        self._begun = True
        self._desk.cover(words)
        self._syncing.rest()

    def _finish(self) -> None:
        if self._replace is _gone:
            return
        replace, self._replace = self._replace, _gone
        handover = Handover()
        try:
            handover = self._desk.handover()
            put_away(self._desk.place(), self._lanes, self._syncing)
        except Exception as error:  # noqa: BLE001 - a page that fails must not keep the keys here
            # What was kept a moment ago stands in the workspace.
            self._note(error)
        finally:
            self._clipboard.clear()
            replace(handover)


def put_away(place: Mapping[str, Any], lanes: Lanes, syncing: Syncing) -> None:
    """Write where everything stands into the workspace, seal what waits, and close it.

    Nothing is waited for: a request under way is left to itself.
    """
    syncing.stop()
    lanes.write(keep, DESK, dict(place), context=lanes)
    syncing.seal()
    lanes.close(_CLOSING_SECONDS)


def _gone(_handover: Handover) -> None:
    """Stand where the replacement stood once it has been called."""
