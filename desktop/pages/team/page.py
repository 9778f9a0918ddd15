"""The team: caseloads by weight, who stands in, and handing cases over. Load, never text."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.charts import BarChart, Series
from desktop.context import DeskContext
from desktop.lists.source import Sort
from desktop.lists.table import RecordTable
from desktop.lists.tools import ListTools
from desktop.pages.team.coverage import CoverageCard
from desktop.pages.team.sources import CaseLoadSource, LoadSource
from desktop.theme import px
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.columns import Columns
from desktop.widgets.labels import Muted
from desktop.widgets.page import Page
from storage.domain.ids import RecordId
from storage.usecases.changes import Changes
from storage.usecases.team.loads import Load, loads

_WEIGHED = ("case", "task", "court_event", "contact", "missing_episode", "service")
_LARGEST_CHART = 14
"""More bars than this cannot be told apart by their names."""
_LEAST = 380
"""Narrower than this, chart and coverage stand under each other."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("team", text)


class TeamPage(Page):
    """A supervisor's view, open to everybody: nothing in it can be read of a child."""

    page_id = "team"

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(_tr("Team"), _tr("How much everybody carries, and why; never any text"))
        self._lanes, self._context = lanes, context
        self._coordinator: str | None = None
        self.coverage = CoverageCard(lanes, context)
        self.chart: BarChart | None = None
        self._chart_card = Card(_tr("Weight of the caseloads"))
        self.table = RecordTable(
            lanes, LoadSource(context), _tr("Coordinators"), sort=Sort("weight", descending=True)
        )
        self.table.setObjectName("team-coordinators")
        self.cases = RecordTable(
            lanes,
            CaseLoadSource(context),
            _tr("Cases of the coordinator"),
            sort=Sort("weight", descending=True),
            several=True,
        )
        self.cases.setObjectName("team-cases")
        self._hand_over = Button(_tr("Hand over"), "arrow-up-down")
        self._hand_over.setObjectName("team-hand-over")
        self._arrange()
        self.table.current_changed.connect(self._show_cases)
        self.cases.opened.connect(self._open_case)
        self._hand_over.clicked.connect(self._open_hand_over)
        lanes.changed.connect(self._on_changed)

    def title(self) -> str:
        """Return the page's name."""
        return _tr("Team")

    def first_focus(self) -> QWidget:
        """Begin among the coordinators."""
        return self.table

    def open(self, target: Mapping[str, Any]) -> None:
        """Show the team; ``coordinator`` in the target chooses whose cases stand below."""
        if "coordinator" in target:
            self._coordinator = str(target["coordinator"])
            self.cases.show_filter(self._coordinator)
        self._refresh()

    def place(self) -> dict[str, Any]:
        """Return who is chosen, the selection and the scroll of both tables."""
        return {
            "coordinator": self._coordinator,
            "table": self.table.place(),
            "cases": self.cases.place(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        self._coordinator = place.get("coordinator")
        self.cases.show_filter(self._coordinator)
        self.table.restore_place(place.get("table", {}))
        self.cases.restore_place(place.get("cases", {}))
        self._refresh()

    def _arrange(self) -> None:
        cases = Card(_tr("Cases of the one chosen"), self._hand_over)
        words = _tr("case"), _tr("cases")
        cases.body.addWidget(ListTools(self._context, self.cases, "team-cases", *words))
        cases.body.addWidget(self.cases, 1)
        cases.body.addWidget(
            Muted(
                _tr(
                    "The points are a starting pick and not validated. They compare load, "
                    "never how well somebody works."
                ),
                wrap=True,
            )
        )
        coordinators = Card(_tr("Coordinators"))
        people = _tr("coordinator"), _tr("coordinators")
        coordinators.body.addWidget(ListTools(self._context, self.table, "team", *people))
        coordinators.body.addWidget(self.table, 1)
        for table in (self.table, self.cases):
            table.setMinimumHeight(px(240))
        self.body.addWidget(Columns(((self._chart_card, 1), (self.coverage, 1)), 2, _LEAST))
        self.body.addWidget(coordinators)
        self.body.addWidget(cases)

    def _refresh(self) -> None:
        self.table.refresh()
        self.cases.refresh()
        self.coverage.refresh()
        today = self._context.today()
        self._lanes.read(loads, today, context=self, then=self._draw, key="loads")

    def _draw(self, found: Sequence[Load]) -> None:
        if self.chart is not None:
            self._chart_card.body.removeWidget(self.chart)
            self.chart.deleteLater()
        shown = found[:_LARGEST_CHART]
        names = [load.coordinator.split()[0] if load.coordinator else _tr("?") for load in shown]
        values = [load.weight for load in shown]
        title = _tr("Weight of the caseloads")
        self.chart = BarChart(title, names, [Series(_tr("Weight"), values)])
        self.chart.setMinimumHeight(px(200))
        self._chart_card.body.addWidget(self.chart)

    def _show_cases(self, coordinator: str | None) -> None:
        if coordinator is not None and coordinator != self._coordinator:
            self._coordinator = coordinator
            self.cases.show_filter(coordinator)

    def _open_case(self, case: RecordId) -> None:
        self._context.go("case", {"case": case.hex()})

    def _open_hand_over(self) -> None:
        chosen = [case.hex() for case in self.cases.selected()]
        self._context.open("handover", {"from": self._coordinator or "", "cases": chosen})

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("coverage"):
            self.coverage.refresh()
        if any(changes.touches(kind) for kind in _WEIGHED):
            self._refresh()
