"""The disclosure log: everything readable that left Satchel, and why."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lists.columns import Column
from desktop.lists.source import Sort
from desktop.lists.table import RecordTable
from desktop.lists.tools import ListTools
from desktop.theme import px
from desktop.widgets.card import Card
from desktop.widgets.inputs import ChoiceBox, SearchField
from desktop.widgets.labels import Heading, Label, Muted
from desktop.widgets.page import Page
from desktop.wording.dates import local_moment
from desktop.wording.names import shown
from storage.domain.ids import RecordId, parse_id
from storage.usecases.changes import Changes
from storage.usecases.disclosures import Detail, Wanted, detail, order, rows


def _tr(text: str) -> str:
    return QCoreApplication.translate("disclosures", text)


class DisclosureSource:
    """The log's queries and columns."""

    kind = "disclosure"

    def __init__(self, context: DeskContext) -> None:
        self.columns = (
            Column(_tr("When"), 184, sort="at", show=_moment, field="at"),
            Column(_tr("What"), 170, "strong", sort="form", field="form"),
            Column(
                _tr("Content"),
                165,
                show=lambda code: context.book.label("disclosure_content", str(code)),
                field="content",
            ),
            Column(_tr("Recipient"), 150, sort="recipient", stretch=True, field="recipient"),
            Column(_tr("Purpose"), 150, "muted", stretch=True, field="purpose"),
            Column(_tr("By"), 130, "muted", sort="author", field="author"),
        )

    def order(self, connection: Any, filter: Wanted, sort: Sort) -> Sequence[RecordId]:  # noqa: A002 - the protocol's word
        """Return the ids of the disclosures, in order."""
        return order(connection, filter, sort.column, descending=sort.descending)

    def rows(self, connection: Any, keys: Sequence[RecordId]) -> Mapping[RecordId, Sequence[Any]]:
        """Return the rows of ``keys``."""
        return rows(connection, keys)


class DisclosuresPage(Page):
    """A table, a filter, and the whole of one disclosure beneath."""

    page_id = "disclosures"

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(
            _tr("Disclosure log"),
            _tr("Whatever left Satchel, when, why and for whom; never the content itself"),
        )
        self._lanes, self._context = lanes, context
        self.search = SearchField(_tr("Find by what, recipient or purpose"))
        self.search.setObjectName("disclosures_search")
        self.content = ChoiceBox(_tr("Content"))
        self.content.setObjectName("disclosures_content")
        self.content.addItem(_tr("Everything"), "")
        for code, label in context.book.choices("disclosure_content", context.today()):
            self.content.addItem(label, code)
        self.table = RecordTable(
            lanes,
            DisclosureSource(context),
            _tr("Disclosures"),
            sort=Sort("at", descending=True),
            filter=Wanted(),
        )
        self.table.setObjectName("disclosures_table")
        self.table.setMinimumHeight(px(220))
        self.tools = ListTools(
            context, self.table, "disclosures", _tr("disclosure"), _tr("disclosures")
        )
        self._card = Card()
        self._what = Heading("", level=2, wrap=True)
        self._facts = Label("", wrap=True, selectable=True)
        self._digest = Muted("", wrap=True, selectable=True)
        self._arrange()
        self._connect()

    def title(self) -> str:
        """Return the page's name."""
        return _tr("Disclosure log")

    def first_focus(self) -> QWidget:
        """Begin at the search."""
        return self.search

    def open(self, target: Mapping[str, Any]) -> None:
        """Show the log; ``record`` in the target chooses one."""
        if "record" in target:
            self.table.restore_place({"current": parse_id(str(target["record"])), "selected": []})
        else:
            self.table.refresh()

    def place(self) -> dict[str, Any]:
        """Return filter, selection and scroll."""
        return {
            "search": self.search.text(),
            "content": self.content.currentData(),
            "table": self.table.place(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show the same again."""
        self.search.setText(str(place.get("search", "")))
        self.content.setCurrentIndex(max(self.content.findData(place.get("content")), 0))
        self._filter()
        self.table.restore_place(dict(place.get("table", {})))

    def _filter(self) -> None:
        words = self.search.text().strip()
        self.table.show_filter(Wanted(str(self.content.currentData()), words))

    def _read_detail(self, key: RecordId | None) -> None:
        if key is None:
            self._card.hide()
            return
        self._lanes.read(detail, key, context=self, then=self._show_detail, key="detail")

    def _show_detail(self, found: Detail | None) -> None:
        self._card.setVisible(found is not None)
        if found is None:
            return
        record, book = found.record, self._context.book
        self._what.setText(record.form)
        lines = [
            (_tr("When"), local_moment(record.at) if record.at else ""),
            (_tr("Purpose"), record.purpose),
            (_tr("Recipient"), record.recipient),
            (_tr("Basis"), book.label("disclosure_basis", record.basis)),
            (_tr("Content"), book.label("disclosure_content", record.content)),
            (_tr("Records"), str(record.records or "")),
            (_tr("People"), ", ".join(shown(n, self._context.initials) for n in found.people)),
            (_tr("By"), record.author),
        ]
        self._facts.setText("\n".join(f"{name}: {value}" for name, value in lines if value))
        self._digest.setText(_tr("SHA-256 of the file: {digest}").format(digest=record.digest))

    def _changed(self, changes: Changes) -> None:
        if changes.touches("disclosure"):
            self.table.refresh()

    def _rename(self, _settings: object) -> None:
        self._read_detail(self.table.current())

    def _connect(self) -> None:
        self.search.searched.connect(lambda _: self._filter())
        self.search.searched.connect(self._context.looks.searched)
        self.search.stepped_down.connect(self.table.setFocus)
        self.content.activated.connect(lambda _: self._filter())
        self.table.current_changed.connect(self._read_detail)
        self._lanes.changed.connect(self._changed)
        self._context.settings_changed.connect(self._rename)

    def _arrange(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(px(10))
        line.addWidget(self.search, 1)
        line.addWidget(self.content)
        self.body.addLayout(line)
        self.body.addWidget(self.tools)
        self.body.addWidget(self.table, 1)
        for label in (self._what, self._facts, self._digest):
            self._card.body.addWidget(label)
        self._card.hide()
        self.body.addWidget(self._card)


def _moment(stored: object) -> str:
    return local_moment(datetime.fromisoformat(str(stored))) if stored else ""
