"""The history tab: every Save of the case, who made it, and what it touched."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lists.columns import Column
from desktop.lists.source import Sort
from desktop.lists.table import RecordTable
from desktop.pages.case.saving import SavingPanel, touched_words
from desktop.theme import px
from desktop.widgets.card import ListCard
from desktop.wording.dates import local_moment
from storage.domain.ids import RecordId
from storage.usecases.recordhistory import (
    Saving,
    Touched,
    saving_named,
    saving_order,
    savings,
)


def _tr(text: str) -> str:
    return QCoreApplication.translate("case", text)


class JournalSource:
    """The Saves of one case; the filter is the case."""

    def __init__(self) -> None:
        self.case = RecordId(b"")
        self.columns = (
            Column(_tr("When"), 184, show=_moment),
            Column(_tr("Who"), 150),
            Column(_tr("What"), 160, stretch=True),
        )

    def order(self, connection: Any, filter: RecordId | None, _sort: Sort) -> Sequence[int]:  # noqa: A002 - the protocol's word
        """Return the numbers of the Saves, the newest first."""
        return saving_order(connection, filter) if filter else []

    def rows(self, connection: Any, keys: Sequence[int]) -> Mapping[int, Sequence[Any]]:
        """Return when, who and what."""
        found = savings(connection, self.case, keys)
        return {
            number: (saving.moment, saving.author, touched_words(saving))
            for number, saving in found.items()
        }


class JournalTab(QWidget):
    """A table of Saves, what the chosen one touched beside it."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._lanes = lanes
        self.case = RecordId(b"")
        self._source = JournalSource()
        self.table = RecordTable(
            lanes, self._source, self.tr("Saved changes"), sort=Sort("newest", descending=True)
        )
        self.table.setObjectName("case-journal")
        self._panel = SavingPanel(context)
        card = ListCard(self.table)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(card)
        split.addWidget(self._panel)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(10), 0, 0)
        column.addWidget(split)
        self.table.current_changed.connect(self._show_current)
        self.table.opened.connect(lambda _number: self._panel.open_first())

    def open_case(self, case: RecordId, _links: Mapping[str, str]) -> None:
        """Show the Saves of ``case``; of the same one again, whatever came since."""
        if case == self.case:
            self.table.refresh()
            return
        self.case = self._source.case = case
        self._panel.hide()
        self.table.show_filter(case)

    def place(self) -> dict[str, Any]:
        """Return selection and scroll."""
        return {"table": self.table.place()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        self.table.restore_place(place.get("table", {}))

    def select(self, record: RecordId) -> None:
        """Records are not Saves: nothing to choose."""

    def _show_current(self, number: int | None) -> None:
        if number is None:
            self._panel.hide()
            return
        self._lanes.read(
            saving_named, self.case, number, context=self, then=self._show_saving, key="saving"
        )

    def _show_saving(self, found: tuple[Saving, Sequence[Touched]] | None) -> None:
        if found is not None:
            self._panel.show_saving(*found)


def _moment(moment: datetime | None) -> str:
    return local_moment(moment) if moment else ""
