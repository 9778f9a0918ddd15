"""What the shell gives every page: time, code lists, settings, drafts, and ways to get about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.background import Lanes
from desktop.backups import Backups
from desktop.channel import Channel
from desktop.checkup import Checkup
from desktop.looking import Looks
from desktop.meeting import Meeting
from desktop.settings import Settings
from desktop.syncing import Syncing
from desktop.withheld import noted_by, shown_by
from desktop.wording.errors import plain
from storage.domain.changeset import Dot
from storage.domain.clocks import Clock, milliseconds, today
from storage.domain.codes import CodeBook
from storage.usecases.access.withholding import OTHERS, RESTRICTED, Withheld, withheld
from storage.usecases.activities import Activity, offered
from storage.usecases.changes import Changes
from storage.usecases.codelists import book_of
from storage.usecases.desk import Desk
from storage.usecases.drafts import drop, keep
from storage.usecases.recent import with_newest
from storage.usecases.settings import set_settings

_ARRANGING = ("code_setting", "field_setting", "activity")
"""The kinds by which a program arranges its lists, its fields and Quick log."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence for the person at the desk, and the Save it can take back."""

    text: str
    undo: Dot | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """Where to go: a page or a dialog, and what it shows there (plain data)."""

    name: str
    target: Mapping[str, Any] = field(default_factory=dict)


