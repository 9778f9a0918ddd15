"""Outreach: what was done this state year, and one quick way to add to it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.forms.form import RecordForm
from desktop.forms.layout import Section, wide
from desktop.lists.columns import Column
from desktop.lists.source import Sort
from desktop.lists.table import RecordTable
from desktop.lists.tools import ListTools
from desktop.theme import px
from desktop.widgets.buttons import Button, PrimaryButton, QuietButton
from desktop.widgets.card import Card
from desktop.widgets.columns import Columns
from desktop.widgets.dialogs import ask
from desktop.widgets.figure import Figure
from desktop.widgets.inputs import ChoiceBox, SearchField
from desktop.widgets.labels import Muted
from desktop.widgets.page import Page
from desktop.wording.dates import short_day
from desktop.wording.errors import plain
from desktop.wording.numbers import counted
from storage.domain.codes import CodeBook
from storage.domain.ids import RecordId, parse_id, text_of
from storage.domain.kinds.outreach import Outreach
from storage.domain.periods import STATE, Period, year_name, year_of
from storage.usecases.changes import Changes
from storage.usecases.outreach import (
    Activities,
    Reached,
    activity,
    add,
    edit,
    order,
    reached,
    retire,
    rows,
)

PLACE = "outreach"
_SECTIONS = (
    Section(
        "",
        (
            wide("title", 2),
            "on",
            "outreach_kind",
            wide("audience", 2),
            "attendees",
            "minutes",
        ),
        columns=4,
    ),
)
_FIELDS = ("title", "on", "outreach_kind", "audience", "attendees", "minutes")


def _tr(text: str) -> str:
    return QCoreApplication.translate("outreach", text)


class OutreachSource:
    """The list's queries and columns."""

    kind = "outreach"

    def __init__(self, book: CodeBook) -> None:
        self._book = book
        self.columns = (
            Column(_tr("Date"), 112, sort="on", show=_day, field="on"),
            Column(_tr("Title"), 240, "strong", sort="title", stretch=True, field="title"),
            Column(_tr("Kind"), 150, sort="outreach_kind", show=self._kind, field="outreach_kind"),
            Column(
                _tr("Audience"), 190, "muted", show=self._audience, stretch=True, field="audience"
            ),
            Column(_tr("Reached"), 84, "number", sort="attendees", field="attendees"),
            Column(_tr("Minutes"), 84, "number", sort="minutes", field="minutes"),
        )

    def order(self, connection: Any, filter: Activities, sort: Sort) -> Sequence[RecordId]:  # noqa: A002 - the protocol's word
        """Return the ids of the activities, in order."""
        return order(connection, filter, sort.column, descending=sort.descending)

    def rows(self, connection: Any, keys: Sequence[RecordId]) -> Mapping[RecordId, Sequence[Any]]:
        """Return the rows of ``keys``."""
        return rows(connection, keys)

    def _kind(self, code: str) -> str:
        return self._book.label("outreach_kind", code)

    def _audience(self, codes: Sequence[str]) -> str:
        return ", ".join(self._book.label("outreach_audience", code) for code in codes)


