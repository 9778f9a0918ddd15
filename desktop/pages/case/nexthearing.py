"""A reminder on the court tab: a next date was named, and no event of its own is written yet."""

from collections.abc import Mapping

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.widgets.banner import Banner
from desktop.wording.dates import near_day
from storage.domain.ids import RecordId
from storage.domain.kinds.court_event import CourtEvent
from storage.usecases.casehints import unwritten_hearing

_TAKEN_OVER = ("matter", "court", "session", "judge", "docket")


class NextHearing(Banner):
    """Offers to write down the next hearing, with what the last one already says."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__("", "info", self.tr("Add it"))
        self._lanes, self._context = lanes, context
        self._case = RecordId(b"")
        self._links: Mapping[str, str] = {}
        self._event: CourtEvent | None = None
        self.acted.connect(self._add)
        self.hide()

    def open_case(self, case: RecordId, links: Mapping[str, str]) -> None:
        """Look for a hearing of ``case`` that is not written down."""
        self._case, self._links = case, links
        self._lanes.read(
            unwritten_hearing, case, self._context.today(), context=self,
            then=self._show, key="hearing",
        )  # fmt: skip

    def _show(self, event: CourtEvent | None) -> None:
        self._event = event
        if event is None or event.next_on is None:
            self.hide()
            return
        day = near_day(event.next_on, self._context.today())
        self.set_text(
            self.tr("The next date, {day}, is not written down as an event yet.").format(day=day)
        )
        self.show()

    def _add(self) -> None:
        event = self._event
        if event is None or event.next_on is None:
            return
        values = {name: getattr(event, name) for name in _TAKEN_OVER}
        values["on"] = event.next_on.isoformat()
        links = {**self._links, "previous": event.id.hex()}
        target = {"kind": "court_event", "case": self._case.hex(), **links}
        self._context.open("record", {**target, "values": values})
