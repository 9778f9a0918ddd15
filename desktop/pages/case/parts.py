"""The parts of a case page: each a list with what stands above or beside it."""

from collections.abc import Mapping
from typing import Any, Protocol

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.case.care import CareSource
from desktop.pages.case.composer import NoteComposer
from desktop.pages.case.documents import DocumentsPart
from desktop.pages.case.journal import JournalTab
from desktop.pages.case.linked import LinkedCases
from desktop.pages.case.missing import MissingTab
from desktop.pages.case.nexthearing import NextHearing
from desktop.pages.case.safety import SafetyTab
from desktop.pages.case.screenings import ScreeningCourse
from desktop.pages.case.sources import EntrySource, PeopleSource
from desktop.pages.case.tabs import RecordsTab
from desktop.pages.case.totals import ServiceTotals
from desktop.pages.case.unaccompanied import Unaccompanied
from desktop.wording.caseparts import HISTORY_PART, PARTS
from storage.domain.ids import RecordId


class Part(Protocol):
    """What the page asks of a part, which is a QWidget."""

    def open_case(self, case: RecordId, links: Mapping[str, str]) -> None:
        """Show the part of ``case``; of the same one again, whatever came since."""

    def select(self, record: RecordId) -> None:
        """Choose one record, where the part has a list of such."""

    def place(self) -> dict[str, Any]:
        """Return where one stands in it, and what is typed."""

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""


class PeoplePart(RecordsTab):
    """People, and who decided for the youth and where it lived over time."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(lanes, context, "people", PeopleSource(context, PARTS["people"]))


class ServicesPart(RecordsTab):
    """Services, their totals above."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(lanes, context, "services", EntrySource(context, PARTS["services"]))
        self._totals = ServiceTotals(lanes, context)
        self.put_above(self._totals)

    @override
    def open_case(self, case: RecordId, links: Mapping[str, str]) -> None:
        """Show list and totals of ``case``."""
        super().open_case(case, links)
        self._totals.open_case(case)


class NotesPart(RecordsTab):
    """Notes, and beside them the one that is being written."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(lanes, context, "notes", EntrySource(context, PARTS["notes"]))
        self.composer = NoteComposer(lanes, context)
        self.composer.closed.connect(self.table.setFocus)
        self.put_beside(self.composer)

    @override
    def open_case(self, case: RecordId, links: Mapping[str, str]) -> None:
        """Show the notes of ``case``, and its note that was not finished."""
        super().open_case(case, links)
        self.composer.open_case(case)


class FindingsPart(RecordsTab):
    """What is known of risk and exploitation, the screenings over time above."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(lanes, context, "findings", EntrySource(context, PARTS["findings"]))
        self._course = ScreeningCourse(lanes, context)
        self.put_above(self._course)

    @override
    def open_case(self, case: RecordId, links: Mapping[str, str]) -> None:
        """Show list and chart of ``case``."""
        super().open_case(case, links)
        self._course.open_case(case)


class CarePart(RecordsTab):
    """Referrals out with where they stand and how long they wait, needs, and what was not to be."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(lanes, context, "care", CareSource(context, PARTS["care"]))


class CourtPart(RecordsTab):
    """Court events; above them what is not written down, and what nobody went along to."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(lanes, context, "court", EntrySource(context, PARTS["court"]))
        self._alone = Unaccompanied(lanes, context)
        self._alone.acted.connect(lambda: self.unaccompanied.setChecked(True))
        self._next = NextHearing(lanes, context)
        for banner in (self._alone, self._next):
            self.put_above(banner)

    @override
    def open_case(self, case: RecordId, links: Mapping[str, str]) -> None:
        """Show events and hints of ``case``."""
        super().open_case(case, links)
        self._alone.open_case(case)
        self._next.open_case(case, links)


class LinksPart(RecordsTab):
    """Referrals in and links, above them the linked cases from either side."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(lanes, context, "links", EntrySource(context, PARTS["links"]))
        self._linked = LinkedCases(lanes, context)
        self.put_above(self._linked)

    @override
    def open_case(self, case: RecordId, links: Mapping[str, str]) -> None:
        """Show referrals and links of ``case``."""
        super().open_case(case, links)
        self._linked.open_case(case)


_CLASSES: Mapping[str, Any] = {
    "people": PeoplePart,
    "services": ServicesPart,
    "notes": NotesPart,
    "findings": FindingsPart,
    "care": CarePart,
    "court": CourtPart,
    "documents": DocumentsPart,
    "safety": SafetyTab,
    "missing": MissingTab,
    "links": LinksPart,
    HISTORY_PART: JournalTab,
}


def make_part(name: str, lanes: Lanes, context: DeskContext) -> QWidget:
    """Return the part of this name; where nothing more is said of it, a list of its kinds."""
    made: QWidget
    if name in _CLASSES:
        made = _CLASSES[name](lanes, context)
    else:
        made = RecordsTab(lanes, context, name, EntrySource(context, PARTS[name]))
    return made
