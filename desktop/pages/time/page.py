"""Time and miles by funding project: a line to add, the month's list, the month's sums."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.forms.form import RecordForm
from desktop.forms.layout import Section, wide
from desktop.lists.kindpanel import KindPanel, Listed
from desktop.lists.source import Sort
from desktop.pages.time.sums import SumsCard
from desktop.widgets.buttons import IconButton, PrimaryButton
from desktop.widgets.card import Card
from desktop.widgets.inputs import CheckBox
from desktop.widgets.labels import Heading
from desktop.widgets.page import Page
from desktop.wording.dates import month_name
from desktop.wording.errors import plain
from storage.domain.ids import RecordId
from storage.domain.kinds.time_entry import TimeEntry
from storage.domain.periods import Period, month_after, month_of
from storage.reports.destroyed import is_less_since
from storage.usecases.changes import Changes
from storage.usecases.editing import Kept, keep_record
from storage.usecases.listing.wanted import Condition
from storage.usecases.timesheet import contacts, spent

_PLACE = "time"
_SECTIONS = (
    Section("", ("on", "activity", "minutes", "miles"), columns=4),
    Section("", (wide("funding"), wide("remark")), columns=4),
)
_SHOWN = ("time_entry", "contact", "anonymous_count")
_FIELDS = ("on", "activity", "minutes", "miles", "funding", "remark")


def _tr(text: str) -> str:
    return QCoreApplication.translate("time", text)


class TimePage(Page):
    """One month at a time, one's own or everybody's."""

    page_id = "time"

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(
            _tr("Time and miles"), _tr("For the monthly report; no child and no service is in it")
        )
        self._lanes, self._context = lanes, context
        self._month = month_of(context.today())
        self.form = RecordForm(TimeEntry, _SECTIONS, context.book, context.today())
        self.add = PrimaryButton(_tr("Add"), "plus")
        self.add.setObjectName("time-add")
        self.before = IconButton("chevron-left", _tr("Month before"))
        self.after = IconButton("chevron-right", _tr("Month after"))
        self.name = Heading("", level=2)
        self.mine = CheckBox(_tr("Only mine"))
        self.mine.setObjectName("time-mine")
        self.mine.setChecked(True)
        self.panel = KindPanel(lanes, context, _listed())
        self.sums = SumsCard()
        self._arrange()
        self._begin({})
        self._connect()

    def title(self) -> str:
        """Return the page's name."""
        return _tr("Time and miles")

    def first_focus(self) -> QWidget:
        """Begin at the activity of a new line."""
        return self.form.editor("activity").control

    def open(self, target: Mapping[str, Any]) -> None:
        """Show the month of ``month`` (a day in it) in the target, or the one that is shown."""
        if target.get("month"):
            self._month = month_of(date.fromisoformat(str(target["month"])))
        draft = self._context.draft(_PLACE)
        if draft is not None and not self.form.dirty:
            self.form.restore(draft)
        self._show_month()
        self.panel.table.refresh()

    def place(self) -> dict[str, Any]:
        """Return the month, whose, the list and what is typed."""
        return {
            "month": self._month.start.isoformat(),
            "mine": self.mine.isChecked(),
            "list": self.panel.place(),
            "form": self.form.snapshot() if self.form.dirty else {},
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        self.mine.setChecked(bool(place.get("mine", True)))
        self.panel.restore_place(place.get("list", {}))
        if place.get("form"):
            self.form.restore(dict(place["form"]))
        self.open(place)

    def save(self) -> None:
        """Add the line that is typed, or say at each field why not."""
        if not self.form.check():
            return
        values = {**self.form.values(), "coordinator": self._context.settings.person}
        self._lanes.write(
            keep_record,
            "time_entry",
            None,
            values,
            context=self,
            then=self._kept,
            failed=lambda error: self._context.say(plain(error)),
        )

    def _kept(self, kept: Kept) -> None:
        if kept.problems:
            here = {name: text for name, text in kept.problems.items() if name in _FIELDS}
            self.form.show_problems(here)
            for name in kept.problems.keys() - here.keys():
                self._context.say(kept.problems[name])
            return
        self._context.drop_draft(_PLACE)
        self._context.say(_tr("Time added"), kept.dot)
        values = self.form.values()
        self._begin({name: values[name] for name in ("on", "funding")})
        self.form.editor("activity").focus_here()

    def _begin(self, kept: Mapping[str, Any]) -> None:
        """Empty the line but for the day and the project, which the next one often shares."""
        first = {"on": self._context.today(), "funding": "maca_csec_voca"}
        self.form.set_record(dict.fromkeys(_FIELDS) | first | dict(kept))

    def _step(self, by: int) -> None:
        self._month = month_after(self._month, by)
        self._show_month()

    def _show_month(self) -> None:
        person = self._context.settings.person if self.mine.isChecked() else ""
        self.name.setText(month_name(self._month.start.year, self._month.start.month))
        start, end = self._month.start.isoformat(), self._month.end.isoformat()
        within = {"coordinator": person} if person else None
        self.panel.narrow(within, (Condition("on", "between", (start, end)),))
        self._read_sums(self._month, person)

    def _read_sums(self, month: Period, person: str) -> None:
        book = self._context.book
        self._lanes.read(
            spent,
            month,
            person,
            context=self,
            then=lambda found: self.sums.show_spent(found, book),
            key="spent",
        )
        self._lanes.read(
            contacts, month, person, context=self, then=self.sums.show_contacts, key="contacts"
        )
        self._lanes.read(
            is_less_since, month, context=self, then=self.sums.show_less, key="less since"
        )

    def _connect(self) -> None:
        self.add.clicked.connect(self.save)
        self.before.clicked.connect(lambda: self._step(-1))
        self.after.clicked.connect(lambda: self._step(1))
        self.mine.toggled.connect(self._show_month)
        self.panel.table.opened.connect(self._open)
        self.form.draft.connect(self._keep)
        self._lanes.changed.connect(self._on_changed)

    def _keep(self, snapshot: Mapping[str, Any]) -> None:
        if self.form.dirty:
            self._context.keep_draft(_PLACE, dict(snapshot))

    def _open(self, record: RecordId) -> None:
        self._context.open("record", {"kind": "time_entry", "record": record.hex()})

    def _on_changed(self, changes: Changes) -> None:
        self.panel.follow(changes)
        if any(changes.touches(kind) for kind in _SHOWN):
            self._show_month()

    def _arrange(self) -> None:
        card = Card(_tr("Add a line"), self.add)
        card.body.addWidget(self.form)
        line = QHBoxLayout()
        for part in (self.before, self.name, self.after):
            line.addWidget(part)
        line.addStretch(1)
        line.addWidget(self.mine)
        self.body.addWidget(card)
        self.body.addLayout(line)
        self.body.addWidget(self.sums)
        self.body.addWidget(self.panel, 1)


def _listed() -> Listed:
    return Listed(
        kind="time_entry",
        columns=("on", "activity", "minutes", "miles", "funding", "coordinator", "remark"),
        searched=("remark", "coordinator"),
        sort=Sort("on", descending=True),
        stretch=("remark",),
        next_step=_tr("Add the first line of the month above."),
    )