class DeskContext(QObject):
    """One for all pages and dialogs of an unlocked workspace; lives on the GUI thread."""

    went = Signal(Visit)
    opened = Signal(Visit)
    said = Signal(Said)
    locked = Signal()
    hidden = Signal()

    def __init__(
        self,
        lanes: Lanes,
        clock: Clock,
        book: CodeBook,
        desk: Desk,
        syncing: Syncing | None = None,
    ) -> None:
        super().__init__()
        self.syncing = syncing or Syncing(lanes, clock)
        """What goes between this laptop and the others; pages let scripts run by it."""
        self.backups = Backups(lanes, clock)
        """The backups that Satchel makes by itself, and how they stand."""
        self.checkup = Checkup(lanes, clock)
        """Whether everything that was saved is whole."""
        self.meeting = Meeting()
        self.meeting.setParent(self)
        """What holds the idle lock."""
        self.looks = Looks(lanes, clock)
        """What a person looks at, on its way into the record of access."""
        self.clock = clock
        self.book = book
        self.program = str(desk.settings["program.name"])
        self.cac = str(desk.settings["program.cac"])
        self.practice = bool(desk.settings["program.practice"])
        self.statewide = bool(desk.settings["program.statewide"])
        """Whether this program has read the state's figures before, as MACA's own does."""
        self.shielded = False
        """Whether the system was asked, and agreed, to leave the windows out of pictures."""
        self.read_only = False
        """Whether the workspace is open to be read only."""
        self.county_trouble = ""
        """Why the county's profile on this computer is not in force, if it is not."""
        self.settings_changed: Channel[Settings] = Channel()
        self.activities = desk.activities
        """What Quick log offers, in its order."""
        self.book_changed: Channel[CodeBook] = Channel()
        """The program arranged its lists, fields or activities otherwise."""
        lanes.changed.connect(self._on_changed)
        self._withholds = "reason" in {desk.settings[OTHERS], desk.settings[RESTRICTED]}
        self._lanes = lanes
        self._settings = Settings.of(desk.settings)
        self._drafts: dict[str, Any] = dict(desk.drafts)
        self._recent = [
            list(map(str, one)) for one in desk.settings["recent"] if isinstance(one, list)
        ]
        self._views: dict[str, Any] = dict(desk.settings["lists.views"])

    def _on_changed(self, changes: Changes) -> None:
        if any(changes.touches(kind) for kind in _ARRANGING):
            self._lanes.read(_arranged, context=self, then=self._take_book, key="book")

    def _take_book(self, arranged: tuple[CodeBook, tuple[Activity, ...]]) -> None:
        self.book, self.activities = arranged
        self.book_changed.announce(self.book)

    def today(self) -> date:
        """Return the calendar day in Massachusetts."""
        return today(self.clock)

    @property
    def settings(self) -> Settings:
        """What the person prefers, at this moment."""
        return self._settings

    @property
    def initials(self) -> bool:
        """Whether names are shown as initials."""
        return self._settings.initials

    def set_settings(self, settings: Settings) -> None:
        """Keep ``settings`` in the workspace and tell everyone who asked.

        What the county or this computer has locked is taken back, with a sentence.
        """
        before, self._settings = self._settings, settings
        self._lanes.write(
            set_settings, settings.stored(), context=self, failed=partial(self._take_back, before)
        )
        self.settings_changed.announce(settings)

    def _take_back(self, before: Settings, error: BaseException) -> None:
        self._settings = before
        self.settings_changed.announce(before)
        self.say(plain(error))

    def toggle_initials(self) -> None:
        """Hide the names on every screen behind initials, or show them again."""
        self.set_settings(replace(self._settings, initials=not self._settings.initials))

    def go(self, page_id: str, target: Mapping[str, Any] | None = None) -> None:
        """Show a page, with what it shall show there; what is withheld, once there is a reason."""
        visit = Visit(page_id, target or {})
        shows = shown_by(page_id, visit.target, is_dialog=False)
        self._meet(shows, visit, lambda: self.went.emit(visit))

    def open(self, dialog_id: str, target: Mapping[str, Any] | None = None) -> None:
        """Open one of the dialogs that any page may open; of what is withheld, with a reason."""
        visit = Visit(dialog_id, target or {})
        shows = shown_by(dialog_id, visit.target, is_dialog=True)
        self._meet(shows, visit, lambda: self._open(dialog_id, target), is_dialog=True)

    def when_permitted(self, kind: str, record: str, then: Callable[[], object]) -> None:
        """Run ``then`` where a record, its id in hexadecimal, may be read; else ask for a reason.

        After a reason the person asks once more.
        """
        self._meet((kind, bytes.fromhex(record)), None, then)

    def _meet(
        self,
        shows: tuple[str, bytes] | None,
        visit: Visit | None,
        then: Callable[[], object],
        *,
        is_dialog: bool = False,
    ) -> None:
        if shows is None or not self._withholds:
            then()
            return
        now = milliseconds(self.clock.now())
        going_on = [is_dialog, visit.name, dict(visit.target)] if visit else None

        def decide(found: Withheld | None) -> None:
            if found is None:
                then()
                return
            asked = {
                "kind": found.subject.kind,
                "record": found.subject.record.hex(),
                "case": found.subject.case.hex(),
                "number": found.number,
                "whose": found.whose,
                "then": going_on,
            }
            self.opened.emit(Visit("breakglass", asked))

        self._lanes.read(withheld, *shows, self.today(), now, context=self, then=decide)

    def _open(self, dialog_id: str, target: Mapping[str, Any] | None) -> None:
        if target is not None and dialog_id == "record" and target.get("record"):
            self.remember(str(target["kind"]), str(target["record"]))
        self.note_shown(dialog_id, target or {})
        self.opened.emit(Visit(dialog_id, target or {}))

    def note_shown(self, dialog_id: str, target: Mapping[str, Any]) -> None:
        """Have it entered in the record of access what a dialog shows as it opens."""
        if noted := noted_by(dialog_id, target):
            kind, record = noted
            said = self.tr("Its history") if dialog_id == "history" else ""
            self.looks.opened(kind, record.hex(), said=said)

    def say(self, text: str, undo: Dot | None = None) -> None:
        """Say ``text`` at the foot of the window; with ``undo``, offer to take that Save back."""
        self.said.emit(Said(text, undo))

    @property
    def recent(self) -> Sequence[Sequence[str]]:
        """Kind and id, in hexadecimal, of the records opened lately, the newest first."""
        return self._recent

    def remember(self, kind: str, record: str) -> None:
        """Note that a record, its id in hexadecimal, is looked at now."""
        newest = with_newest(self._recent, kind, record)
        if newest != self._recent:
            self._recent = newest
            self._lanes.write(set_settings, {"recent": newest}, context=self)

    def list_views(self, list_id: str) -> Mapping[str, Any]:
        """Return what was kept of a list: ``named`` views by name, and the ``last`` one."""
        found: Mapping[str, Any] = self._views.get(list_id, {})
        return found

    def keep_list_views(self, list_id: str, kept: Mapping[str, Any]) -> None:
        """Keep how a list is looked at in the workspace."""
        self._views[list_id] = dict(kept)
        self._lanes.write(set_settings, {"lists.views": dict(self._views)}, context=self)

    def lock(self) -> None:
        """Draw the curtain now."""
        self.locked.emit()

    def hide(self) -> None:
        """Cover everything at once; the same again shows it."""
        self.hidden.emit()

    def draft(self, place: str) -> Any | None:
        """Return what was typed at ``place`` and not saved, or None."""
        return self._drafts.get(place)

    def keep_draft(self, place: str, snapshot: Any) -> None:
        """Keep ``snapshot`` (plain data) as the draft of ``place``, in the workspace, at once."""
        self._drafts[place] = snapshot
        self._lanes.write(keep, place, snapshot, context=self)

    def drop_draft(self, place: str) -> None:
        """Forget the draft of ``place``: it was saved, or is not wanted."""
        if self._drafts.pop(place, None) is not None:
            self._lanes.write(drop, place, context=self)


def _arranged(connection: Any) -> tuple[CodeBook, tuple[Activity, ...]]:
    return book_of(connection), offered(connection)
