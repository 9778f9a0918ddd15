"""One case: its head, and tabs for the timeline, people, services, notes, court and the rest."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.case.header import CaseHeader
from desktop.pages.case.nexthearing import NextHearing
from desktop.pages.case.sources import EntrySource, PeopleSource
from desktop.pages.case.tabs import RecordsTab
from desktop.theme import px
from desktop.widgets.buttons import Button, PrimaryButton, QuietButton
from desktop.widgets.empty import EmptyState
from desktop.widgets.page import PageBody
from desktop.widgets.scrollbox import ScrollBox
from storage.domain.ids import RecordId
from storage.usecases.casefile import TIMELINE, CaseFile, case_file
from storage.usecases.changes import Changes

_TABS = ("timeline", "people", "services", "notes", "victimizations", "court", "referrals")
_KINDS: Mapping[str, tuple[str, ...]] = {
    "timeline": TIMELINE,
    "people": ("person",),
    "services": ("service",),
    "notes": ("note",),
    "victimizations": ("victimization",),
    "court": ("court_event",),
    "referrals": ("referral",),
}


class CasePage(QWidget):
    """The workspace of one case."""

    page_id = "case"

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self._case = RecordId(b"")
        self._wanted: dict[str, Any] = {}
        self._header = CaseHeader(context)
        self._tabs = QTabWidget()
        self._tabs.setObjectName("case-tabs")
        self._tabs.setAccessibleName(self.tr("Parts of the case"))
        self._tabs.tabBar().setDrawBase(False)
        self._tabs.tabBar().setAccessibleName(self.tr("Parts of the case"))
        self._by_id = {name: self._make_tab(name) for name in _TABS}
        self._next_hearing = NextHearing(lanes, context)
        self._gone = EmptyState(
            "folder-open",
            self.tr("This case is not on this laptop"),
            self.tr("Open another one from the caseload."),
        )
        self._arrange()
        lanes.changed.connect(self._on_changed)
        context.settings_changed.connect(self._on_settings)

    def title(self) -> str:
        """Return the page's name; never a person's."""
        return self.tr("Case")

    def open(self, target: Mapping[str, Any]) -> None:
        """Show the case of the target, on its tab, with its record chosen."""
        if "case" in target:
            self._case = RecordId(bytes.fromhex(target["case"]))
        if (tab := target.get("tab")) in self._by_id:
            self._tabs.setCurrentWidget(self._by_id[tab])
        if record := target.get("record"):
            self._wanted = {"record": record}
        self._read()

    def place(self) -> dict[str, Any]:
        """Return the case, the tab and where each tab stands."""
        return {
            "case": self._case.hex(),
            "tab": self._tab_id(),
            "tabs": {name: tab.place() for name, tab in self._by_id.items()},
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        self._wanted = {"tabs": place.get("tabs", {})}
        self.open({"case": place.get("case", ""), "tab": place.get("tab", "timeline")})

    def first_focus(self) -> QWidget:
        """Begin in the list of the tab."""
        return self._by_id[self._tab_id()].table

    def _make_tab(self, name: str) -> RecordsTab:
        kinds = _KINDS[name]
        source = (
            PeopleSource(self._context) if name == "people" else EntrySource(self._context, kinds)
        )
        return RecordsTab(self._lanes, self._context, self._tab_name(name), source, kinds)

    def _tab_name(self, name: str) -> str:
        return {
            "timeline": self.tr("Timeline"),
            "people": self.tr("People"),
            "services": self.tr("Services"),
            "notes": self.tr("Notes"),
            "victimizations": self.tr("Victimizations"),
            "court": self.tr("Court"),
            "referrals": self.tr("Referrals"),
        }[name]

    def _arrange(self) -> None:
        log = PrimaryButton(self.tr("Log service"), "zap")
        log.clicked.connect(lambda: self._context.open("quicklog", {"case": self._case.hex()}))
        note = Button(self.tr("Write note"), "notebook-pen")
        note.clicked.connect(lambda: self._by_id["notes"].add("note"))
        details = QuietButton(self.tr("Details"), "info")
        details.clicked.connect(lambda: self._open("record"))
        history = QuietButton(self.tr("History"), "history")
        history.clicked.connect(lambda: self._open("history"))
        paper = QuietButton(self.tr("Print"), "printer")
        paper.clicked.connect(lambda: self._open("print"))
        for button in (log, note, details, history, paper):
            self._header.buttons.addWidget(button)
        self._by_id["court"].put_above(self._next_hearing)
        for name, tab in self._by_id.items():
            self._tabs.addTab(tab, self._tab_name(name))
        self._tabs.setMinimumHeight(px(380))
        inner = PageBody()
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(24), px(16), px(24), px(16))
        column.setSpacing(px(8))
        column.addWidget(self._header)
        column.addWidget(self._tabs, 1)
        column.addWidget(self._gone, 1)
        self._gone.hide()
        # A small window or large text: the whole page scrolls, so that the list keeps its rows.
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollBox(inner))

    def _open(self, dialog: str) -> None:
        self._context.open(dialog, {"kind": "case", "record": self._case.hex()})

    def _tab_id(self) -> str:
        return _TABS[self._tabs.currentIndex()]

    def _read(self) -> None:
        if self._case:
            self._lanes.read(
                case_file,
                self._case,
                self._context.today(),
                context=self,
                then=self._show,
                key="case",
            )

    def _show(self, found: CaseFile | None) -> None:
        for part in (self._header, self._tabs):
            part.setVisible(found is not None)
        self._gone.setVisible(found is None)
        if found is None:
            return
        self._header.show_case(found)
        youth = found.case.record.youth
        links = {"person": youth.hex()} if youth else {}
        for tab in self._by_id.values():
            tab.open_case(self._case, links)
        self._next_hearing.open_case(self._case, links)
        for name, place in self._wanted.pop("tabs", {}).items():
            if name in self._by_id:
                self._by_id[name].restore_place(place)
        if record := self._wanted.pop("record", ""):
            self._by_id[self._tab_id()].select(RecordId(bytes.fromhex(record)))

    def _on_changed(self, changes: Changes) -> None:
        kinds = {"case", "person", *TIMELINE}
        if any(changes.touches(kind) for kind in kinds):
            self._read()

    def _on_settings(self, _settings: object) -> None:
        self._read()
