"""The curtain: blank at once, everything typed into the workspace, then another process.

Nothing else clears the memory of a Python program; see the notes on locking in the docs.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace as with_fields
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer

from desktop.background import Lanes
from desktop.endings import DESK, as_put_away
from desktop.shell.clipboard import ClipboardWatch
from desktop.syncing import Syncing
from desktop.system.handover import Handover
from desktop.system.offer import Sealed
from desktop.system.outside import wipe_own
from storage.keyless.starting import end_all
from storage.usecases.drafts import keep

_PATIENCE_MS = 120_000
"""How long work the user started may finish behind the curtain of an idle lock."""
_CLOSING_SECONDS = 0.5
"""For each lane; a query that takes longer is ended with the process."""


def _nothing() -> None:
    """Offer no PIN."""


class Lockable(Protocol):
    """The window, as the lock sees it."""

    def cover(self, words: str) -> None:
        """Hide everything that is on the screen, now."""

    def place(self) -> dict[str, Any]:
        """Return where everything stands, as plain data."""

    def handover(self) -> Handover:
        """Return the bare facts for the locked process."""


class Locker(QObject):
    """Draws the curtain and replaces the process; once begun it cannot be stopped.

    What fails on the way is noted, and keeps neither the keys here nor the screen lit.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of a lock, each from elsewhere
        self,
        desk: Lockable,
        lanes: Lanes,
        syncing: Syncing,
        clipboard: ClipboardWatch,
        replace: Callable[[Handover], object],
        note: Callable[[BaseException], object],
        offer: Callable[[], Sealed | None] = _nothing,
    ) -> None:
        super().__init__()
        self._note = note
        self._offer = offer
        self._desk = desk
        self._lanes = lanes
        self._syncing = syncing
        self._clipboard = clipboard
        self._replace = replace
        self._begun = False
        self._busy = lanes.at_work
        self._idle = False
        lanes.busy.connect(self._note_busy)
        syncing.scripts.rested.connect(self._finish_at_rest)

    @property
    def begun(self) -> bool:
        """Whether the curtain of a lock is drawn."""
        return self._begun

    def lock_now(self) -> None:
        """Lock at once, whatever is under way, behind the curtain too."""
        self._idle = False
        if not self._begun:
            self._draw(self.tr("Locking…"))
        self._finish()

    def lock_idle(self) -> None:
        """Blank at once; let an import, a report or a running sync finish for some minutes."""
        if self._begun:
            return
        self._idle = True
        if not self._is_at_work():
            self._draw(self.tr("Locking…"))
            self._finish()
            return
        self._draw(self.tr("Locked. Work you started is being finished."))
        self._try(self._keep)
        QTimer.singleShot(_PATIENCE_MS, self, self._finish)

    def stand_down(self) -> None:
        """Replace nothing any more: the process ends."""
        self._replace = _gone

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
        cover = partial(self._desk.cover, words)
        for step in (cover, end_all, wipe_own, self._clipboard.clear, self._syncing.rest):
            self._try(step)

    def _keep(self) -> None:
        """Keep what is typed before the work behind the curtain has come to its end."""
        self._lanes.write(keep, DESK, self._desk.place(), context=self, failed=self._note)

    def _finish(self) -> None:
        if self._replace is _gone:
            return
        replace, self._replace = self._replace, _gone
        handover = self._try(self._desk.handover) or Handover()
        if self._idle:
            # After an idle lock only: whoever sent the laptop to sleep, or pressed the key, left.
            handover = with_fields(handover, sealed=self._try(self._offer))
        place = self._try(self._desk.place)
        # Where it cannot be told, what was kept a moment ago stands in the workspace.
        self._try(lambda: put_away(place, self._lanes, self._syncing))
        replace(handover)

    def _try(self, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except Exception as error:  # noqa: BLE001 - a page that fails must not keep the keys here
            self._note(error)
            return None


def put_away(place: Mapping[str, Any] | None, lanes: Lanes, syncing: Syncing) -> None:
    """Write where everything stands into the workspace, seal what waits, and close it.

    Nothing is waited for: a request under way is left to itself, and a long write is given up.
    """
    syncing.stop()
    if place is not None:
        lanes.write_now(keep, DESK, as_put_away(place))
    syncing.seal()
    lanes.close(_CLOSING_SECONDS)


def _gone(_handover: Handover) -> None:
    """Stand where the replacement stood once it has been called."""
