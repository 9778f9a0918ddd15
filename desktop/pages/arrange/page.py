"""Forms and lists: how this program arranges fields, code lists, clocks and activities."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QTabWidget, QWidget

from desktop.background import Lanes
from desktop.clocks.part import ClocksPart
from desktop.context import DeskContext
from desktop.pages.arrange.activities import ActivitiesPart
from desktop.pages.arrange.fields import FieldsPart
from desktop.pages.arrange.lists import ListsPart
from desktop.widgets.page import Page

TABS = ("fields", "lists", "clocks", "activities")


def _tr(text: str) -> str:
    return QCoreApplication.translate("arrange", text)


class ArrangePage(Page):
    """Four tabs; whatever is arranged holds for the whole program and loses nothing."""

    page_id = "arrange"

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(
            _tr("Forms and lists"),
            _tr("It holds for everybody in the program; what is stored is never touched"),
        )
        self.fields = FieldsPart(lanes, context)
        self.lists = ListsPart(lanes, context)
        self.clocks = ClocksPart(lanes, context)
        self.activities = ActivitiesPart(lanes, context)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("arrange-tabs")
        self.tabs.setAccessibleName(_tr("Parts of forms and lists"))
        self.tabs.tabBar().setAccessibleName(_tr("Parts of forms and lists"))
        for part, label in (
            (self.fields, _tr("Fields")),
            (self.lists, _tr("Lists")),
            (self.clocks, _tr("Clocks")),
            (self.activities, _tr("Activities")),
        ):
            self.tabs.addTab(part, label)
        self.body.addWidget(self.tabs, 1)
        self.tabs.currentChanged.connect(lambda _: self._refresh())

    def title(self) -> str:
        """Return the page's name."""
        return _tr("Forms and lists")

    def first_focus(self) -> QWidget:
        """Begin at the tabs."""
        return self.tabs.tabBar()

    def open(self, target: Mapping[str, Any]) -> None:
        """Show a tab: ``tab`` in the target, with the ``kind`` or the ``list`` that it names."""
        if target.get("tab") in TABS:
            self.tabs.setCurrentIndex(TABS.index(str(target["tab"])))
        if target.get("kind"):
            self.fields.show_kind(str(target["kind"]))
        if target.get("list"):
            self.lists.show_list(str(target["list"]))
        self._refresh()

    def place(self) -> dict[str, Any]:
        """Return the tab, every part as it is, and all that is typed."""
        return {
            "tab": TABS[self.tabs.currentIndex()],
            "fields": self.fields.place(),
            "lists": self.lists.place(),
            "clocks": self.clocks.place(),
            "activities": self.activities.place(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        if place.get("tab") in TABS:
            self.tabs.setCurrentIndex(TABS.index(str(place["tab"])))
        for name in TABS:
            if place.get(name):
                getattr(self, name).restore_place(place[name])

    def _refresh(self) -> None:
        for part in (self.fields, self.lists, self.activities):
            if part is self.tabs.currentWidget():
                part.refresh()
