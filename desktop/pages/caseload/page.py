"""The caseload: every case in a table that stays quick at twelve thousand."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lists.source import Sort
from desktop.lists.table import RecordTable
from desktop.lists.tools import ListTools
from desktop.pages.caseload.source import CaseSource
from desktop.theme import px
from desktop.widgets.buttons import PrimaryButton
from desktop.widgets.card import ListCard
from desktop.widgets.empty import EmptyState
from desktop.widgets.flow import FlowLayout
from desktop.widgets.inputs import ChoiceBox, SearchField
from desktop.widgets.page import Page
from storage.domain.ids import RecordId
from storage.usecases.caseload import (
    CLOSED,
    CaseFilter,
    coordinators,
)
from storage.usecases.changes import Changes

_SHOWN_KINDS = ("case", "person", "contact", "court_event")


class CaseloadPage(Page):
    """Every case one may see, filtered, sorted, opened by Enter."""

    page_id = "caseload"

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(self.tr("Caseload"))
        self._lanes, self._context = lanes, context
        self._filter = CaseFilter()
        self._names: list[str] = []
        self._search = SearchField(self.tr("Find by name or case number"))
        self._search.setObjectName("caseload-search")
        self._status = ChoiceBox(self.tr("Status"))
        self._coordinator = ChoiceBox(self.tr("Coordinator"))
        self._cac = ChoiceBox(self.tr("CAC"))
        self._table = RecordTable(
            lanes,
            CaseSource(context),
            self.tr("Cases"),
            sort=Sort("opened", descending=True),
            filter=self._filter,
        )
        self._table.setObjectName("caseload-table")
        self._tools = ListTools(context, self._table, "caseload", self.tr("case"), self.tr("cases"))
        self._empty = EmptyState(
            "folder-open",
            self.tr("No case fits"),
            self.tr("Clear the search or choose another status, or begin a new case."),
        )
        self._fill()
        self._arrange()
        self._connect()

    def title(self) -> str:
        """Return the page's name."""
        return self.tr("Caseload")

    def open(self, target: Mapping[str, Any]) -> None:
        """Show the cases; ``filter`` and ``sort`` in the target choose which."""
        if "filter" in target:
            self._show_filter(CaseFilter(**target["filter"]))
        if "sort" in target:
            self._table.sort_by(target["sort"])
        self._lanes.read(coordinators, context=self, then=self._show_coordinators, key="people")
        self._table.refresh()

    def place(self) -> dict[str, Any]:
        """Return filter, sort, selection and scroll."""
        return {"filter": asdict(self._filter), "table": self._table.place()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        self._show_filter(CaseFilter(**place.get("filter", {})))
        self._table.restore_place(place.get("table", {}))
        self.open({})

    def first_focus(self) -> QWidget:
        """Begin in the table: Enter opens, letters find."""
        return self._table

    def _fill(self) -> None:
        for code, label in (
            ("open", self.tr("Open cases")),
            (CLOSED, self.tr("Closed cases")),
            ("all", self.tr("All cases")),
        ):
            self._status.addItem(label, code)
        self._coordinator.addItem(self.tr("All coordinators"), "")
        self._cac.addItem(self.tr("All CACs"), "")
        for code, label in self._context.book.choices("cac", self._context.today()):
            self._cac.addItem(label, code)

    def _arrange(self) -> None:
        new = PrimaryButton(self.tr("New case"), "plus")
        new.clicked.connect(lambda: self._context.open("intake"))
        self.buttons.addWidget(new)
        row = FlowLayout()
        self._search.setFixedWidth(px(320))
        for box in (self._status, self._coordinator, self._cac):
            box.setFixedWidth(px(170))
        for control in (self._search, self._status, self._coordinator, self._cac):
            row.addWidget(control)
        card = ListCard(self._table, self._empty)
        # A small window or large text: the page scrolls, so that the table keeps its rows.
        card.setMinimumHeight(px(260))
        self.body.addLayout(row)
        self.body.addWidget(self._tools)
        self.body.addWidget(card, 1)

    def _connect(self) -> None:
        self._search.searched.connect(self._filter_changed)
        self._search.searched.connect(self._context.looks.searched)
        self._search.stepped_down.connect(self._table.setFocus)
        for box in (self._status, self._coordinator, self._cac):
            box.activated.connect(self._filter_changed)
        self._table.opened.connect(self._open_case)
        self._table.counted.connect(self._show_count)
        self._lanes.changed.connect(self._on_changed)
        self._context.settings_changed.connect(self._on_settings)

    def _filter_changed(self) -> None:
        chosen = CaseFilter(
            status=self._status.currentData(),
            coordinator=self._coordinator.currentData(),
            cac=self._cac.currentData(),
            text=self._search.text(),
        )
        if chosen != self._filter:
            self._filter = chosen
            self._table.show_filter(chosen)

    def _show_filter(self, chosen: CaseFilter) -> None:
        self._filter = chosen
        self._search.setText(chosen.text)
        for box, code in (
            (self._status, chosen.status),
            (self._coordinator, chosen.coordinator),
            (self._cac, chosen.cac),
        ):
            if box.findData(code) < 0:
                box.addItem(code, code)
            box.setCurrentIndex(box.findData(code))
        self._table.show_filter(chosen)

    def _show_coordinators(self, names: list[str]) -> None:
        if names == self._names:
            return
        self._names = names
        chosen = self._coordinator.currentData()
        while self._coordinator.count() > 1:
            self._coordinator.removeItem(1)
        for name in names:
            self._coordinator.addItem(name, name)
        self._coordinator.setCurrentIndex(max(0, self._coordinator.findData(chosen)))

    def _show_count(self, count: int) -> None:
        if count == 0 and self._table.hasFocus():
            # What hides hands the keyboard to whatever stands next, even outside the page.
            self._search.setFocus()
        self._table.setVisible(count > 0)
        self._empty.setVisible(count == 0)

    def _open_case(self, case: RecordId) -> None:
        self._context.go("case", {"case": case.hex()})

    def _on_changed(self, changes: Changes) -> None:
        if any(changes.touches(kind) for kind in _SHOWN_KINDS):
            self._table.refresh()

    def _on_settings(self, _settings: object) -> None:
        self._table.refresh()