class OutreachPage(Page):
    """Numbers of the year, the form to add or correct, the list."""

    page_id = "outreach"

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(_tr("Outreach"))
        self._lanes, self._context = lanes, context
        self._editing: Any = None
        self.figures = [
            Figure(_tr("Activities"), "megaphone"),
            Figure(_tr("People reached"), "users"),
            Figure(_tr("Hours"), "clock"),
        ]
        self.form = RecordForm(Outreach, _SECTIONS, context.book, context.today())
        self.card = Card(_tr("Add an activity"))
        self.save_button = PrimaryButton(_tr("Add"), "plus")
        self.cancel_button = QuietButton(_tr("Cancel"))
        self.retire_button = Button(_tr("Retire"), "x")
        self.search = SearchField(_tr("Find by title"))
        self.search.setObjectName("outreach_search")
        self.year = ChoiceBox(_tr("Year"))
        self.year.setObjectName("outreach_year")
        self.year.setMinimumContentsLength(len(_tr("State year 2026")))
        self.count = Muted("")
        self.table = RecordTable(
            lanes,
            OutreachSource(context.book),
            _tr("Outreach activities"),
            sort=Sort("on", descending=True),
            filter=Activities(),
        )
        self.table.setObjectName("outreach_table")
        self.table.setMinimumHeight(px(250))
        self._fill_years()
        self._arrange()
        self._connect()
        self._begin()

    def title(self) -> str:
        """Return the page's name."""
        return _tr("Outreach")

    def first_focus(self) -> QWidget:
        """Begin at the title of a new activity."""
        return self.form.editor("title").control

    def open(self, target: Mapping[str, Any]) -> None:
        """Show the list; ``record`` in the target is opened to be corrected."""
        self._filter()
        self._read_numbers()
        draft = self._context.draft(PLACE)
        if "record" in target:
            self._read(parse_id(str(target["record"])))
        elif draft is not None and not self.form.dirty:
            self.form.restore(draft)

    def place(self) -> dict[str, Any]:
        """Return year, search, list and everything typed."""
        return {
            "year": self.year.currentData().text() if self.year.currentData() else "",
            "search": self.search.text(),
            "table": self.table.place(),
            "record": text_of(self._editing.record.id) if self._editing else "",
            "form": self.form.snapshot() if self.form.dirty else {},
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show the same again."""
        texts = [self.year.itemData(row) for row in range(self.year.count())]
        wanted = [period.text() if period else "" for period in texts]
        if place.get("year") in wanted:
            self.year.setCurrentIndex(wanted.index(place["year"]))
        self.search.setText(str(place.get("search", "")))
        self._filter()
        self._read_numbers()
        self.table.restore_place(dict(place.get("table", {})))
        typed = dict(place.get("form", {}))
        if place.get("record"):
            self._read(parse_id(str(place["record"])), typed)
        elif typed:
            self.form.restore(typed)

    def _show_year(self) -> None:
        self._filter()
        self._read_numbers()

    def _period(self) -> Period | None:
        period = self.year.currentData()
        return period if isinstance(period, Period) else None

    def _filter(self) -> None:
        self.table.show_filter(Activities(self._period(), self.search.text().strip()))

    def _read_numbers(self) -> None:
        period = self._period() or Period(date(1900, 1, 1), date(2199, 12, 31))
        self._lanes.read(reached, period, context=self, then=self._show_numbers, key="numbers")

    def _show_numbers(self, found: Reached) -> None:
        period = self._period()
        self.set_subtitle(period.words() if period else _tr("All years"))
        numbers = (found.activities, found.people, round(found.minutes / 60))
        for figure, number in zip(self.figures, numbers, strict=True):
            figure.set_number(number)

    def _begin(self) -> None:
        """Make the form ready for a new activity, dated today."""
        self._editing = None
        self.form.set_record(dict.fromkeys(_FIELDS) | {"on": self._context.today()})
        self._show_mode()

    def _read(self, record: RecordId, typed: Mapping[str, Any] | None = None) -> None:
        self._lanes.read(
            activity,
            record,
            context=self,
            then=lambda stored: self._edit(stored, typed or {}),
            key="record",
        )

    def _edit(self, stored: Any, typed: Mapping[str, Any]) -> None:
        if stored is None or stored.retired:
            return
        self._editing = stored
        self.form.set_record(stored.record)
        self._show_mode()
        if typed:
            self.form.restore(typed)
        else:
            self.form.editor("title").focus_here()

    def _show_mode(self) -> None:
        is_edit = self._editing is not None
        if self.card.header is not None:
            text = _tr("Correct the activity") if is_edit else _tr("Add an activity")
            self.card.header.heading.setText(text)
        self.save_button.setText(_tr("Save") if is_edit else _tr("Add"))
        self.cancel_button.setVisible(is_edit)
        self.retire_button.setVisible(is_edit)

    def _save(self) -> None:
        if not self.form.check():
            return
        if self._editing is None:
            values = self.form.values() | {"cac": self._context.cac}
            self._lanes.write(add, values, context=self, failed=self._refuse)
        else:
            edited = self.form.edited()
            self._lanes.write(edit, self._editing, edited, context=self, failed=self._refuse)

    def _ask_to_retire(self) -> None:
        if self._editing is not None:
            record = self._editing.record.id
            ask(
                self.window(),
                _tr("Retire this activity?"),
                _tr("It leaves the list and the figures. It can be brought back."),
                yes=_tr("Retire the activity"),
                then=lambda: self._lanes.write(retire, record, context=self, failed=self._refuse),
            )

    def _changed(self, changes: Changes) -> None:
        if not changes.touches("outreach"):
            return
        self.table.refresh()
        self._read_numbers()
        words = {
            "add outreach": _tr("Activity added"),
            "edit outreach": _tr("Activity saved"),
            "retire outreach": _tr("Activity retired"),
        }
        if changes.act in words:
            self._context.say(words[changes.act], changes.dot)
            self._context.drop_draft(PLACE)
            self._begin()

    def _refuse(self, error: BaseException) -> None:
        self._context.say(plain(error))

    def _keep(self, snapshot: Mapping[str, Any]) -> None:
        if self._editing is None and self.form.dirty:
            self._context.keep_draft(PLACE, dict(snapshot))

    def _show_count(self, number: int) -> None:
        nothing = _tr("No activity fits. Add one above, clear the search or choose another year.")
        words = counted(number, _tr("activity"), _tr("activities"))
        self.count.setText(words if number else nothing)

    def _fill_years(self) -> None:
        year = year_of(self._context.today(), STATE)
        for _ in range(10):
            self.year.addItem(year_name(year), year)
            year = year_of(year.start.replace(year=year.start.year - 1), STATE)
        self.year.addItem(_tr("All years"), None)

    def _connect(self) -> None:
        self.save_button.clicked.connect(self._save)
        self.cancel_button.clicked.connect(self._begin)
        self.retire_button.clicked.connect(self._ask_to_retire)
        self.search.searched.connect(lambda _: self._filter())
        self.search.searched.connect(self._context.looks.searched)
        self.search.stepped_down.connect(self.table.setFocus)
        self.year.activated.connect(self._show_year)
        for figure in self.figures:
            figure.clicked.connect(self.table.setFocus)
        self.table.opened.connect(self._read)
        self.table.counted.connect(self._show_count)
        self.form.draft.connect(self._keep)
        self._lanes.changed.connect(self._changed)

    def _arrange(self) -> None:
        self.body.addWidget(Columns([(figure, 1) for figure in self.figures], 3, least=150))
        buttons = QHBoxLayout()
        buttons.addWidget(self.retire_button)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.save_button)
        self.card.body.addWidget(self.form)
        self.card.body.addLayout(buttons)
        self.body.addWidget(self.card)
        line = QHBoxLayout()
        line.setSpacing(px(10))
        line.addWidget(self.search, 1)
        line.addWidget(self.year)
        self.body.addLayout(line)
        self.body.addWidget(ListTools(self._context, self.table, "outreach"))
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.count)


def _day(stored: object) -> str:
    return short_day(date.fromisoformat(str(stored))) if stored else ""
