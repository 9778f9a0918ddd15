"""Undo by one key, the newest Save first, each called by its name."""

from typing import Any

from PySide6.QtCore import QObject

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.wording.errors import plain
from storage.domain.changeset import Dot
from storage.usecases.changes import Changes
from storage.usecases.undo import last_own_save, undo

_DEEPEST = 50


class Undoing(QObject):
    """Remembers what was saved since the window opened, and takes it back one by one."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(context)
        self._lanes = lanes
        self._context = context
        self._saves: list[tuple[Dot, str]] = []
        lanes.changed.connect(self._note)

    def undo_last(self) -> None:
        """Take back the newest Save; the one before the start where nothing was saved since."""
        if self._saves:
            dot, _ = self._saves[-1]
            self.undo(dot)
        else:
            self._lanes.write(_undo_newest, context=self, then=self._done, failed=self._refused)

    def undo(self, dot: Dot) -> None:
        """Take back the Save of this dot."""
        self._saves = [(known, act) for known, act in self._saves if known != dot]
        self._lanes.write(undo, dot, context=self, then=self._done, failed=self._refused)

    def _note(self, changes: Changes) -> None:
        if changes.dot is not None and not changes.act.startswith("undo "):
            self._saves = [*self._saves, (changes.dot, changes.act)][-_DEEPEST:]

    def _done(self, changes: Changes | None) -> None:
        if changes is None:
            self._context.say(self.tr("There is nothing to undo."))
        else:
            act = changes.act.removeprefix("undo ")
            self._context.say(self.tr("Undone: {what}").format(what=act))

    def _refused(self, error: BaseException) -> None:
        self._context.say(plain(error))


def _undo_newest(transaction: Any) -> Changes | None:
    found = last_own_save(transaction.connection, transaction.identity.device)
    return None if found is None else undo(transaction, found[0])
