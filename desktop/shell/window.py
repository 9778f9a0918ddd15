"""The main window: side bar, top bar, pages, state bar, and everything that floats above them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid
from typing_extensions import override

from desktop.actions import ACTIONS
from desktop.background import Lanes, Stopped
from desktop.context import DeskContext, Said, Visit
from desktop.faults import Fault
from desktop.settings import Settings
from desktop.shell.arranged import Arranged
from desktop.shell.commandbox import CommandBox
from desktop.shell.curtain import Curtain
from desktop.shell.dayturn import DayTurn
from desktop.shell.dialogs import OpenDialogs
from desktop.shell.entries import Entry
from desktop.shell.faultdialog import FaultDialog
from desktop.shell.focus import Return, Spot, spot_from, spot_in
from desktop.shell.help import HelpDialog
from desktop.shell.navigator import Navigator
from desktop.shell.places import DIALOGS, NAVIGATION, PAGES, exists, make_page
from desktop.shell.sidebar import Sidebar
from desktop.shell.stopping import StoppedDialog
from desktop.shell.syncline import SyncLine
from desktop.shell.topbar import PracticeStrip, StateBar, TopBar
from desktop.shell.undoing import Undoing
from desktop.syncing import SyncState
from desktop.system.handover import Handover
from desktop.theme import px, tokens
from desktop.widgets.dialogs import WINDOW_TITLE
from desktop.widgets.toast import Toasts
from storage.domain.ids import parse_id
from storage.usecases.changes import Changes
from storage.usecases.deadlines import due_moments
from storage.usecases.syncing.openreviews import Open, open_reviews

_START_PAGE = "today"
_FROM_OTHERS = "sync"
"""The act under which changes of other laptops are announced."""
_ABOUT_A_CASE = frozenset({"quicklog", "newtask"})
"""The dialogs that take up the case on show when a key opens them."""
_FRAME = 40
"""Room for the title bar that the system puts over the window, in pixels."""
_RECOUNT_MS = 900_000
"""How often the moments for the locked screen are read again: they reach a day ahead."""
_WIDE = 900
"""From this width on, in pixels at 100 %, the side bar has room for words."""


@dataclass(frozen=True, slots=True)
class Rest:
    """How the window was left: what it takes to stand there again, and the last Save."""

    place: Mapping[str, Any] | None = None
    last_saved: datetime | None = None


class MainWindow(QWidget):
    """One window for everything; ``quitted`` when it was closed."""

    quitted = Signal()
    failed = Signal(object)
    """An error that a page made while one left it; one left it all the same."""

    def __init__(self, lanes: Lanes, context: DeskContext, rest: Rest) -> None:
        super().__init__()
        self.setWindowTitle(WINDOW_TITLE)
        self.setAccessibleName(WINDOW_TITLE)
        self._lanes = lanes
        self._context = context
        self.last_saved: datetime | None = None
        self.troubles: list[BaseException] = []
        self._due: tuple[datetime, ...] = ()
        recount = QTimer(self)
        recount.setInterval(_RECOUNT_MS)
        recount.timeout.connect(self._count_due)
        recount.start()
        self._spot: Spot | None = None
        self._covered = False
        self._keyboard: QWidget | None = None
        self._parked = 0
        self._last_page = ""
        self.offered = offered_actions(statewide=context.statewide or not context.cac)
        self.navigator = Navigator(lambda page_id: make_page(page_id, lanes, context))
        self._sidebar = Sidebar(
            context.program,
            [page for page in NAVIGATION if page in self.offered],
            [action for action in ("settings", "help") if action in self.offered],
        )
        self._top = TopBar()
        self.sync_line = SyncLine(context.syncing, context.clock)
        self._state = StateBar(self.sync_line)
        self._sidebar.show_page("statewide", offered=context.statewide)
        self._lay_out()
        self.dialogs = OpenDialogs(self, lanes, context)
        self.box = CommandBox(self, lanes, self.offered, lambda: context.initials)
        self.box.line.textEdited.connect(context.looks.searched)
        self._toasts = Toasts(self)
        self._curtain = Curtain(self)
        self._undoing = Undoing(lanes, context)
        self._fault: FaultDialog | None = None
        self._connect()
        self._show_saved(rest.last_saved)
        self._show_look(context.settings)
        self._show_meeting(context.meeting.until)
        room = self.screen().availableSize()
        self.resize(min(px(1280), room.width()), min(px(820), room.height() - _FRAME))
        self.setMinimumSize(min(px(640), room.width()), min(px(420), room.height() - _FRAME))
        self._stand(rest.place if isinstance(rest.place, Mapping) else {})

    def do(self, action_id: str) -> None:
        """Do one of the actions; one that is not part of this Satchel does nothing."""
        if self._covered or action_id not in self.offered:
            return
        if action_id in PAGES:
            self._context.go(action_id)
        elif action_id in DIALOGS:
            self._context.open(action_id, self._at_hand(action_id))
        else:
            self._own_actions()[action_id]()

    def _at_hand(self, action_id: str) -> dict[str, Any]:
        """Return what a dialog is about when it is opened by its key: the case on show."""
        if action_id not in _ABOUT_A_CASE or self.navigator.current_id != "case":
            return {}
        case = self.navigator.page().place().get("case")
        return {"case": case} if case else {}

    def cover(self, words: str) -> None:
        """Hide everything that is on the screen, now; remember where the keyboard was."""
        if self._covered:
            self._curtain.draw(words)
            return
        self._covered = True
        self._context.looks.flush()
        self._keyboard = QApplication.focusWidget()
        try:
            self._spot = spot_in(self) or self._spot
            self.dialogs.note_spots()
        finally:
            # Whatever fails: the screen is blank.
            self._curtain.draw(words)

    def uncover(self) -> None:
        """Show everything again, with the keyboard where it was."""
        self._curtain.lift()
        self._covered = False
        if self._keyboard is not None and isValid(self._keyboard):
            self._keyboard.window().activateWindow()
            self._keyboard.setFocus()
        self._keyboard = None

    def place(self) -> dict[str, Any]:
        """Return where everything stands, typed letters included."""
        if not self._covered:
            self._spot = spot_in(self)
            self.dialogs.note_spots()
        return {
            "navigation": self.navigator.place(),
            "spot": self._spot.plain() if self._spot else {},
            "dialogs": self.dialogs.place(),
            "box": self.box.line.text() if self.box.isVisible() else None,
        }

    def handover(self) -> Handover:
        """Return the bare facts for the locked process."""
        theme, size = self._context.settings.theme, self._context.settings.text_size
        return Handover(self.normalGeometry(), self.isMaximized(), self._due, theme, size)

    def ask_about(self, stopped: Stopped) -> None:
        """Ask whether an act goes on that would change very many records."""
        over = QApplication.activeModalWidget() or self
        StoppedDialog(self._lanes, self._context, stopped, over).open()

    def show_fault(self, fault: Fault) -> None:
        """Show an unforeseen error, one at a time."""
        if self._fault is None and not self._covered:
            self._fault = FaultDialog(self, fault)
            self._fault.finished.connect(self._forget_fault)
            self._fault.open()

    @override
    def closeEvent(self, event: QCloseEvent, /) -> None:
        super().closeEvent(event)
        self.quitted.emit()

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        self._sidebar.set_narrow(self.width() < px(_WIDE))
        if self._covered:
            self._curtain.setGeometry(self.rect())

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        if self._context.practice:
            right.addWidget(PracticeStrip())
        right.addWidget(self._top)
        right.addWidget(self.navigator, 1)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self._sidebar)
        upper.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper, 1)
        column.addWidget(self._state)

    def _connect(self) -> None:
        self._lanes.ask = self.ask_about
        context = self._context
        self._sidebar.chosen.connect(self.do)
        self._top.chosen.connect(self.do)
        self.box.chosen.connect(self._take)
        self.navigator.arrived.connect(self._sidebar.show_current)
        self.navigator.arrived.connect(self._note_arrival)
        self.navigator.failed.connect(self.failed)
        self.dialogs.failed.connect(self.failed)
        self.sync_line.clicked.connect(lambda: self.do("program"))
        context.went.connect(self._go)
        context.opened.connect(self._open)
        context.said.connect(self._say)
        context.settings_changed.connect(self._show_look)
        context.meeting.changed.connect(self._show_meeting)
        Arranged(self, context)
        DayTurn(self, context)
        self._lanes.changed.connect(self._note_changes)
        context.syncing.changed.connect(self._note_parked)
        for action in ACTIONS:
            if action.id in self.offered:
                key = QShortcut(QKeySequence(action.shortcut), self)
                key.activated.connect(lambda action_id=action.id: self.do(action_id))

    def _own_actions(self) -> dict[str, Any]:
        return {
            "search": self._open_box,
            "undo": self._undoing.undo_last,
            "sync": self._context.syncing.sync_now,
            "back": self.navigator.back,
            "lock": self._context.lock,
            "hide": self._context.hide,
            "initials": self._context.toggle_initials,
            "theme": self._switch_theme,
            "notice": self._toasts.take_focus,
            "help": lambda: HelpDialog(self, self.offered).open(),
            "quit": self.close,
        }

    def _stand(self, place: Mapping[str, Any]) -> None:
        """Stand where ``place`` says; what of it cannot be is left, and noted in ``troubles``."""
        stood = self._try(lambda: self.navigator.restore_place(place.get("navigation", {})))
        if not stood:
            start = _START_PAGE if _START_PAGE in self.offered else self.offered_pages()[0]
            self.navigator.go(start, {})
        self._try(lambda: self._put_keyboard(place.get("spot", {})))
        self._try(lambda: self.dialogs.restore_place(place.get("dialogs", []), self._try))
        if place.get("box") is not None:
            self._open_box(str(place["box"]))
        self._count_due()
        self._count_reviews()

    def _put_keyboard(self, plain: Mapping[str, Any]) -> None:
        spot = spot_from(plain)
        if spot is not None:
            Return(self, spot)

    def _try(self, act: Callable[[], object]) -> object:
        try:
            return act()
        except Exception as error:  # noqa: BLE001 - nobody may be kept out by where they once stood
            self.troubles.append(error)
            return None

    def offered_pages(self) -> list[str]:
        """Return the pages there are, in the order of the side bar."""
        return [page for page in (*NAVIGATION, *PAGES) if page in self.offered]

    def _go(self, visit: Visit) -> None:
        self.navigator.go(visit.name, visit.target)

    def _open(self, visit: Visit) -> None:
        self.dialogs.open(visit.name, visit.target)

    def _open_box(self, typed: str = "") -> None:
        recent = [parse_id(case) for case in self.navigator.recent_cases]
        self.box.open(recent, typed, self._context.recent)

    def _take(self, entry: Entry) -> None:
        if entry.action:
            self.do(entry.action)
        elif entry.visit is not None:
            self._context.go(entry.visit.name, entry.visit.target)
        elif entry.form is not None:
            self._context.open(entry.form.name, entry.form.target)

    def _say(self, said: Said) -> None:
        if said.undo is None:
            self._toasts.say(said.text)
        else:
            dot = said.undo
            self._toasts.say(said.text, self.tr("Undo"), lambda: self._undoing.undo(dot))

    def _switch_theme(self) -> None:
        chosen = "light" if tokens().is_dark else "dark"
        self._context.set_settings(replace(self._context.settings, theme=chosen))

    def _show_look(self, settings: Settings) -> None:
        if settings.initials:
            self._toasts.forget()
        dark = tokens().is_dark if settings.theme == "auto" else settings.theme == "dark"
        self._top.show_look(initials=settings.initials, dark=dark)

    def _show_meeting(self, until: datetime | None) -> None:
        self._top.show_meeting(until)

    def _note_changes(self, changes: Changes) -> None:
        if changes.dot is not None:
            self._show_saved(self._context.clock.now())
        if changes.ids_by_kind:
            self._count_due()
        if changes.touches("statewide_sheet"):
            self._sidebar.show_page("statewide", offered=True)
        if changes.ids_by_kind or changes.act == _FROM_OTHERS:
            self._count_reviews()

    def _show_saved(self, moment: datetime | None) -> None:
        self.last_saved = moment
        self._state.show_saved(moment, self._context.today())

    def _count_due(self) -> None:
        now, person = self._context.clock.now(), self._context.settings.person
        self._lanes.read(due_moments, now, person, context=self, then=self._keep_due, key="due")

    def _keep_due(self, due: Sequence[datetime]) -> None:
        self._due = tuple(due)

    def _count_reviews(self) -> None:
        self._lanes.read(open_reviews, context=self, then=self._show_reviews, key="reviews")

    def _note_parked(self, state: SyncState) -> None:
        """Count again when envelopes were set aside or taken up: no record says so."""
        if state.parked != self._parked:
            self._parked = state.parked
            self._count_reviews()

    def _show_reviews(self, found: Open) -> None:
        self._sidebar.show_count("review", found.total)

    def _note_arrival(self, page_id: str) -> None:
        """Seal what a case was given once one has left it."""
        if self._last_page == "case" and page_id != "case":
            self._context.syncing.flush()
        self._last_page = page_id

    def _forget_fault(self) -> None:
        self._fault = None


def offered_actions(*, statewide: bool = False) -> tuple[str, ...]:
    """Return the ids of the actions whose page or dialog is part of this Satchel.

    ``statewide`` tells whether the program could be one that reads the state's figures.
    """
    places = {**PAGES, **DIALOGS}
    return tuple(
        action.id
        for action in ACTIONS
        if (action.id not in places or exists(places[action.id]))
        and (statewide or action.id != "statewide")
    )
