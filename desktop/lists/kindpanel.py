"""A list of one kind as pages show it: a search, buttons, the rows, and what to do when empty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.lists.columns import Column
from desktop.lists.kindsource import KindSource, Show
from desktop.lists.source import Sort
from desktop.lists.table import RecordTable
from desktop.lists.tools import ListTools
from desktop.lists.views import ListDesk
from desktop.theme import px
from desktop.theme.kindicons import kind_icon
from desktop.widgets.card import ListCard
from desktop.widgets.empty import EmptyState
from desktop.widgets.inputs import SearchField
from desktop.wording.labels import kind_label, kind_plural
from storage.domain.kinds import KINDS
from storage.usecases.changes import Changes
from storage.usecases.listing.wanted import Condition, Wanted
from storage.usecases.onepeople import IN_DIRECTORY


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a panel lists: a kind, its columns, the fields that are searched, the first order."""

    kind: str
    columns: Sequence[str | Column]
    searched: tuple[str, ...]
    sort: Sort
    stretch: Sequence[str] = ()
    shows: Mapping[str, Show] | None = None
    next_step: str = ""
    """What to do where there is nothing yet."""
    several: bool = False


class KindPanel(QWidget):
    """``table`` is the list itself; its rows say ``opened`` and ``current_changed``."""

    def __init__(
        self, lanes: Lanes, around: ListDesk, listed: Listed, buttons: Sequence[QPushButton] = ()
    ) -> None:
        super().__init__()
        kind, plural = listed.kind, kind_plural(KINDS[listed.kind])
        self._kind = kind
        self._wanted = Wanted(searched=listed.searched)
        self.search = SearchField(_tr("Find in {kind}").format(kind=plural.lower()))
        self.search.setObjectName(f"{kind}-search")
        source = KindSource(
            around, kind, listed.columns, shows=listed.shows, stretch=listed.stretch
        )
        self.table = RecordTable(
            lanes,
            source,
            plural,
            sort=listed.sort,
            filter=self._wanted,
            several=listed.several,
        )
        self.table.setObjectName(f"{kind}-table")
        one = kind_label(KINDS[kind]).lower()
        self.tools = ListTools(around, self.table, kind, one, plural.lower())
        self._empty = EmptyState(kind_icon(kind), _tr("Nothing here"), listed.next_step)
        self._arrange(buttons)
        self.search.searched.connect(self._search)
        self.search.searched.connect(around.looks.searched)
        self.search.stepped_down.connect(self.table.setFocus)
        self.table.counted.connect(self._show_count)

    def narrow(
        self, within: Mapping[str, Any] | None = None, conditions: Sequence[Condition] = ()
    ) -> None:
        """Show only the records that have these stored values and fulfil the conditions."""
        wanted = replace(self._wanted, within=within or {}, conditions=tuple(conditions))
        if wanted != self._wanted:
            self._wanted = wanted
            self.table.show_filter(wanted)

    def follow(self, changes: Changes) -> None:
        """Read again where ``changes`` touch the kind."""
        told_twice = self._kind in IN_DIRECTORY and changes.touches("same_person")
        if told_twice or changes.touches(self._kind):
            self.table.refresh()

    def place(self) -> dict[str, Any]:
        """Return the search, the selection and the scroll."""
        return {"search": self.search.text(), "table": self.table.place()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        self.search.setText(str(place.get("search", "")))
        self._search(self.search.text())
        self.table.restore_place(dict(place.get("table", {})))

    def _search(self, words: str) -> None:
        wanted = replace(self._wanted, words=words)
        if wanted != self._wanted:
            self._wanted = wanted
            self.table.show_filter(wanted)

    def _show_count(self, number: int) -> None:
        if number == 0 and self.table.hasFocus():
            # What hides hands the keyboard to whatever stands next, even outside the page.
            self.search.setFocus()
        self.table.setVisible(number > 0)
        self._empty.setVisible(number == 0)

    def _arrange(self, buttons: Sequence[QPushButton]) -> None:
        line = QHBoxLayout()
        line.setSpacing(px(10))
        line.addWidget(self.search, 1)
        for button in buttons:
            line.addWidget(button)
        card = ListCard(self.table, self._empty)
        card.setMinimumHeight(px(240))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(8), 0, 0)
        column.setSpacing(px(8))
        column.addLayout(line)
        column.addWidget(self.tools)
        column.addWidget(card, 1)


def _tr(text: str) -> str:
    return QCoreApplication.translate("lists", text)
