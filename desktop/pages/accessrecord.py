"""The record of access: who looked at what, printed, shared or overrode it, when and why."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lists.columns import Column
from desktop.lists.source import Sort
from desktop.lists.table import RecordTable
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.flow import FlowLayout
from desktop.widgets.inputs import ChoiceBox
from desktop.widgets.labels import Heading, Label, Muted
from desktop.widgets.page import Page
from desktop.wording.dates import local_moment
from desktop.wording.names import shown
from desktop.wording.numbers import counted
from desktop.wording.rulechanges import rule_words
from storage.domain.clocks import ZONE
from storage.usecases.access.reading import (
    MOST,
    Person,
    Shown,
    State,
    Wanted,
    acts,
    leads,
    order,
    people,
    rows,
    state,
)
from storage.usecases.access.unread import FAULTS_SEEN
from storage.usecases.changes import Changes
from storage.usecases.settings import set_settings

_DAYS = (("today", 1), ("week", 7), ("month", 31), ("year", 366))
_ACT_LETTERS = 18
_TOLD = ("case", "access_batch", "person")


def _tr(text: str) -> str:
    return QCoreApplication.translate("accessrecord", text)


class AccessSource:
    """The record's queries and columns."""

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        self.columns = (
            Column(_tr("When"), 190, sort="at", show=_moment),
            Column(_tr("Who"), 150, "strong"),
            Column(_tr("Did"), 170),
            Column(_tr("What"), 200, stretch=True),
            Column(_tr("Case"), 130),
            Column(_tr("Why or how"), 200, "muted", stretch=True),
        )

    def order(self, connection: Any, filter: Wanted, sort: Sort) -> Sequence[int]:  # noqa: A002 - the protocol's word
        """Return the keys of the entries, in order."""
        return order(connection, filter, descending=sort.descending)

    def rows(self, connection: Any, keys: Sequence[int]) -> Mapping[int, Sequence[Any]]:
        """Return the rows of ``keys``."""
        hidden = self._context.initials
        return {
            key: (
                one,
                one.who,
                one.act,
                what(one, hidden=hidden),
                one.case,
                why(one, hidden=hidden),
            )
            for key, one in rows(connection, keys).items()
        }


