"""The head of a case: who, how it stands, how to reach the youth safely, what comes next.

Where the page has little room (a low window, large text) it folds to the name with its states,
safe contact, the clocks and the first buttons; "More" shows the rest.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.clocks import CaseClocks
from desktop.conflicts.chip import VersionsChip
from desktop.conflicts.words import DOT, also_words, either_words
from desktop.context import DeskContext
from desktop.pages.case.safecontact import SafeContact
from desktop.pages.case.statuschip import StateChip
from desktop.theme import px
from desktop.widgets.buttons import QuietButton
from desktop.widgets.card import Card
from desktop.widgets.chip import Chip, case_status_kind
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import Heading, Muted
from desktop.wording.dates import clock_time, local_moment, near_day, short_day
from desktop.wording.errors import plain
from desktop.wording.names import shown
from storage.domain.codes import CodeBook
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person, display_name
from storage.domain.partial_dates import age_on
from storage.usecases.casefile import CaseFile
from storage.usecases.caseload import CLOSED
from storage.usecases.editing import Kept, keep_record
from storage.usecases.syncing.reviewing import Review

_ROOM = 560
"""The height of a page, in pixels at 100 %, from which the whole head stands open."""
_LONG_NAME = 28
"""Letters of a name from which it may take lines of its own."""


class CaseHeader(Card):
    """Name, states one can change here, facts, what comes next, and the safe-contact strip."""

    closing = Signal()
    """Somebody chose to close the case."""
    reopening = Signal()
    """Somebody chose to open the closed case again."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self._reviews: tuple[Review, ...] = ()
        self._versions: VersionsChip | None = None
        self.name = Heading("")
        self._status = StateChip("status", self.tr("Status"))
        self._priority = StateChip("priority", self.tr("Priority"))
        self._missing = Chip()
        self._hold = Chip()
        self._hold.setObjectName("case-hold")
        self._exploitation = Chip()
        self._facts = Muted("", wrap=True)
        self._safe = SafeContact()
        self._next = Muted("", wrap=True)
        self._clocks = CaseClocks(lanes, context)
        self.ending = QuietButton("", "circle-check")
        self.ending.setObjectName("close-or-reopen")
        self.ending.clicked.connect(self._end)
        self._found: CaseFile | None = None
        self._status.chosen.connect(self._choose_status)
        self._priority.chosen.connect(partial(self._keep, "priority"))
        self._chips = chips = FlowLayout()
        first = (self.name, self._missing, self._hold)
        for chip in (*first, self._status, self._priority, self._exploitation):
            chips.addWidget(chip)
        self.buttons = FlowLayout()
        self._more = QuietButton("")
        self._more.setObjectName("more-of-the-case")
        self._more.clicked.connect(self._turn)
        self._is_low = self._is_open = False
        self._later: tuple[QWidget, ...] = ()
        self.body.setContentsMargins(px(18), px(12), px(18), px(12))
        self.body.setSpacing(px(6))
        self.body.addLayout(chips)
        for line in (self._safe, self._facts, self._next, self._clocks):
            self.body.addWidget(line)
        self.body.addLayout(self.buttons)
        self._fold()

    def add_buttons(self, first: Sequence[QWidget], later: Sequence[QWidget]) -> None:
        """Add buttons; the ``later`` ones are folded where there is little room."""
        self._later = tuple(later)
        for button in (*first, *later, self._more):
            self.buttons.addWidget(button)
        self._fold()

    def show_in(self, height: int) -> None:
        """Fold or unfold for a page that is ``height`` pixels high."""
        if self._is_low != (is_low := height < px(_ROOM)):
            self._is_low = is_low
            self._fold()

    def _turn(self) -> None:
        self._is_open = not self._is_open
        self._fold()

    def _fold(self) -> None:
        shows_all = self._is_open or not self._is_low
        self._more.setText(self.tr("Less") if self._is_open else self.tr("More"))
        for widget, is_wanted in (
            (self._more, self._is_low),
            (self._facts, shows_all),
            (self._next, shows_all and bool(self._next.text())),
            *((button, shows_all) for button in self._later),
        ):
            widget.setVisible(is_wanted)

    def show_case(self, found: CaseFile, reviews: Sequence[Review]) -> None:
        """Show the head of ``found``; ``reviews`` are the conflicts of what it shows."""
        self._show_reviews(tuple(reviews))
        case = found.case.record
        youth = found.youth.record if found.youth else None
        name = display_name(youth) if youth else self.tr("No youth named")
        self.name.setText(shown(name, self._context.initials))
        self.name.setWordWrap(len(self.name.text()) > _LONG_NAME)
        if self._found is None or self._found.case.record.id != case.id:
            self._clocks.show_case(case.id)
        self._found = found
        self._show_states(case)
        self._missing.setVisible(found.missing is not None)
        if found.missing is not None and found.missing.identified_at:
            since = local_moment(found.missing.identified_at)
            words = self.tr("Missing since {moment}").format(moment=since)
            self._missing.set(words, "warn", "footprints")
        self._show_hold(found)
        facts = [*self._fact_words(found, youth), self._also_words(found)]
        self._facts.setText(DOT.join(filter(None, facts)))
        self._safe.show_youth(youth, reviews, initials=self._context.initials)
        ahead = [self._next_words(found), *self._life_words(found, youth)]
        self._next.setText(DOT.join(filter(None, ahead)))
        self._fold()

    def _show_hold(self, found: CaseFile) -> None:
        self._hold.setVisible(bool(found.holds))
        if found.held_back:
            words = self.tr("Destroyed elsewhere, kept here for a legal hold: read only")
            self._hold.set(words, "warn", "lock")
        elif found.holds:
            since = short_day(found.holds[0].from_on) if found.holds[0].from_on else ""
            words = self.tr("Legal hold since {day}").format(day=since)
            self._hold.set(words, "warn", "lock")

    def _show_states(self, case: Case) -> None:
        is_closed = case.status == CLOSED
        self.ending.setText(self.tr("Open again") if is_closed else self.tr("Close case"))
        book, today = self._context.book, self._context.today()
        self._status.show_state(
            case.status,
            book.label("case_status", case.status),
            case_status_kind(case.status),
            book.choices("case_status", today),
        )
        priority = (
            book.label("priority", case.priority) if case.priority else self.tr("No priority")
        )
        choices = [("", self.tr("No priority")), *book.choices("priority", today)]
        self._priority.show_state(case.priority, priority, "neutral", choices)
        words = exploitation_words(case, book)
        self._exploitation.setVisible(bool(words))
        self._exploitation.set(words)

    def _end(self) -> None:
        is_closed = self._found is not None and self._found.case.record.status == CLOSED
        (self.reopening if is_closed else self.closing).emit()

    def _choose_status(self, status: str) -> None:
        """Keep a status; closing and opening again ask for more than a word."""
        was = self._found.case.record.status if self._found else ""
        if status == CLOSED:
            self.closing.emit()
        elif was == CLOSED:
            self.reopening.emit()
        else:
            self._keep("status", status)

    def _keep(self, field: str, code: str) -> None:
        if self._found is not None:
            self._lanes.write(
                keep_record, "case", self._found.case, {field: code}, context=self,
                then=self._kept, failed=self._failed,
            )  # fmt: skip

    def _kept(self, kept: Kept) -> None:
        problems = " ".join(kept.problems.values())
        self._context.say(problems or self.tr("Case saved"), kept.dot)

    def _failed(self, error: BaseException) -> None:
        self._context.say(plain(error))

    def _show_reviews(self, reviews: tuple[Review, ...]) -> None:
        if reviews == self._reviews:
            return
        self._reviews = reviews
        if self._versions is not None:
            self._versions.hide()
            self._chips.removeWidget(self._versions)
            self._versions.deleteLater()
            self._versions = None
        if reviews:
            self._versions = VersionsChip(self._lanes, self._context, reviews, named=True)
            self._chips.addWidget(self._versions)

    def _fact_words(self, found: CaseFile, youth: Person | None) -> list[str]:
        case, today = found.case.record, self._context.today()
        age = age_on(youth.born_on, today) if youth else None
        opened = short_day(case.opened_on) if case.opened_on else ""
        return [
            case.number,
            youth.pronouns if youth else "",
            self.tr("{age} years").format(age=age) if age is not None else "",
            self._context.book.label("county", case.county) if case.county else "",
            case.coordinator,
            self.tr("back-up {name}").format(name=case.backup_coordinator)
            if case.backup_coordinator
            else "",
            self.tr("opened {day}").format(day=opened) if opened else "",
        ]

    def _also_words(self, found: CaseFile) -> str:
        names = ", ".join(shown(name, self._context.initials) for name in found.also)
        return self.tr("Also recorded as {names}").format(names=names) if names else ""

    def _next_words(self, found: CaseFile) -> str:
        today = self._context.today()
        parts = []
        if event := found.next_court:
            day = near_day(event.on, today) if event.on else ""
            at = clock_time(event.at) if event.at else ""
            parts.append(
                self.tr("Next court: {when}").format(
                    when=" ".join(filter(None, (day, at, event.court)))
                )
            )
            parts += [
                " ".join(also_words(review, initials=self._context.initials).splitlines())
                for review in self._reviews
                if review.record == event.id and "on" in review.fields
            ]
        if found.case.record.next_review_on:
            parts.append(
                self.tr("Review: {day}").format(
                    day=near_day(found.case.record.next_review_on, today)
                )
            )
        if found.last_contact:
            parts.append(
                self.tr("Last contact: {day}").format(day=near_day(found.last_contact, today))
            )
        return DOT.join(parts)

    def _life_words(self, found: CaseFile, youth: Person | None) -> list[str]:
        """Return the same as ``life_words``, with every version of where the youth lives."""
        book, place = self._context.book, found.placement
        lives = place or youth
        code = lives.living_situation if lives else ""
        said = partial(
            either_words,
            [review for review in self._reviews if lives and review.record == lives.id],
            initials=self._context.initials,
        )
        situation = said("living_situation", book.label("living_situation", code) if code else "")
        where = (situation, said("place", place.place) if place else "")
        return life_words(found, youth, book, ", ".join(filter(None, where)))


def exploitation_words(case: Case, book: CodeBook) -> str:
    """Return how exploitation stood at opening and stands now; once where nothing changed."""
    then, now = (
        book.label("exploitation_status", code) if code else ""
        for code in (case.exploitation_at_open, case.exploitation_now)
    )
    if then and now and then != now:
        words = QCoreApplication.translate("case", "{now}, at opening: {then}")
        return words.format(now=now, then=then)
    return now or then


def life_words(found: CaseFile, youth: Person | None, book: CodeBook, where: str) -> list[str]:
    """Return who has custody, from the period, else from the person; and ``where`` they live."""
    custody = found.custody
    held = custody.custody if custody else (youth.custody if youth else "")
    custody_words = QCoreApplication.translate("case", "Custody: {words}")
    life = QCoreApplication.translate("case", "Lives: {words}")
    holder = custody.holder if custody else ""
    who = ", ".join(filter(None, (book.label("custody_type", held) if held else "", holder)))
    return [
        custody_words.format(words=who) if who else "",
        life.format(words=where) if where else "",
    ]
