"""Training: what was given and received, whose hours, which questions, which credentials."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lists.kindpanel import KindPanel
from desktop.lists.source import Sort
from desktop.lists.table import RecordTable
from desktop.lists.tools import ListTools
from desktop.pages.training.hours import HoursSource, hours
from desktop.pages.training.listed import LISTED, TABS
from desktop.theme import px
from desktop.widgets.buttons import Button, PrimaryButton
from desktop.widgets.columns import Columns
from desktop.widgets.figure import Figure
from desktop.widgets.inputs import SearchField
from desktop.widgets.page import Page
from storage.domain.ids import RecordId
from storage.domain.periods import STATE, year_of
from storage.usecases.changes import Changes
from storage.usecases.learning import Taught, taught

_HOURS = "hours"


def _tr(text: str) -> str:
    return QCoreApplication.translate("training", text)


class TrainingPage(Page):
    """Four tabs under the numbers of the state year."""

    page_id = "training"

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(_tr("Training and consultation"))
        self._lanes, self._context = lanes, context
        self.figures = [
            Figure(_tr("Trainings given"), "graduation-cap"),
            Figure(_tr("People trained"), "users"),
            Figure(_tr("Hours given"), "clock"),
            Figure(_tr("Consultations"), "message-circle-question-mark"),
        ]
        self.tabs = QTabWidget()
        self.tabs.setObjectName("training-tabs")
        self.tabs.setAccessibleName(_tr("Parts of training"))
        self.tabs.tabBar().setAccessibleName(_tr("Parts of training"))
        self.panels = {kind: KindPanel(lanes, context, one()) for kind, one in LISTED.items()}
        self.learners = RecordTable(
            lanes, HoursSource(), _tr("Hours per person"), sort=Sort("name"), filter=""
        )
        self.learners.setObjectName("training-learners")
        self.search = SearchField(_tr("Find a person or an agency"))
        self.search.setObjectName("learners-search")
        self._there = Button(_tr("Who was there"), "users")
        self._there.setObjectName("training-attendance")
        self._arrange()
        self._connect()

    def title(self) -> str:
        """Return the page's name."""
        return _tr("Training and consultation")

    def first_focus(self) -> QWidget:
        """Begin at the search of the first list."""
        return self.panels["training"].search

    def open(self, target: Mapping[str, Any]) -> None:
        """Show the numbers and the lists; ``tab`` in the target chooses one."""
        if target.get("tab") in TABS:
            self.tabs.setCurrentIndex(TABS.index(str(target["tab"])))
        for panel in self.panels.values():
            panel.table.refresh()
        self.learners.refresh()
        self._read_numbers()

    def place(self) -> dict[str, Any]:
        """Return the tab and every list as it is."""
        return {
            "tab": TABS[self.tabs.currentIndex()],
            "panels": {kind: panel.place() for kind, panel in self.panels.items()},
            "search": self.search.text(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        for kind, kept in dict(place.get("panels", {})).items():
            if kind in self.panels:
                self.panels[kind].restore_place(kept)
        self.search.setText(str(place.get("search", "")))
        self.learners.show_filter(self.search.text())
        self.open(place)

    def _arrange(self) -> None:
        new = PrimaryButton(_tr("New"), "plus")
        new.setObjectName("training-new")
        new.clicked.connect(self._add)
        self.buttons.addWidget(self._there)
        self.buttons.addWidget(new)
        hours_tab = QWidget()
        column = QVBoxLayout(hours_tab)
        column.addWidget(self.search)
        people = _tr("person"), _tr("people")
        column.addWidget(ListTools(self._context, self.learners, "learners", *people))
        column.addWidget(self.learners, 1)
        self.learners.setMinimumHeight(px(240))
        parts = {**self.panels, _HOURS: hours_tab}
        labels = {
            "training": _tr("Trainings"),
            _HOURS: _tr("Hours per person"),
            "assistance_request": _tr("Consultations"),
            "credential": _tr("Credentials"),
        }
        for name in TABS:
            self.tabs.addTab(parts[name], labels[name])
        self.body.addWidget(Columns([(figure, 1) for figure in self.figures], 4, least=150))
        self.body.addWidget(self.tabs, 1)

    def _connect(self) -> None:
        for kind, panel in self.panels.items():
            panel.table.opened.connect(lambda key, kind=kind: self._open(kind, key))
        self.search.searched.connect(self.learners.show_filter)
        self.search.searched.connect(self._context.looks.searched)
        self.search.stepped_down.connect(self.learners.setFocus)
        self.learners.opened.connect(self._open_hours)
        self._there.clicked.connect(self._open_attendance)
        self.tabs.currentChanged.connect(self._show_tab)
        self.panels["training"].table.current_changed.connect(lambda _key: self._show_tab())
        self._lanes.changed.connect(self._on_changed)
        self._show_tab()

    def _show_tab(self) -> None:
        on_trainings = TABS[self.tabs.currentIndex()] == "training"
        self._there.setVisible(on_trainings)
        self._there.setEnabled(self.panels["training"].table.current() is not None)

    def _add(self) -> None:
        name = TABS[self.tabs.currentIndex()]
        kind = "training_hours" if name == _HOURS else name
        self._context.open("record", {"kind": kind})

    def _open(self, kind: str, record: RecordId) -> None:
        self._context.open("record", {"kind": kind, "record": record.hex()})

    def _open_hours(self, key: tuple[str, str]) -> None:
        partner, _name = key
        if partner:
            self._context.open("record", {"kind": "training_hours", "partner": partner})

    def _open_attendance(self) -> None:
        training = self.panels["training"].table.current()
        if training is not None:
            self._context.open("attendance", {"training": training.hex()})

    def _read_numbers(self) -> None:
        period = year_of(self._context.today(), STATE)
        self.set_subtitle(period.words())
        self._lanes.read(taught, period, context=self, then=self._show_numbers, key="numbers")

    def _show_numbers(self, found: Taught) -> None:
        numbers: tuple[int | str, ...] = (
            found.given,
            found.people,
            hours(found.minutes),
            found.consultations,
        )
        for figure, number in zip(self.figures, numbers, strict=True):
            figure.set_number(number)

    def _on_changed(self, changes: Changes) -> None:
        for panel in self.panels.values():
            panel.follow(changes)
        if changes.touches("training") or changes.touches("assistance_request"):
            self._read_numbers()
        if changes.touches("training_hours") or changes.touches("partner"):
            self.learners.refresh()
