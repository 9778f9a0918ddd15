"""Heed that somebody leaves the door, until the session behind it hears of it by itself."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from typing_extensions import override

from desktop.actions import action_of
from desktop.errand import Errand
from desktop.shell.clipboard import ClipboardWatch
from desktop.shell.idle import IdleWatch
from desktop.system import Signs, System
from desktop.unlock.door import Door
from desktop.unlock.practising import Practising

if TYPE_CHECKING:
    from desktop.shell.session import Session

_DOOR_SECONDS = 300.0
"""How long what is half typed at the door stays there."""


class DoorWatch(QObject):
    """Has what was typed forgotten; ``afresh`` where another process has to take this one's place.

    That is wherever there is a key here, sealed or not, or one is being fetched: what a passphrase
    began before its owner left must not end in an open window. What was copied at the door, such as
    the six words for a new passphrase, leaves the clipboard with it.
    """

    afresh = Signal()

    def __init__(
        self,
        door: Door,
        application: QCoreApplication,
        system: System,
        session: "Callable[[], Session | None]",
        offers: Callable[[], bool],
    ) -> None:
        super().__init__(door)
        self._door, self._session, self._offers = door, session, offers
        self._clipboard = ClipboardWatch(self)
        door.installEventFilter(self)
        signs = Signs(self)
        signs.left.connect(self.leave)
        system.watch(signs)
        idle = IdleWatch(application, lambda: _DOOR_SECONDS, held=self._is_at_work)
        idle.setParent(self)
        idle.idle.connect(self._leave_idle)
        QShortcut(QKeySequence(action_of("lock").shortcut), door, self.leave)

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if event.type() == QEvent.Type.Hide and not event.spontaneous():
            self._clipboard.clear()
        return super().eventFilter(watched, event)

    def leave(self) -> None:
        """Leave at once, whatever is under way."""
        self._clipboard.clear()
        session = self._session()
        if session is not None:
            session.leave(at_once=True)
        elif self._offers() or self._door.holds_key or self._is_at_work():
            self.afresh.emit()
        else:
            self._door.leave()

    def _leave_idle(self) -> None:
        """Leave once what was begun has ended: an upgrade or a backup may take its time."""
        session = self._session()
        if session is not None:
            session.leave(at_once=False)
        else:
            self.leave()

    def _is_at_work(self) -> bool:
        if isinstance(self._door.step, Practising):
            return False  # Its passphrase is public.
        return any(errand.at_work for errand in self._door.findChildren(Errand))
