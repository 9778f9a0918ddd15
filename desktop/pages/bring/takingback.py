"""Taking an import back, and bringing it back again: asked first, told after."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.progress import Progress
from desktop.widgets.dialogs import ask, tell
from desktop.wording.numbers import counted
from storage.exchange.foreign.batches import TakenBack, bring_back, take_back
from storage.usecases.changes import Changes

_LISTED = 12


class TakingBack(QObject):
    """Asks, does it on the storage lane, and says what was kept."""

    done = Signal()
    refused = Signal(object)

    def __init__(
        self,
        page: QWidget,
        lanes: Lanes,
        context: DeskContext,
        begin: Callable[[str], Progress],
    ) -> None:
        super().__init__(page)
        self._page, self._lanes, self._context, self._begin = page, lanes, context, begin

    def ask_first(self, batch: bytes, was_taken_back: bool) -> None:  # noqa: FBT001 - of a signal
        """Ask, then take a batch back; one that was taken back is brought back at once."""
        if was_taken_back:
            self.bring_back(batch)
            return
        ask(
            self._page.window(),
            self.tr("Take this import back?"),
            self.tr(
                "Everything it added is retired, except what was edited since or what other"
                " records refer to. You can bring it back."
            ),
            yes=self.tr("Take it back"),
            then=lambda: self.take_back(batch),
        )

    def take_back(self, batch: bytes) -> None:
        """Take a batch back."""
        progress = self._begin(self.tr("Taking it back"))
        self._lanes.write(
            _taken_back, batch, progress.at, context=self, then=self._say_taken_back,
            failed=self.refused.emit,
        )  # fmt: skip

    def bring_back(self, batch: bytes) -> None:
        """Bring back a batch that was taken back."""
        progress = self._begin(self.tr("Bringing it back"))
        self._lanes.write(
            bring_back, batch, progress.at, context=self, then=self._say_brought_back,
            failed=self.refused.emit,
        )  # fmt: skip

    def _say_taken_back(self, done: tuple[TakenBack, Changes]) -> None:
        taken, changes = done
        records = counted(taken.retired, self.tr("record"), self.tr("records"))
        self._context.say(self.tr("Taken back: {records}").format(records=records), changes.dot)
        self.done.emit()
        if taken.kept:
            lines = [f"{kind} {name}: {why}" for kind, name, why in taken.kept[:_LISTED]]
            if len(taken.kept) > _LISTED:
                lines.append(self.tr("and {n} more").format(n=len(taken.kept) - _LISTED))
            if self._context.initials:
                lines = [f"{kind}: {why}" for kind, _, why in taken.kept[:_LISTED]]
            tell(self._page.window(), self.tr("These were kept"), "\n".join(lines))

    def _say_brought_back(self, _changes: object) -> None:
        self._context.say(self.tr("The import is back"))
        self.done.emit()


def _taken_back(
    transaction: Any, batch: bytes, progress: Callable[[int, int], object]
) -> tuple[tuple[TakenBack, Changes], Changes]:
    taken, changes = take_back(transaction, batch, progress)
    return (taken, changes), changes
