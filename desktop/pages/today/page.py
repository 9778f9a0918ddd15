"""Today: the numbers of the day, clocks, what is due, what waits, what was saved last."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.today.accessbanner import AccessBanner
from desktop.pages.today.backupline import BackupLine
from desktop.pages.today.checkupbanner import CheckupBanner
from desktop.pages.today.clockcard import FEW, ClockCard
from desktop.pages.today.copiesbanner import CopiesBanner
from desktop.pages.today.endedbanner import EndedBanner
from desktop.pages.today.kitbanner import KitBanner
from desktop.pages.today.numberrow import NumberRow
from desktop.pages.today.openingsbanner import OpeningsBanner
from desktop.pages.today.restoredbanner import RestoredBanner, read_only_words
from desktop.pages.today.rows import RowList
from desktop.pages.today.stillbanner import StillBanner
from desktop.pages.today.words import draft_row, due_row, quiet_row, review_rows, saved_row
from desktop.syncing import SyncState
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import Button, PrimaryButton
from desktop.widgets.card import Card
from desktop.widgets.columns import Columns
from desktop.widgets.inputs import ChoiceBox
from desktop.widgets.labels import Muted
from desktop.widgets.page import Page
from desktop.widgets.scrollbox import WrappedBody
from desktop.wording.dates import long_day
from desktop.wording.sync import waiting
from storage.domain.clocks import milliseconds
from storage.domain.ids import RecordId
from storage.usecases.changes import Changes
from storage.usecases.deadlines import Clocks, clocks
from storage.usecases.recoverykit import Kit, kit
from storage.usecases.syncing.openreviews import Open, open_reviews, version_counts
from storage.usecases.team.coverage import Cover, covered_by
from storage.usecases.today import Sheet, sheet
from sync.client.quiet import quiet_since
from sync.client.recovery.openings import Opening, openings, put_away

_DUE_COLUMNS = 2
_LEAST = 380
_OWN_CHOICES = 2
"""One's own cases, and all; those of whom one stands in for come behind."""
_EVERY_MS = 60_000
"""How often the time that is left is read again."""


@dataclass(frozen=True, slots=True)
class Day:
    """All that is read for the page; ``laptop`` is what its clock said then.

    ``still`` is since when (Unix milliseconds) nothing of others came; 0 where that is as usual.
    """

    sheet: Sheet
    clocks: Clocks
    reviews: Open
    versions: Mapping[RecordId, int]
    covered: Sequence[Cover]
    laptop: datetime
    openings: Sequence[Opening]
    kit: Kit
    still: int


