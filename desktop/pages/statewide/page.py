"""The state's figures: sums over the programs that sent theirs. There is nothing behind them."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lists.source import Sort
from desktop.lists.table import RecordTable
from desktop.pages.statewide.choosing import Choosing
from desktop.pages.statewide.fetching import Fetching
from desktop.pages.statewide.senders import SendersCard
from desktop.pages.statewide.sums import ByProgram, Sums
from desktop.pages.statewide.table import StateSource
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import Button, PrimaryButton
from desktop.widgets.empty import EmptyState
from desktop.widgets.page import Page
from desktop.wording.errors import plain
from desktop.wording.sync import moment
from storage.domain.periods import Period
from storage.reports.statewide import Statewide, periods, statewide
from storage.usecases.changes import Changes
from storage.usecases.statewide import KIND


class StatewidePage(Page):
    """What the programs sent for a period; asks the figures server whenever it is opened."""

    page_id = "statewide"

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(self.tr("Statewide"))
        self._lanes, self._context = lanes, context
        self._state: Statewide | None = None
        self._row = ""
        self.choosing = Choosing()
        self.trouble = Banner("", "warn")
        self.senders = SendersCard()
        self.sums: Sums | None = None
        self.by_program = ByProgram()
        self.source = StateSource(())
        self.table: RecordTable | None = None
        self.empty = EmptyState(
            "layers",
            self.tr("No program has sent figures for this period"),
            self.tr("Programs send them from Reports. Get the newest, or choose another period."),
        )
        self.fetching = Fetching(lanes, context)
        self._arrange()
        self._connect()

    def title(self) -> str:
        """Return the page's name."""
        return self.tr("Statewide")

    def first_focus(self) -> QWidget:
        """Begin at the choice of the report."""
        return self.choosing.form

    def open(self, target: Mapping[str, Any]) -> None:
        """Show the last quarter's PMT, or what ``report`` and ``period`` of the target name."""
        if self._state is None or "report" in target:
            period = Period.parse(str(target["period"])) if target.get("period") else None
            self._offer(str(target.get("report", "pmt")), period)
        else:
            self.fetch()

    def place(self) -> dict[str, Any]:
        """Return the report, the period, how far down, and which row is shown by program."""
        if not self.choosing.period.count():
            return {}
        form, period = self.choosing.wanted()
        return {
            "report": form,
            "period": period.text(),
            "row": self._row,
            "scroll": self.scroll_area.verticalScrollBar().value(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show the same again."""
        self._row = str(place.get("row", ""))
        self.open(place)

    def fetch(self) -> None:
        """Ask the figures server what there is for the period that is chosen."""
        self.trouble.hide()
        self.fetching.fetch(self.choosing.wanted()[1])

    def _offer(self, form: str, period: Period | None) -> None:
        self.choosing.offer(form, periods(form, self._context.today()), period)
        self._choose()

    def _choose(self) -> None:
        self._read()
        self.fetch()

    def _read(self) -> None:
        self._lanes.report(
            statewide,
            *self.choosing.wanted(),
            context=self,
            then=self._show,
            failed=self._refuse,
            key="state",
        )

    def _show(self, state: Statewide) -> None:
        self._state = state
        self._say_subtitle(state)
        self.senders.show_state(state)
        self._show_sums(state)
        self._show_table(state)
        self._show_row(self._row if self._has(self._row) else "")
        for part in (self.by_program, self.sums, self.table):
            if part is not None:
                part.setVisible(bool(state.senders))
        self.empty.setVisible(not state.senders)
        self.save_button.setEnabled(bool(state.senders))

    def _say_subtitle(self, state: Statewide) -> None:
        words = self.tr("Sums over programs \u00b7 {period}").format(period=state.period.words())
        if state.asked_at is not None:
            asked = moment(state.asked_at, self._context.clock.now())
            words = self.tr("{words} \u00b7 as of {time}").format(words=words, time=asked)
        self.set_subtitle(words)

    def _show_sums(self, state: Statewide) -> None:
        if self.sums is None or self.sums.form != state.form:
            sums = Sums(state)
            sums.chosen.connect(self._show_row)
            if self.sums is not None:
                self._middle.removeWidget(self.sums)
                self.sums.hide()
                self.sums.deleteLater()
            self._middle.insertWidget(0, sums)
            self.sums = sums
        self.sums.show_state(state)

    def _show_table(self, state: Statewide) -> None:
        """Fill the table; one of other programs is another table."""
        names = tuple(sender.short for sender in state.senders)
        if self.table is not None and names == self.source.programs:
            self.source.put(state)
            self.table.refresh()
            return
        self.source = StateSource(names)
        self.source.put(state)
        table = RecordTable(
            self._lanes, self.source, self.tr("Figures by program"), sort=Sort("form")
        )
        table.setObjectName("statewide_table")
        table.setMinimumHeight(px(420))
        table.opened.connect(self._choose_row)
        if self.table is not None:
            self._below.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        self._below.addWidget(table)
        self.table = table
        table.refresh()

    def _choose_row(self, key: int) -> None:
        row = self.source.row(key)
        if row is not None:
            self._show_row(row.id)

    def _show_row(self, row_id: str) -> None:
        self._row = row_id
        if self._state is not None and self.sums is not None:
            self.by_program.show_row(self._state, self._state.row(row_id or self.sums.first))

    def _has(self, row_id: str) -> bool:
        return self._state is not None and row_id in {row.id for row in self._state.rows}

    def _refuse(self, error: BaseException) -> None:
        self._say_trouble(plain(error))

    def _say_trouble(self, words: str) -> None:
        self.trouble.say(words)

    def _changed(self, changes: Changes) -> None:
        if changes.touches(KIND):
            self._read()

    def _open_share(self) -> None:
        form, period = self.choosing.wanted()
        self._context.open("share", {"statewide": form, "period": period.text()})

    def _connect(self) -> None:
        self.choosing.chosen.connect(self._choose)
        self.choosing.form_chosen.connect(lambda form: self._offer(form, None))
        self.fetching.failed.connect(self._say_trouble)
        self.fetching.busy.connect(lambda busy: self.fetch_button.setEnabled(not busy))
        self._lanes.changed.connect(self._changed)

    def _arrange(self) -> None:
        self.save_button = Button(self.tr("Save or print…"), "download")
        self.save_button.setObjectName("statewide_save")
        self.save_button.setEnabled(False)
        self.save_button.clicked.connect(self._open_share)
        self.fetch_button = PrimaryButton(self.tr("Get the newest"), "refresh-cw")
        self.fetch_button.setObjectName("statewide_fetch")
        self.fetch_button.clicked.connect(self.fetch)
        self.buttons.addWidget(self.save_button)
        self.buttons.addWidget(self.fetch_button)
        self._middle, self._below = QVBoxLayout(), QVBoxLayout()
        self._middle.setSpacing(px(14))
        self._middle.addWidget(self.by_program)
        self.body.addWidget(self.choosing)
        self.body.addWidget(self.trouble)
        self.body.addWidget(self.senders)
        self.body.addWidget(self.empty)
        self.body.addLayout(self._middle)
        self.body.addLayout(self._below, 1)
        for part in (self.trouble, self.empty, self.by_program):
            part.hide()
