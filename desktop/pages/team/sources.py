"""Where the two tables of the team get their rows."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.context import DeskContext
from desktop.lists.cells import ChipCell
from desktop.lists.columns import Column
from desktop.lists.source import Sort
from desktop.pages.team.words import why
from desktop.widgets.chip import case_status_kind
from storage.domain.ids import RecordId
from storage.usecases.team.loads import CaseLoad, Load, case_loads, loads


def _tr(text: str) -> str:
    return QCoreApplication.translate("team", text)


class LoadSource:
    """One row for each coordinator."""

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        self.columns = (
            Column(
                _tr("Coordinator"), 170, "strong", sort="coordinator", show=_named, stretch=True
            ),
            Column(_tr("Weight"), 80, "number", sort="weight"),
            Column(_tr("Open cases"), 100, "number", sort="cases"),
            Column(_tr("Acute"), 70, "number", sort="acute"),
            Column(_tr("Missing"), 80, "number", sort="missing"),
            Column(_tr("Tasks"), 70, "number", sort="tasks"),
            Column(_tr("Late"), 64, "number", sort="overdue"),
            Column(_tr("Court, 14 days"), 120, "number", sort="court_soon"),
            Column(_tr("Reviews late"), 110, "number", sort="reviews_overdue"),
            Column(_tr("Services, 30 days"), 140, "number", sort="services"),
        )

    def order(self, connection: Any, filter: None, sort: Sort) -> Sequence[str]:  # noqa: A002 - the protocol's word
        """Return the names of the coordinators, in order."""
        del filter
        found = loads(connection, self._context.today())
        found.sort(key=attrgetter(sort.column), reverse=sort.descending)
        return [load.coordinator for load in found]

    def rows(self, connection: Any, keys: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        """Return the rows of ``keys``."""
        found = loads(connection, self._context.today())
        return {load.coordinator: _load_cells(load) for load in found if load.coordinator in keys}


class CaseLoadSource:
    """One row for each open case of the coordinator that is the filter; None for nobody's yet."""

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        self.columns = (
            Column(_tr("Case"), 120, "strong", sort="number"),
            Column(_tr("Weight"), 80, "number", sort="weight"),
            Column(_tr("Status"), 150, "chip", sort="status", show=self._status),
            Column(_tr("Why"), 260, "muted", stretch=True),
            Column(_tr("Back-up"), 140, sort="backup_coordinator"),
        )

    def order(self, connection: Any, filter: str | None, sort: Sort) -> Sequence[RecordId]:  # noqa: A002 - the protocol's word
        """Return the ids of the cases, in order."""
        if filter is None:
            return []
        found = self._loads(connection, filter)
        found.sort(key=attrgetter(sort.column), reverse=sort.descending)
        return [load.case for load in found]

    def rows(self, connection: Any, keys: Sequence[RecordId]) -> Mapping[RecordId, Sequence[Any]]:
        """Return the rows of ``keys``."""
        wanted = set(keys)
        found = case_loads(connection, self._context.today())
        return {load.case: self._cells(load) for load in found if load.case in wanted}

    def _loads(self, connection: Any, coordinator: str) -> list[CaseLoad]:
        found = case_loads(connection, self._context.today(), coordinator)
        return [load for load in found if load.coordinator == coordinator]

    def _cells(self, load: CaseLoad) -> tuple[Any, ...]:
        words = why(load.parts, self._context.book)
        return (load.number, load.weight, load.status, words, load.backup_coordinator)

    def _status(self, code: str) -> ChipCell:
        return ChipCell(self._context.book.label("case_status", code), case_status_kind(code))


def _named(coordinator: str) -> str:
    return coordinator or _tr("Nobody yet")


def _load_cells(load: Load) -> tuple[Any, ...]:
    return (
        load.coordinator,
        load.weight,
        load.cases,
        load.acute,
        load.missing,
        load.tasks,
        load.overdue,
        load.court_soon,
        load.reviews_overdue,
        load.services,
    )
