"""Kept until: closed cases by the day on which their time is over. Nothing goes by itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lists.source import Sort
from desktop.lists.table import RecordTable
from desktop.lists.tools import ListTools
from desktop.pages.kept.holdscard import HoldsCard
from desktop.pages.kept.rulescard import RulesCard
from desktop.pages.kept.sources import ALL, DUE, Closed, KeptSource, closed_cases
from desktop.pages.kept.words import tr
from desktop.theme import px
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.columns import Columns
from desktop.widgets.inputs import ChoiceBox
from desktop.widgets.labels import Muted
from desktop.widgets.page import Page
from desktop.wording.numbers import counted
from storage.domain.ids import RecordId
from storage.usecases.changes import Changes

_ABOUT = frozenset(
    {"case", "person", "legal_hold", "hold_lifting", "clock_setting", "task", "exploiter"}
)
_LEAST = 460


class KeptPage(Page):
    """A table of closed cases, what may be destroyed of them, the rules, the holds."""

    page_id = "kept"

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(
            tr("Kept until"),
            tr("Closed cases and how long they are kept. Nothing is destroyed by itself."),
        )
        self._lanes, self._context = lanes, context
        self.source = KeptSource(context)
        self.which = ChoiceBox(tr("Which cases"))
        self.which.setObjectName("kept_which")
        self.which.setMinimumWidth(px(210))
        for words, key in ((tr("Their time is over"), DUE), (tr("All closed cases"), ALL)):
            self.which.addItem(words, key)
        self.table = RecordTable(
            lanes, self.source, tr("Closed cases"), sort=Sort("until"), several=True, filter=DUE
        )
        self.table.setObjectName("kept_table")
        self.table.setMinimumHeight(px(260))
        self.destroy_button = Button(tr("Destroy what is chosen…"))
        self.destroy_button.setObjectName("kept_destroy")
        self.destroy_button.setEnabled(False)
        self.chosen = Muted("", wrap=True)
        self.rules = RulesCard(lanes, context)
        self.holds = HoldsCard(lanes, context)
        self._arrange()
        self._connect()

    def title(self) -> str:
        """Return the page's name."""
        return tr("Kept until")

    def first_focus(self) -> QWidget:
        """Begin in the table."""
        return self.table

    def open(self, target: Mapping[str, Any]) -> None:
        """Show it; ``which`` in the target chooses the cases."""
        if "which" in target:
            self.which.setCurrentIndex(max(self.which.findData(target["which"]), 0))
            self._filter()
        self._refresh()

    def place(self) -> dict[str, Any]:
        """Return what is chosen and typed."""
        return {
            "which": self.which.currentData(),
            "table": self.table.place(),
            "rules": self.rules.typed(),
            "remark": self.rules.remark.text(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        self.which.setCurrentIndex(max(self.which.findData(place.get("which")), 0))
        self.rules.remark.setText(str(place.get("remark", "")))
        self.rules.type_again(place.get("rules", {}))
        self._filter()
        self.table.restore_place(dict(place.get("table", {})))
        self._refresh()

    def _filter(self) -> None:
        self.table.show_filter(self.which.currentData())

    def _refresh(self) -> None:
        today = self._context.today()
        self._lanes.report(closed_cases, today, context=self, then=self._show, key="closed")
        self.rules.refresh()
        self.holds.refresh()

    def _show(self, found: Sequence[Closed]) -> None:
        self.source.put(found)
        self.table.refresh()
        self._choose()

    def _choose(self, _key: object = None) -> None:
        chosen = self.table.selected()
        free = self.source.free(chosen)
        self.destroy_button.setEnabled(bool(free))
        self.chosen.setText(_chosen_words(len(chosen), len(free)))

    def _open_destroy(self) -> None:
        free = self.source.free(self.table.selected())
        if free:
            self._context.open("purge", {"records": [case.hex() for case in free]})

    def _open_case(self, case: RecordId) -> None:
        self._context.go("case", {"case": case.hex()})

    def _rename(self, _settings: object) -> None:
        self.table.refresh()

    def _on_changed(self, changes: Changes) -> None:
        if self.isVisible() and any(changes.touches(kind) for kind in _ABOUT):
            self._refresh()

    def _connect(self) -> None:
        self.which.activated.connect(lambda _: self._filter())
        self.table.opened.connect(self._open_case)
        self.table.current_changed.connect(self._choose)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._choose())
        self.destroy_button.clicked.connect(self._open_destroy)
        self.rules.changed.connect(self._refresh)
        self._lanes.changed.connect(self._on_changed)
        self._context.settings_changed.connect(self._rename)

    def _arrange(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(px(10))
        line.addWidget(self.chosen, 1)
        line.addWidget(self.destroy_button)
        self.buttons.addWidget(self.which)
        self._choose()
        card = Card()
        tools = ListTools(self._context, self.table, "kept", tr("case"), tr("cases"))
        card.body.addWidget(tools)
        card.body.addWidget(self.table, 1)
        card.body.addLayout(line)
        self.body.addWidget(card, 1)
        self.body.addWidget(Columns(((self.rules, 1), (self.holds, 1)), 2, _LEAST))


def _chosen_words(chosen: int, free: int) -> str:
    if not chosen:
        return tr("Choose cases with Shift or Ctrl; Enter opens one.")
    words = counted(chosen, tr("case"), tr("cases"))
    if free == chosen:
        return tr("{cases} chosen").format(cases=words)
    return tr("{cases} chosen; {free} may be destroyed now").format(cases=words, free=free)
