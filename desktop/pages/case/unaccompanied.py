"""A word on the court tab: events were held with nobody beside the child."""

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.widgets.banner import Banner
from desktop.wording.numbers import counted
from storage.domain.ids import RecordId
from storage.usecases.casehints import unaccompanied


class Unaccompanied(Banner):
    """Counts the events of a case that were held without somebody; ``acted`` to list them."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__("", "info", self.tr("Show them"))
        self._lanes, self._context = lanes, context
        self.hide()

    def open_case(self, case: RecordId) -> None:
        """Count those of ``case``."""
        self._lanes.read(unaccompanied, case, context=self, then=self._show, key="unaccompanied")

    def _show(self, count: int) -> None:
        events = counted(count, self.tr("event was held"), self.tr("events were held"))
        text = self.tr(
            "{events} with nobody beside the child, or no word of who was. "
            "M.G.L. c.119 s.39K asks that an advocate goes along."
        )
        self.set_text(text.format(events=events))
        self.setVisible(count > 0)
