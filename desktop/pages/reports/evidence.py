"""The panel beside the figures: the records behind one number, and the rule that counted them."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from typing_extensions import override

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lists.columns import Column
from desktop.lists.source import Sort
from desktop.lists.table import RecordTable
from desktop.pages.reports.reading import Evidence
from desktop.theme import px
from desktop.widgets.buttons import IconButton, QuietButton
from desktop.widgets.card import Card
from desktop.widgets.labels import Heading, Muted
from desktop.wording.dates import short_day
from desktop.wording.destroying import kept_of_them
from desktop.wording.names import shown
from desktop.wording.numbers import counted
from storage.domain.ids import text_of
from storage.reports.behind import Behind


def _tr(text: str) -> str:
    return QCoreApplication.translate("reports", text)


class BehindSource:
    """The records of one number as a table; they are all in memory already."""

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        self._records: Sequence[Behind] = ()
        self.columns = (
            Column(_tr("Who"), 134, "strong", sort="name", show=self._name),
            Column(_tr("What"), 118, sort="text", stretch=True),
            Column(_tr("Day"), 112, "muted", sort="day", show=short_day),
            Column("\N{MULTIPLICATION SIGN}", 40, "number", sort="quantity"),
        )

    def put(self, records: Sequence[Behind]) -> None:
        """Show other records."""
        self._records = records

    def record(self, key: int) -> Behind | None:
        """Return the record of a row."""
        return self._records[key] if 0 <= key < len(self._records) else None

    def order(self, _connection: Any, _filter: object, sort: Sort) -> Sequence[int]:
        """Return the places of all records in order."""
        records = self._records

        def value(place: int) -> Any:
            found = getattr(records[place], sort.column)
            return found.casefold() if isinstance(found, str) else found

        return sorted(range(len(records)), key=value, reverse=sort.descending)

    def rows(self, _connection: Any, keys: Sequence[int]) -> Mapping[int, tuple[Any, ...]]:
        """Return the cells of some rows."""
        found = self._records
        return {
            key: (found[key], found[key].text, found[key].day, found[key].quantity)
            for key in keys
            if key < len(found)
        }

    def _name(self, one: Behind) -> str:
        if not one.here:
            return _tr("Not on this laptop")
        return shown(one.name, self._context.initials)


class EvidencePanel(Card):
    """Hidden until a number is pressed; Escape closes it and gives the keyboard back."""

    closed = Signal()

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._evidence: Evidence | None = None
        self.number = Heading("", level=1)
        self.title = Heading("", level=2, wrap=True)
        self.rule = Muted("", wrap=True)
        self.count = Muted("")
        self.gone = Muted("", wrap=True)
        self.missing = QVBoxLayout()
        self.source = BehindSource(context)
        self.table = RecordTable(
            lanes, self.source, self.tr("Records behind the number"), sort=Sort("day", True)
        )
        self.table.setObjectName("reports_evidence")
        self.table.setMinimumHeight(px(180))
        self.table.opened.connect(self._open)
        self.close_button = IconButton("x", self.tr("Close the records"))
        self.close_button.clicked.connect(self.closed)
        self._lay_out()

    def show_evidence(self, evidence: Evidence) -> None:
        """Show what stands behind a number; the table keeps its place when it is the same one."""
        is_same = self._evidence is not None and self._evidence.title == evidence.title
        self._evidence = evidence
        self.number.setText(evidence.number)
        self.number.setVisible(bool(evidence.number))
        self.title.setText(evidence.title)
        self.rule.setText(evidence.rule)
        self.rule.setVisible(bool(evidence.rule))
        self._show_destroyed(evidence.destroyed)
        self._show_missing()
        self.source.put(evidence.records)
        words = counted(len(evidence.records), self.tr("record"), self.tr("records"))
        self.count.setText(self.tr("{records}, Enter opens the case").format(records=words))
        if is_same:
            self.table.refresh()
        else:
            self.table.show_filter(evidence.title)

    def refresh_names(self) -> None:
        """Show the names again, whole or as initials."""
        self.table.refresh()

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _show_destroyed(self, number: int) -> None:
        self.gone.setText(kept_of_them(number))
        self.gone.setVisible(number != 0)

    def _show_missing(self) -> None:
        while (item := self.missing.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for one in self._evidence.missing if self._evidence else ():
            button = QuietButton(one.text.replace("&", "&&"), "filter")
            button.clicked.connect(lambda _=False, one=one: self._show_people(one.text, one.people))
            self.missing.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)

    def _show_people(self, text: str, people: Sequence[Behind]) -> None:
        self.source.put(people)
        self.count.setText(text)
        self.table.show_filter(text)
        self.table.setFocus()

    def _open(self, key: int) -> None:
        one = self.source.record(key)
        if one is None:
            return
        if one.case is not None:
            self._context.go("case", {"case": text_of(one.case), "record": text_of(one.id)})
        elif one.kind == "outreach":
            self._context.go("outreach", {"record": text_of(one.id)})

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(self.number)
        words.addWidget(self.title)
        head.addLayout(words, 1)
        head.addWidget(self.close_button, alignment=Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self.body.addWidget(self.rule)
        self.body.addWidget(self.gone)
        self.body.addLayout(self.missing)
        self.body.addWidget(self.count)
        self.body.addWidget(self.table, 1)
