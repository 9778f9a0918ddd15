"""Where the figures on show are on their way to MACA."""

from PySide6.QtCore import Signal

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.reports.reading import Counted, newest_sheet
from desktop.widgets.passage import PassageBanner
from desktop.wording.figures import passage
from storage.usecases.changes import Changes
from storage.usecases.figuresheets import KIND, Sheet


class SheetLine(PassageBanner):
    """Hidden until something of what is counted was approved; ``wanted`` asks to look again."""

    wanted = Signal()

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self._counted: Counted | None = None
        self._sheet: Sheet | None = None
        self.acted.connect(self._act)
        lanes.changed.connect(self._note_changes)
        context.syncing.figures.changed.connect(self._show)

    def follow(self, counted: Counted) -> None:
        """Say what became of the sheet of the figures that are on show now."""
        self._counted = counted
        self._look()

    def _look(self) -> None:
        if self._counted is not None:
            self._lanes.read(
                newest_sheet, self._counted.wanted, context=self, then=self._put, key="sheet"
            )

    def _put(self, sheet: Sheet | None) -> None:
        self._sheet = sheet
        self._show()

    def _show(self, _posting: object = None) -> None:
        sheet, counted = self._sheet, self._counted
        if sheet is None or counted is None:
            self.show_passage(None)
            return
        syncing = self._context.syncing
        self.show_passage(
            passage(
                sheet,
                self._context.clock.now(),
                is_same=sheet.facts == counted.facts,
                connected=syncing.state.connected,
                at_work=syncing.figures.state.at_work,
            )
        )

    def _act(self) -> None:
        if self.act == "send":
            self._context.syncing.figures.send()
        elif self.act == "program":
            self._context.go("program")
        else:
            self.wanted.emit()

    def _note_changes(self, changes: Changes) -> None:
        if changes.touches(KIND):
            self._look()
