"""Across cases: court, referrals in and out, unmet needs and the narrative, for all at once."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lists.kindpanel import KindPanel
from desktop.pages.across.listed import LISTED, Across
from desktop.pages.across.narrative import NarrativeTab
from desktop.pages.across.yearly import CapacityLine
from desktop.widgets.inputs import CheckBox
from desktop.widgets.page import Page
from desktop.wording.labels import kind_plural
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.usecases.changes import Changes

_NARRATIVE = "narrative"
TABS = (*LISTED, _NARRATIVE)


def _tr(text: str) -> str:
    return QCoreApplication.translate("across", text)


class AcrossPage(Page):
    """A tab for each list; ``tab`` in the target chooses one, ``narrowed`` presses its box."""

    page_id = "across"

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(_tr("Across cases"), _tr("What stands in every case, in one list"))
        self._lanes, self._context = lanes, context
        self.tabs = QTabWidget()
        self.tabs.setObjectName("across-tabs")
        self.tabs.setAccessibleName(_tr("Lists across cases"))
        self.tabs.tabBar().setAccessibleName(_tr("Lists across cases"))
        self.panels: dict[str, KindPanel] = {}
        self.boxes: dict[str, CheckBox] = {}
        self.capacity = CapacityLine(lanes, context)
        for kind, make in LISTED.items():
            self._add(kind, make())
        self.narrative = NarrativeTab(lanes, context)
        self.tabs.addTab(self.narrative, _tr("For the narrative"))
        self.body.addWidget(self.tabs, 1)
        self._lanes.changed.connect(self._on_changed)
        context.settings_changed.connect(self._on_settings)

    def title(self) -> str:
        """Return the page's name."""
        return _tr("Across cases")

    def first_focus(self) -> QWidget:
        """Begin at the search of the tab, or in its list."""
        name = TABS[self.tabs.currentIndex()]
        return self.panels[name].search if name in self.panels else self.narrative.table

    def open(self, target: Mapping[str, Any]) -> None:
        """Show the lists as they are now."""
        name = target.get("tab")
        if name in TABS:
            self.tabs.setCurrentIndex(TABS.index(str(name)))
        if name in self.boxes and target.get("narrowed"):
            self.boxes[str(name)].setChecked(True)
        for panel in self.panels.values():
            panel.table.refresh()
        self.narrative.refresh()
        self.capacity.read()

    def place(self) -> dict[str, Any]:
        """Return the tab and every list as it is."""
        return {
            "tab": TABS[self.tabs.currentIndex()],
            "panels": {kind: panel.place() for kind, panel in self.panels.items()},
            "boxes": {kind: box.isChecked() for kind, box in self.boxes.items()},
            _NARRATIVE: self.narrative.place(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        for kind, box in self.boxes.items():
            box.setChecked(bool(dict(place.get("boxes", {})).get(kind)))
            self.panels[kind].restore_place(dict(place.get("panels", {})).get(kind, {}))
        self.narrative.restore_place(dict(place.get(_NARRATIVE, {})))
        self.open({"tab": place.get("tab")})

    def _add(self, kind: str, across: Across) -> None:
        panel = KindPanel(self._lanes, self._context, across.listed)
        box = CheckBox(across.narrowed)
        box.setObjectName(f"across-{kind}-narrowed")
        box.toggled.connect(lambda on: panel.narrow(conditions=across.conditions if on else ()))
        panel.table.opened.connect(lambda key: self._open(kind, key))
        tab = QWidget()
        column = QVBoxLayout(tab)
        column.addWidget(box)
        column.addWidget(panel, 1)
        if kind == "unmet_need":
            column.addWidget(self.capacity)
        self.tabs.addTab(tab, kind_plural(KINDS[kind]))
        self.panels[kind], self.boxes[kind] = panel, box

    def _open(self, kind: str, record: RecordId) -> None:
        self._context.open("record", {"kind": kind, "record": record.hex()})

    def _on_settings(self, _settings: object) -> None:
        """Names may be initials now, or names again."""
        for panel in self.panels.values():
            panel.table.refresh()

    def _on_changed(self, changes: Changes) -> None:
        for panel in self.panels.values():
            panel.follow(changes)
        self.narrative.follow(changes)
        self.capacity.follow(changes)
