"""Where the caseload's table gets its rows."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.context import DeskContext
from desktop.lists.cells import ChipCell
from desktop.lists.columns import Column
from desktop.lists.source import Sort
from desktop.widgets.chip import case_status_kind
from desktop.wording.dates import near_day, short_day
from desktop.wording.names import shown
from storage.domain.ids import RecordId
from storage.usecases.caseload import CaseFilter, CaseRow, case_order, case_rows


def _tr(text: str) -> str:
    return QCoreApplication.translate("caseload", text)


class CaseSource:
    """The caseload's queries and columns, in the words of this day and these settings."""

    kind = "case"

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        day = self._day
        self.columns = (
            Column(_tr("Case"), 116, "strong", sort="number", field="number"),
            Column(_tr("Youth"), 150, sort="youth", stretch=True, field="youth"),
            Column(_tr("Age"), 52, "number", sort="age"),
            Column(_tr("Status"), 142, "chip", sort="status", show=self._status, field="status"),
            Column(_tr("Last contact"), 104, sort="last_contact", show=day),
            Column(_tr("Next court"), 98, sort="next_court", show=day),
            Column(_tr("Review"), 98, sort="next_review", show=day, field="next_review_on"),
            Column(_tr("Opened"), 104, sort="opened", show=_short, field="opened_on"),
            Column(
                _tr("Exploitation"),
                146,
                sort="exploitation",
                show=self._exploitation,
                field="exploitation_now",
            ),
            Column(_tr("Coordinator"), 124, sort="coordinator", field="coordinator"),
        )

    def order(self, connection: Any, filter: CaseFilter, sort: Sort) -> Sequence[RecordId]:  # noqa: A002 - the protocol's word
        """Return the ids of the cases, in order."""
        today = self._context.today()
        return case_order(connection, filter, sort.column, descending=sort.descending, today=today)

    def rows(self, connection: Any, keys: Sequence[RecordId]) -> Mapping[RecordId, Sequence[Any]]:
        """Return the rows of ``keys``."""
        found = case_rows(connection, keys, today=self._context.today())
        return {key: self._cells(row) for key, row in found.items()}

    def _cells(self, row: CaseRow) -> tuple[Any, ...]:
        return (
            row.number,
            shown(row.youth, self._context.initials),
            row.age,
            row.status,
            row.last_contact,
            row.next_court,
            row.next_review,
            row.opened_on,
            row.exploitation,
            row.coordinator,
        )

    def _status(self, code: str) -> ChipCell:
        return ChipCell(self._context.book.label("case_status", code), case_status_kind(code))

    def _exploitation(self, code: str) -> str:
        return self._context.book.label("exploitation_status", code) if code else ""

    def _day(self, day: date | None) -> str:
        return near_day(day, self._context.today()) if day else ""


def _short(day: date | None) -> str:
    return short_day(day) if day else ""
