"""The Safety tab: the plan in force to read, its versions, the card, the next review."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.conflicts.words import values_in
from desktop.context import DeskContext
from desktop.forms.planview import PlanView
from desktop.pages.case.plancompare import PlanCompare
from desktop.pages.case.rowlist import Row, RowList
from desktop.pages.case.versionsmark import VersionsMark
from desktop.theme import px
from desktop.widgets.buttons import Button, QuietButton
from desktop.widgets.card import Card
from desktop.widgets.chip import Chip
from desktop.widgets.empty import EmptyState
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import Heading
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.dates import near_day, short_day
from storage.domain.ids import RecordId
from storage.domain.kinds.safety_plan import SafetyPlan
from storage.spec.kinds import fields_of
from storage.spec.plain import to_plain
from storage.usecases.changes import Changes
from storage.usecases.safety.plans import LINES, PlanFile, begin_version, plan_file
from storage.usecases.syncing.reviewing import Review, reviews_of

KINDS = ("safety_plan", "case", "person")
"""The kinds whose changes this tab shows."""


class SafetyTab(QWidget):
    """The safety plans of one case."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self.case = RecordId(b"")
        self._links: Mapping[str, str] = {}
        self._file: PlanFile | None = None
        self._wanted_scroll = 0
        self._wanted_record: RecordId | None = None
        self.new_version = Button(self.tr("New version"), "plus")
        self.card_button = Button(self.tr("Card"), "printer")
        self.show_button = Button(self.tr("Show to the youth"), "eye")
        self._correct = QuietButton(self.tr("Correct"), "pencil")
        self.title = Heading("", level=2, wrap=True)
        self._marks = VersionsMark(lanes, context)
        self._chips = tuple(Chip() for _ in range(4))
        self.view = PlanView()
        self.compare = PlanCompare()
        self.versions = RowList(self.tr("Versions, the newest first"))
        self._versions_card = Card(self.tr("Versions"))
        self._plan_card = Card()
        self._empty = EmptyState(
            "life-buoy",
            self.tr("No safety plan yet"),
            self.tr("Make one together with the youth, in the youth's own words."),
        )
        self._lay_out()
        self._connect()
        self._show_nothing()

    @property
    def table(self) -> QWidget:
        """Return what takes the keyboard first."""
        return self.new_version

    def open_case(self, case: RecordId, links: Mapping[str, str]) -> None:
        """Show the plans of ``case``; ``links`` are what a new record begins with."""
        self._links = links
        if case != self.case:
            self.case = case
            self._file = None
            self._show_nothing()
        self.refresh()

    def refresh(self) -> None:
        """Read it again; nothing moves."""
        if self.case:
            self._lanes.read(_read, self.case, context=self, then=self._show, key="plans")

    def select(self, record: RecordId) -> None:
        """Open an earlier version in its form; the one in force is in view already."""
        self._wanted_record = record
        if self._file is not None and self._file.case.id == self.case:
            self._open_wanted()

    def place(self) -> dict[str, Any]:
        """Return how far it is scrolled."""
        return {"scroll": self._box.verticalScrollBar().value()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        self._wanted_scroll = int(place.get("scroll", 0))

    def _show(self, read: tuple[PlanFile | None, Sequence[Review]]) -> None:
        found, reviews = read
        self._file = found
        if found is None or found.case.id != self.case:
            self._show_nothing()
            return
        plan = found.in_force
        self._empty.setVisible(plan is None)
        self._plan_card.setVisible(plan is not None)
        self._versions_card.setVisible(len(found.plans) > 1)
        self.new_version.setVisible(True)
        self.new_version.setText(
            self.tr("New version") if plan is not None else self.tr("New safety plan")
        )
        if plan is not None:
            self._show_plan(plan, reviews)
        plans = [stored.record for stored in found.plans]
        self.compare.show_plans(plans, initials=self._context.initials)
        self.versions.show_rows([self._row(plan, plans[0]) for plan in plans])
        if self._wanted_scroll:
            scroll, self._wanted_scroll = self._wanted_scroll, 0
            QTimer.singleShot(0, self, lambda: self._box.verticalScrollBar().setValue(scroll))
        self._open_wanted()

    def _open_wanted(self) -> None:
        record, self._wanted_record = self._wanted_record, None
        if self._file is None or record is None:
            return
        if record in [stored.record.id for stored in self._file.plans[1:]]:
            self._edit(record)

    def _show_plan(self, plan: SafetyPlan, reviews: Sequence[Review]) -> None:
        book, today = self._context.book, self._context.today()
        made = short_day(plan.made_on) if plan.made_on else ""
        self.title.setText(self.tr("Plan of {day}").format(day=made))
        late = plan.next_review_on is not None and plan.next_review_on < today
        review = near_day(plan.next_review_on, today) if plan.next_review_on else ""
        words = (
            self.tr("In the youth's own words") if plan.own_words else "",
            book.label("plan_agreed", plan.agreed) if plan.agreed else "",
            self.tr("Copy: {how}").format(how=book.label("copy_given", plan.copy_given))
            if plan.copy_given
            else self.tr("Copy: not asked yet"),
            self.tr("Review: {day}").format(day=review) if review else self.tr("No review set"),
        )
        for chip, text in zip(self._chips, words, strict=True):
            chip.setVisible(bool(text))
            chip.set(text)
        if late:
            self._chips[-1].set(words[-1], "warn", "clock")
        versions = {name: values_in(reviews, name, initials=False) for name in LINES}
        self.view.show_plan(plan, initials=self._context.initials, versions=versions)
        self._marks.show_reviews(reviews)

    def _row(self, plan: SafetyPlan, in_force: SafetyPlan) -> Row:
        made = short_day(plan.made_on) if plan.made_on else ""
        with_whom = ", ".join(
            sorted(self._context.book.label("with_whom", code) for code in plan.made_with)
        )
        is_in_force = plan.id == in_force.id
        return Row(
            plan.id,
            made,
            self.tr("with {people}").format(people=with_whom) if with_whom else "",
            self.tr("In force") if is_in_force else "",
            "ok",
            act=self.tr("Open"),
        )

    def _show_nothing(self) -> None:
        for part in (self._plan_card, self.compare, self._versions_card, self._empty):
            part.hide()
        self.new_version.hide()

    def _new_version(self) -> None:
        plan = self._file.in_force if self._file is not None else None
        fields = fields_of(SafetyPlan)
        begun = begin_version(plan)
        replaced = begun.pop("replaces", None)
        values = {name: to_plain(fields[name])(value) for name, value in begun.items()}
        target = {"kind": "safety_plan", "case": self.case.hex(), **self._links}
        if replaced is not None:
            target["replaces"] = replaced.hex()
        self._context.open("record", {**target, "values": values})

    def _edit(self, record: RecordId) -> None:
        links = {"case": self.case.hex(), **self._links}
        self._context.open("record", {"kind": "safety_plan", **links, "record": record.hex()})

    def _correct_plan(self) -> None:
        if plan := self._in_force():
            self._edit(plan.id)

    def _make_card(self) -> None:
        if plan := self._in_force():
            self._context.open("safetycard", {"plan": plan.id.hex()})

    def _show_to_youth(self) -> None:
        if plan := self._in_force():
            self._context.open("plainplan", {"plan": plan.id.hex()})

    def _in_force(self) -> SafetyPlan | None:
        return self._file.in_force if self._file is not None else None

    def _on_changed(self, changes: Changes) -> None:
        if self.isVisible() and any(changes.touches(kind) for kind in KINDS):
            self.refresh()

    def _on_settings(self, _settings: object) -> None:
        if self.isVisible():
            self.refresh()

    def _connect(self) -> None:
        self.new_version.clicked.connect(self._new_version)
        self.card_button.clicked.connect(self._make_card)
        self.show_button.clicked.connect(self._show_to_youth)
        self._correct.clicked.connect(self._correct_plan)
        self.versions.opened.connect(self._edit)
        self._lanes.changed.connect(self._on_changed)
        self._context.settings_changed.connect(self._on_settings)

    def _lay_out(self) -> None:
        for button, name in (
            (self.new_version, "plan-new"), (self.card_button, "plan-card"),
            (self.show_button, "plan-show"),
        ):  # fmt: skip
            button.setObjectName(name)
        chips, buttons = FlowLayout(), FlowLayout()
        for chip in self._chips:
            chips.addWidget(chip)
        for widget in (self.card_button, self.show_button, self._correct):
            buttons.addWidget(widget)
        self._plan_card.body.setSpacing(px(12))
        self._plan_card.body.addWidget(self.title)
        self._plan_card.body.addLayout(chips)
        self._plan_card.body.addWidget(self._marks)
        self._plan_card.body.addWidget(self.view)
        self._plan_card.body.addLayout(buttons)
        self._versions_card.body.addWidget(self.versions)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, px(6), 0)
        column.setSpacing(px(12))
        for part in (self._plan_card, self.compare, self._versions_card, self._empty):
            column.addWidget(part)
        column.addStretch(1)
        self._box = ScrollBox(inner)
        row = QHBoxLayout()
        row.addWidget(self.new_version)
        row.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, px(10), 0, 0)
        outer.setSpacing(px(10))
        outer.addLayout(row)
        outer.addWidget(self._box, 1)


def _read(connection: Any, case: RecordId) -> tuple[PlanFile | None, Sequence[Review]]:
    found = plan_file(connection, case)
    plan = found.in_force if found is not None else None
    return found, reviews_of(connection, [plan.id]) if plan is not None else ()