class AccessRecordPage(Page):
    """A table with filters, what is not whole, and the whole of one entry beneath."""

    page_id = "accessrecord"

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(
            _tr("Record of access"),
            _tr("Who opened, searched, printed, shared or overrode what, when and why"),
        )
        self._lanes, self._context = lanes, context
        self._case, self._case_name = "", ""
        self._wanted_person = ""
        self.person = _choice(_tr("Whose"), "access_person", _tr("Everybody"))
        self.act = _choice(_tr("What was done"), "access_act", _tr("Everything"))
        self.act.setMinimumContentsLength(_ACT_LETTERS)
        for code, label in acts().items():
            self.act.addItem(label, code)
        self.period = _choice(_tr("When"), "access_period", _tr("At any time"))
        for words, days in zip(self._periods(), _DAYS, strict=True):
            self.period.addItem(words, days[0])
        self.case_button = Button(_tr("Every case"), "x")
        self.case_button.setObjectName("access_case")
        self.share_button = Button(_tr("Print or save…"), "printer")
        self.share_button.setObjectName("access_share")
        self.table = RecordTable(
            lanes,
            AccessSource(context),
            _tr("Entries of the record of access"),
            sort=Sort("at", descending=True),
            filter=Wanted(),
        )
        self.table.setObjectName("access_table")
        self.table.setMinimumHeight(px(220))
        self.state = Banner("")
        self.count = Muted("", wrap=True)
        self._of_case = Muted(_tr("What was changed in it stands in its history."), wrap=True)
        self._card = Card()
        self._what = Heading("", level=2, wrap=True)
        self._facts = Label("", wrap=True, selectable=True)
        self._arrange()
        self._connect()

    def title(self) -> str:
        """Return the page's name."""
        return _tr("Record of access")

    def first_focus(self) -> QWidget:
        """Begin at the first filter."""
        return self.person

    def open(self, target: Mapping[str, Any]) -> None:
        """Show the record; ``case`` and ``act`` in the target choose of it."""
        self._context.looks.opened("", "", act="read")
        if "case" in target:
            self._case, self._case_name = str(target["case"]), str(target.get("number", ""))
        if "act" in target:
            self.act.setCurrentIndex(max(self.act.findData(target["act"]), 0))
        self._lanes.read(_beginning, context=self, then=self._show_beginning, key="beginning")
        self._filter()

    def place(self) -> dict[str, Any]:
        """Return filters, selection and scroll."""
        return {
            "person": self.person.currentData() or self._wanted_person,
            "act": self.act.currentData(),
            "period": self.period.currentData(),
            "case": self._case,
            "number": self._case_name,
            "table": self.table.place(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show the same again."""
        self._wanted_person = str(place.get("person") or "")
        for box, name in ((self.act, "act"), (self.period, "period")):
            box.setCurrentIndex(max(box.findData(place.get(name)), 0))
        self._case, self._case_name = str(place.get("case", "")), str(place.get("number", ""))
        self.open({})
        self.table.restore_place(dict(place.get("table", {})))

    def wanted(self) -> Wanted:
        """Return what the filters let through."""
        days = dict(_DAYS).get(str(self.period.currentData()), 0)
        return Wanted(
            bytes.fromhex(str(self.person.currentData() or self._wanted_person)),
            bytes.fromhex(self._case),
            str(self.act.currentData() or ""),
            _beginning_of(self._context, days) if days else 0,
        )

    def _periods(self) -> tuple[str, ...]:
        return (_tr("Today"), _tr("Last 7 days"), _tr("Last 31 days"), _tr("Last 12 months"))

    def _filter(self) -> None:
        self.case_button.setVisible(bool(self._case))
        self._of_case.setVisible(bool(self._case))
        name = self._case_name or _tr("one case")
        self.case_button.setText(_tr("Only {case}: show every case").format(case=name))
        self.table.show_filter(self.wanted())

    def _every_case(self) -> None:
        self._case = self._case_name = ""
        self._filter()
        self.table.setFocus()

    def _show_beginning(self, found: tuple[bool, list[Person], State]) -> None:
        is_lead, everybody, how = found
        chosen = self.person.currentData() or self._wanted_person
        self.person.clear()
        self.person.addItem(_tr("Everybody"), "")
        for one in everybody:
            self.person.addItem(one.name, one.id.hex())
        self.person.setCurrentIndex(max(self.person.findData(chosen), 0))
        self._wanted_person = ""
        self.person.setVisible(len(everybody) > 1)
        self._show_state(how, is_lead=is_lead)
        self._filter()

    def _show_state(self, how: State, *, is_lead: bool) -> None:
        self.state.set_text("\n".join(trouble_words(how)))
        self.state.setVisible(bool(how.faults or how.gaps))
        seen = {FAULTS_SEEN: len(how.faults)}
        self._lanes.write(set_settings, seen, context=self, failed=_let_be)
        whose = (
            _tr("Entries of colleagues come with synchronizing, sealed for the program's leads.")
            if is_lead
            else _tr("This is your own record. The program's leads see it too.")
        )
        self.count.setText(
            _tr("{whose} Times are what each laptop's clock said.").format(whose=whose)
        )

    def _show_entry(self, found: Mapping[int, Shown]) -> None:
        one = next(iter(found.values()), None)
        self._card.setVisible(one is not None)
        if one is None:
            return
        hidden = self._context.initials
        self._what.setText(": ".join(part for part in (one.act, what(one, hidden=hidden)) if part))
        lines = [
            (_tr("When"), local_moment(_utc(one.at))),
            (_tr("Who"), one.who),
            (_tr("Case"), one.case),
            (_tr("Why or how"), why(one, hidden=hidden)),
            (_tr("Permitted until"), local_moment(_utc(one.until)) if one.until else ""),
            (_tr("Clock"), _tr("This laptop's clock had gone back.") if one.late else ""),
        ]
        self._facts.setText("\n".join(f"{name}: {value}" for name, value in lines if value))

    def _read_entry(self, key: int | None) -> None:
        if key is None:
            self._card.hide()
            return
        self._lanes.read(rows, [key], context=self, then=self._show_entry, key="entry")

    def _open_entry(self, key: int) -> None:
        self._lanes.read(rows, [key], context=self, then=self._go, key="go")

    def _go(self, found: Mapping[int, Shown]) -> None:
        one = next(iter(found.values()), None)
        if one is not None and one.case_id:
            self._context.go("case", {"case": one.case_id.hex()})

    def _share(self) -> None:
        chosen = self.wanted()
        said = {
            "person": chosen.person.hex(),
            "case": chosen.case.hex(),
            "act": chosen.act,
            "since": chosen.since,
        }
        self._context.open("share", {"accessrecord": said})

    def _counted(self, count: int) -> None:
        words = counted(count, _tr("entry"), _tr("entries"))
        most = _tr("The newest {count}; choose a period for older ones.")
        self.table.setAccessibleDescription(most.format(count=words) if count == MOST else words)

    def _changed(self, changes: Changes) -> None:
        if any(changes.touches(kind) for kind in _TOLD):
            self.table.refresh()

    def _rename(self, _settings: object) -> None:
        self.table.refresh()
        self._read_entry(self.table.current())

    def _connect(self) -> None:
        for box in (self.person, self.act, self.period):
            box.activated.connect(lambda _: self._filter())
        self.case_button.clicked.connect(self._every_case)
        self.share_button.clicked.connect(self._share)
        self.table.current_changed.connect(self._read_entry)
        self.table.opened.connect(self._open_entry)
        self.table.counted.connect(self._counted)
        self._lanes.changed.connect(self._changed)
        self._context.settings_changed.connect(self._rename)

    def _arrange(self) -> None:
        line = FlowLayout()
        for control in (self.person, self.act, self.period, self.case_button, self.share_button):
            line.addWidget(control)
        self.body.addWidget(self.state)
        self.state.hide()
        self.body.addLayout(line)
        self.body.addWidget(self.count)
        self.body.addWidget(self._of_case)
        self.body.addWidget(self.table, 1)
        for label in (self._what, self._facts):
            self._card.body.addWidget(label)
        self._card.hide()
        self.body.addWidget(self._card)


def what(one: Shown, *, hidden: bool) -> str:
    """Return what an entry was about; with ``hidden`` no name is written out."""
    if one.what == "" or one.named == one.case:
        return one.what
    named = "" if hidden and one.kind != "person" else shown(one.named, hidden)
    return f"{one.what}: {named}" if named else one.what


def why(one: Shown, *, hidden: bool) -> str:
    """Return what was said with an entry; with ``hidden`` what was searched for in initials."""
    if one.code == "policy":
        return rule_words(one.why)
    return shown(one.why, hidden) if one.code == "search" else one.why


def trouble_words(how: State) -> list[str]:
    """Return a sentence for everything in the record that is not whole."""
    said = [
        _tr("Of {who}: a batch of entries was refused. {why}").format(who=who, why=why)
        for who, why in how.faults
    ]
    return said + [
        _tr("Of {who}: entries {first} to {last} have not come. Ask them to synchronize.").format(
            who=who, first=first, last=last
        )
        for who, first, last in how.gaps
    ]


def _let_be(_error: BaseException) -> None:
    """Say nothing: what was not marked as seen is shown again."""


def _beginning(connection: Any) -> tuple[bool, list[Person], State]:
    return leads(connection), people(connection), state(connection)


def _beginning_of(context: DeskContext, days: int) -> int:
    """Return when the first of so many days began in Massachusetts; today is the last of them."""
    first = context.today() - timedelta(days=days - 1)
    return int(datetime.combine(first, time(), ZONE).timestamp() * 1000)


def _choice(name: str, object_name: str, everything: str) -> ChoiceBox:
    box = ChoiceBox(name)
    box.setObjectName(object_name)
    box.addItem(everything, "")
    return box


def _moment(one: object) -> str:
    return local_moment(_utc(one.at)) if isinstance(one, Shown) else ""


def _utc(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)