class TodayPage(Page):
    """What a coordinator sees first."""

    page_id = "today"
    body_class = WrappedBody

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(self.tr("Today"))
        self._lanes, self._context = lanes, context
        self._top: int | None = None
        self._seen = context.clock.now()
        self._most = FEW
        self._whose = ChoiceBox(self.tr("Whose cases"))
        self._whose.setObjectName("today-whose")
        self._numbers = NumberRow(context)
        self._clocks = ClockCard(lanes, context)
        self._clocks.wanted.connect(self._read_more)
        self._due = RowList(
            self.tr("Nothing in the next 14 days. Court dates and reviews show here.")
        )
        self._waiting = RowList(self.tr("Nothing waits for you."))
        self._recent = RowList(self.tr("What you save shows here, so that you can go back to it."))
        self._openings = OpeningsBanner()
        self._openings.acted.connect(self._put_away_openings)
        self._kit = KitBanner()
        self._kit.acted.connect(lambda: context.open("kit"))
        self._restored = RestoredBanner(context)
        self._still = StillBanner(context)
        self._access = AccessBanner(lanes, context)
        self._copies = CopiesBanner(lanes, context)
        self._ended = EndedBanner(context)
        self._checkup = CheckupBanner(context)
        self._backup = BackupLine(context)
        self._sync = Muted("", wrap=True)
        self._sync.setObjectName("today-sync")
        self._arrange()
        lanes.changed.connect(self._on_changed)
        context.settings_changed.connect(self._on_settings)
        pulse = QTimer(self)
        pulse.setInterval(_EVERY_MS)
        pulse.timeout.connect(self._on_pulse)
        pulse.start()
        context.syncing.changed.connect(self._show_sync)
        self._show_sync(context.syncing.state)

    def title(self) -> str:
        """Return the page's name."""
        return self.tr("Today")

    def open(self, target: Mapping[str, Any]) -> None:
        """Show the day as it is now; ``mine`` in the target chooses whose."""
        if "mine" in target:
            self._whose.setCurrentIndex(0 if target["mine"] else 1)
        self._copies.read()
        self._read()

    def place(self) -> dict[str, Any]:
        """Return whose cases are shown and how far the page is scrolled."""
        top = self.scroll_area.verticalScrollBar().value()
        whose = self._whose.currentData()
        return {
            "mine": self._mine(),
            "covered": whose if isinstance(whose, str) else "",
            "top": top if self._top is None else self._top,
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        self._top = int(place.get("top", 0))
        if covered := str(place.get("covered", "")):
            self._offer([covered])
            self._whose.setCurrentIndex(self._whose.findData(covered))
            self._read()
            return
        self.open({"mine": place.get("mine", True)})

    def first_focus(self) -> QWidget:
        """Begin at the first number."""
        return self._numbers.first

    def _arrange(self) -> None:
        self._whose.addItem(self.tr("My cases"), True)
        self._whose.addItem(self.tr("All cases"), False)
        self._whose.activated.connect(self._read)
        self._whose.hide()
        new = Button(self.tr("New case"), "plus")
        new.clicked.connect(lambda: self._context.open("intake"))
        log = PrimaryButton(self.tr("Log service"), "zap")
        log.clicked.connect(lambda: self._context.open("quicklog"))
        for control in (self._whose, new, log):
            self.buttons.addWidget(control)
        due = Card(self.tr("Court and reviews"))
        due.body.addWidget(self._due)
        due.body.addStretch(1)
        waiting = Card(self.tr("Waiting for you"))
        waiting.body.addWidget(self._waiting)
        waiting.body.addStretch(1)
        recent = Card(self.tr("Recent"))
        recent.body.addWidget(self._recent)
        recent.body.addWidget(self._sync)
        recent.body.addWidget(self._backup)
        recent.body.addStretch(1)
        self.body.addWidget(self._openings)
        self.body.addWidget(self._kit)
        self.body.addWidget(self._restored)
        self.body.addWidget(self._still)
        if self._context.read_only:
            self.body.addWidget(Banner(read_only_words(), "warn"))
        self.body.addWidget(self._ended)
        self.body.addWidget(self._copies)
        self.body.addWidget(self._checkup)
        self.body.addWidget(self._access)
        self.body.addWidget(self._numbers)
        cards = [(self._clocks, 1), (due, 1), (waiting, 1), (recent, 1)]
        self.body.addWidget(Columns(cards, _DUE_COLUMNS, _LEAST))
        self.body.addStretch(1)

    def _put_away_openings(self) -> None:
        self._openings.hide()
        self._lanes.write(put_away, context=self)

    def _mine(self) -> bool:
        return bool(self._whose.currentData())

    def _person(self) -> str:
        """Return whose cases are one's own here: of whom one stands in for, or one's own."""
        whose = self._whose.currentData()
        return whose if isinstance(whose, str) else self._context.settings.person

    def _offer(self, away: Sequence[str]) -> None:
        """Offer the cases of those one stands in for; whoever is chosen stays chosen."""
        known = [self._whose.itemData(row) for row in range(_OWN_CHOICES, self._whose.count())]
        if known == list(away):
            return
        chosen = self._whose.currentData()
        while self._whose.count() > _OWN_CHOICES:
            self._whose.removeItem(self._whose.count() - 1)
        for name in away:
            self._whose.addItem(self.tr("For {name}, who is away").format(name=name), name)
        self._whose.setCurrentIndex(max(self._whose.findData(chosen), 0))

    def _read(self, _chosen: object = None) -> None:
        self.set_subtitle(long_day(self._context.today()))
        self._access.read()
        now = self._context.clock.now()
        self._seen = max(self._seen, now)
        self._lanes.read(
            partial(_read_day, now=now, seen=self._seen, most=self._most, mine=self._mine()),
            self._context.today(),
            self._person(),
            self._context.settings.person,
            context=self,
            then=self._show,
            key="sheet",
        )

    def _read_more(self, most: int) -> None:
        self._most = most
        self._read()

    def _show(self, read: Day) -> None:
        found, versions = read.sheet, read.versions
        context = self._context
        self._openings.show_openings(read.openings, initials=context.initials)
        self._kit.show_kit(read.kit)
        self._clocks.show_clocks(read.clocks, read.laptop)
        self._offer([cover.away for cover in read.covered])
        self._whose.setVisible(found.leads or bool(read.covered))
        is_one = found.leads and self._mine()
        self._numbers.show_numbers(found.numbers, self._person() if is_one else "")
        self._due.show_rows(
            [due_row(due, context, versions.get(due.record, 0)) for due in found.due]
        )
        drafts = (draft_row(draft, context) for draft in found.drafts)
        self._waiting.show_rows(
            [
                *review_rows(read.reviews, context),
                *(row for row in drafts if row is not None),
                *(quiet_row(quiet, context) for quiet in found.quiet),
            ]
        )
        self._recent.show_rows([saved_row(saved, context) for saved in found.recent])
        self._backup.show_state(context.backups.state)
        self._restored.show_state(context.backups.state)
        self._still.show_since(read.still)
        self._ended.show_state(context.checkup.state)
        self._put_back()

    def _show_sync(self, state: SyncState) -> None:
        """Say how many Saves no server has yet; nothing where none waits."""
        waits = state.connected and state.waiting > 0
        self._sync.setText(waiting(state.waiting, connected=not state.problem) if waits else "")
        self._sync.setVisible(waits)

    def _put_back(self) -> None:
        if self._top is not None:
            self.body.activate()
            self.scroll_area.verticalScrollBar().setValue(self._top)
            self._top = None

    def _on_changed(self, changes: Changes) -> None:
        # Sync keeps books of its own, many times a round; they show nothing here.
        if changes.ids_by_kind:
            self._if_shown(self._read)

    def _on_settings(self, _settings: object) -> None:
        self._if_shown(self._read)

    def _on_pulse(self) -> None:
        self._if_shown(self._read)

    def _if_shown(self, act: Callable[[], None]) -> None:
        # Hidden pages are opened again before they are seen, and read then.
        if self.isVisible():
            act()


def _read_day(  # noqa: PLR0913 - the query of one page
    connection: Any,
    day: date,
    person: str,
    desk: str,
    *,
    now: datetime,
    seen: datetime,
    most: int,
    mine: bool,
) -> Day:
    """Read the sheet, the clocks, what waits for a decision, and what has several versions.

    ``person`` is whose cases are meant, ``desk`` who sits here.
    """
    found = sheet(connection, day, person, mine=mine)
    who = person if mine and found.leads else ""
    running = clocks(connection, now, who, seen=seen, most=most)
    versions = version_counts(connection, [due.record for due in found.due])
    covered = covered_by(connection, desk, day)
    waiting = open_reviews(connection)
    told = openings(connection)
    still = quiet_since(connection, milliseconds(now))
    return Day(found, running, waiting, versions, covered, now, told, kit(connection, day), still)
