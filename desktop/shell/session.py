"""An unlocked workspace with everything around it, from the right passphrase to the curtain."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QRect, QTimer, Signal
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from desktop import theme
from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.endings import DESK
from desktop.faults import Fault, Faults
from desktop.lane import Opener
from desktop.profile import Installed, installed
from desktop.settings import Settings
from desktop.shell.clipboard import ClipboardWatch
from desktop.shell.entrance import Entrance
from desktop.shell.everywhere import KeysEverywhere
from desktop.shell.hiding import Hiding
from desktop.shell.idle import IdleWatch
from desktop.shell.locking import Lockable, Locker, put_away
from desktop.shell.pinning import Pinning
from desktop.shell.window import MainWindow, Rest
from desktop.syncing import Syncing
from desktop.system import Signs, System
from desktop.system.handover import Handover
from desktop.system.sleep_gap import since_the_start
from desktop.wording.errors import plain
from storage.domain.clocks import Clock
from storage.errors import ReadOnlyError, SatchelError
from storage.usecases import recoverykit
from storage.usecases.access.noting import note
from storage.usecases.county import adopt
from storage.usecases.desk import Desk, desk
from storage.usecases.recoverykit import Kit, kit
from sync.client.members import Arrival, arrival
from sync.client.recovery.openings import note_opening

_SHORTEST_IDLE, _LONGEST_IDLE = 1, 15
"""Minutes: the bounds of the idle lock, whatever the settings say."""
_KEEP_MS = 1_500
_BEHIND_THE_DOOR = Entrance()


class Session(QObject):
    """``refused`` when it cannot be opened, ``ready`` once it can be used, ``ended`` when shut.

    ``joining`` when the workspace has still to join its program: whoever leads through that calls
    ``hold`` at once and ``go_in`` at the end.
    """

    refused = Signal(object)
    joining = Signal()
    ready = Signal()
    ended = Signal()

    def __init__(
        self,
        open_workspace: Opener,
        clock: Clock,
        system: System,
        faults: Faults,
        replace: Callable[[Handover], object],
    ) -> None:
        super().__init__()
        self.lanes = Lanes(open_workspace)
        self.syncing = Syncing(self.lanes, clock)
        self.window: MainWindow | None = None
        self.context: DeskContext | None = None
        self._clock = clock
        self._system = system
        self._faults = faults
        self._replace = replace
        self._handed = Handover()
        self._left = False
        self._box: QRect | None = None
        self._maximised = False
        self._was_ready = False
        self._trouble = ""
        self._keys: KeysEverywhere | None = None
        self._hiding: Hiding | None = None
        self._pinning: Pinning | None = None
        self._since = 0.0
        self._read_only = False
        self._kept: dict[str, Any] | None = None
        self.busy = False
        self._text_size = 100
        self._clipboard = ClipboardWatch(self)
        self._locker: Locker | None = None
        self._desk: Lockable | None = None
        self.lanes.failed.connect(self._note_failure)
        self.lanes.busy.connect(self._note_rest)
        self.syncing.taken_out.connect(self._leave)
        faults.found.connect(self._show_fault)

    def start(
        self,
        handed: Handover,
        entrance: Entrance = _BEHIND_THE_DOOR,
        *,
        profile: Path | None = None,
        since: float | None = None,
        read_only: bool = False,
    ) -> None:
        """Open the workspace and show the window where the last one stood.

        ``entrance`` says how it was unlocked. ``profile`` is the county's profile to go by, the one
        installed here when None. ``since`` is when the passphrase was typed, now when None, by the
        clock of ``desktop.system.sleep_gap``. A ``read_only`` workspace is shown as it is: nothing
        is saved in it, sent or backed up.
        """
        self._since = since_the_start() if since is None else since
        self._handed = handed
        self._box, self._maximised = handed.window, handed.maximised
        here = installed(profile)
        self.syncing.scripts.authority = here.ca_path
        self._read_only = read_only
        if read_only:
            self.go_in()
            return
        self.lanes.write(
            _open,
            entrance,
            here,
            context=self,
            then=self._enter,
            failed=self._refuse,
        )

    def hold(self, desk: Lockable) -> None:
        """Let the lock cover ``desk`` as long as there is no window."""
        self._locker = self._lock_for(desk)
        self._watch_system()

    def go_in(self) -> None:
        """Show the window, whatever has arrived by now."""
        self.lanes.read(_desk, context=self, then=self._sit_down, failed=self._refuse)

    def leave(self, *, at_once: bool) -> None:
        """Show nothing: whoever waited for it to open has left.

        ``at_once`` gives up what is under way. It does nothing as soon as the lock can cover what
        there is to see: then that hears of it by itself.
        """
        if self._keys is not None:
            return
        self._left = True
        if at_once:
            self._go_away()

    def lock(self) -> None:
        """Draw the curtain now."""
        if self._locker is not None:
            self._cover()
            self._locker.lock_now()

    def lock_idle(self) -> None:
        """Draw the curtain because nobody is there."""
        if self._locker is not None:
            self._cover()
            self._locker.lock_idle()

    def hide(self) -> None:
        """Hide everything that is on the screen, or show it again."""
        if self._hiding is None or self._locker is None or self._locker.begun:
            return
        self._hiding.toggle()
        if self._keys is not None:
            self._keys.covered = self._hiding.is_hidden

    def shut(self) -> None:
        """Put everything away and end, because the computer is shut down or the desk left."""
        if self._locker is not None:
            self._locker.stand_down()
        if self.window is not None:
            self.window.close()
        elif self._desk is not None:
            self._put_away(self._desk)

    def _cover(self) -> None:
        if self._keys is not None:
            self._keys.covered = True

    def _leave(self, how: str) -> None:
        """Draw the curtain on a laptop that is to erase: the locked process does it, keyless."""
        if how == "erase":
            self.lock()

    def say(self, text: str) -> None:
        """Say something at the foot of the window."""
        if self.context is not None:
            self.context.say(text)

    def _press(self, action: str) -> None:
        {"lock": self.lock, "hide": self.hide, "initials": self._toggle_initials}[action]()

    def _toggle_initials(self) -> None:
        if self.context is not None:
            self.context.toggle_initials()

    def _refuse(self, error: BaseException) -> None:
        self.lanes.close()
        self.refused.emit(error)

    def _go_away(self) -> None:
        """Put another process in the place of this one; nobody has typed anything yet."""
        replace, self._replace = self._replace, bool
        self.syncing.stop()
        self.lanes.close()
        replace(self._handed)

    def _enter(self, opened: tuple[Desk, str, Arrival]) -> None:
        found, self._trouble, arrived = opened
        if self._left:
            self._go_away()
        elif arrived == "here":
            self._sit_down(found)
        else:
            self.joining.emit()

    def _sit_down(self, found: Desk) -> None:
        if self._left:
            self._go_away()
            return
        context = DeskContext(self.lanes, self._clock, found.book, found, self.syncing)
        context.county_trouble = self._trouble
        context.read_only = self._read_only
        self.context = context
        self._apply(context.settings)
        self._pinning = Pinning(self.lanes, context, self._since)
        self._build(Rest(context.draft(DESK), found.last_saved))
        self._watch(context)
        if not self._read_only:
            self.syncing.start()
            context.backups.start()
            context.checkup.start()
        # A page that reads nothing is ready as it stands.
        QTimer.singleShot(0, self, self._note_idle)

    def _build(self, rest: Rest) -> None:
        if self.context is None:
            return
        window = MainWindow(self.lanes, self.context, rest)
        window.quitted.connect(self._quit)
        window.failed.connect(self._faults.note)
        self.window = window
        self.context.shielded = self._system.hide_from_capture(window)
        if self._box is not None:
            window.setGeometry(self._box)
        if self._maximised:
            window.showMaximized()
        else:
            window.show()
        window.activateWindow()
        self._locker = self._lock_for(window)
        self._hiding = Hiding(window, self.lock)
        self._hiding.setParent(window)
        for error in window.troubles:
            self._faults.note(error)

    def _lock_for(self, desk: Lockable) -> Locker:
        self._desk = desk
        note = self._faults.note
        parts = (desk, self.lanes, self.syncing, self._clipboard, self._replace, note)
        return Locker(*parts, self._pinning.sealed) if self._pinning else Locker(*parts)

    def _watch(self, context: DeskContext) -> None:
        context.locked.connect(self.lock)
        context.hidden.connect(self.hide)
        context.settings_changed.connect(self._change)
        self._watch_system()
        keeping = QTimer(self, interval=_KEEP_MS)
        keeping.timeout.connect(self._keep)
        keeping.start()

    def _watch_system(self) -> None:
        application = QCoreApplication.instance()
        if self._keys is not None or application is None:
            return
        signs = Signs(self)
        signs.left.connect(self.lock)
        self._system.watch(signs)
        idle = IdleWatch(application, self._idle_seconds, held=self._in_meeting)
        idle.setParent(self)
        idle.idle.connect(self.lock_idle)
        self._keys = KeysEverywhere(application, self)
        self._keys.pressed.connect(self._press)

    def _keep(self) -> None:
        """Write what is being typed into the workspace, so that no crash takes it."""
        keys = self._keys
        if self.window is None or not isValid(self.window):
            return
        if keys and keys.touched and self.context is not None:
            keys.touched = False
            place = self.window.place()
            if place != self._kept:
                self._kept = place
                self.context.keep_draft(DESK, place)

    def _idle_seconds(self) -> float:
        settings = self.context.settings if self.context else Settings()
        minutes = settings.lock_after_minutes
        return 60.0 * min(max(minutes, _SHORTEST_IDLE), _LONGEST_IDLE)

    def _in_meeting(self) -> bool:
        return self.context is not None and self.context.meeting.holds()

    def _change(self, settings: Settings) -> None:
        """Show another look; another text size needs another window, in the same place."""
        grown = settings.text_size != self._text_size
        self._apply(settings)
        old = self.window
        if grown and old is not None:
            place = old.place()
            self._box, self._maximised = old.normalGeometry(), old.isMaximized()
            old.quitted.disconnect(self._quit)
            self._build(Rest(place, old.last_saved))
            old.close()
            old.deleteLater()

    def _apply(self, settings: Settings) -> None:
        self._text_size = settings.text_size
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.apply(application, settings.theme, settings.text_size)

    def _quit(self) -> None:
        if self.window is not None:
            self._put_away(self.window)

    def _put_away(self, desk: Lockable) -> None:
        try:
            put_away(desk.place(), self.lanes, self.syncing)
        except Exception as error:  # noqa: BLE001 - a page that fails must not keep the keys here
            self._faults.note(error)
        self._clipboard.clear()
        self.ended.emit()

    def _note_failure(self, error: BaseException) -> None:
        if isinstance(error, ReadOnlyError):
            return  # What a page keeps by itself; a person's own Save is answered where it is.
        if isinstance(error, SatchelError | OSError | MemoryError):
            self.say(plain(error))
        else:
            self._faults.note(error)

    def _show_fault(self, fault: Fault) -> None:
        if self.window is not None:
            self.window.show_fault(fault)

    def _note_rest(self, busy: bool) -> None:  # noqa: FBT001 - a slot
        self.busy = busy
        if not busy and self.window is not None:
            QTimer.singleShot(0, self, self._note_idle)

    def _note_idle(self) -> None:
        if not self._was_ready and not self.busy and self.context is not None:
            self._was_ready = True
            self.ready.emit()
            if self.context.county_trouble:
                self.say(self.context.county_trouble)
            self.lanes.read(kit, self.context.today(), context=self, then=self._ask_for_paper)

    def _ask_for_paper(self, found: Kit) -> None:
        """Begin the day with a recovery code that was not tried within its week."""
        if found.standing == "due" and self.context is not None:
            self.context.open("kit", {"due": True})


def _open(
    transaction: Any,
    entrance: Entrance,
    here: Installed,
) -> tuple[Desk, str, Arrival]:
    """Read how the desk was left, on the lane that may have to migrate first.

    The sentence beside it says why the county's profile on this computer is not in force; the
    word, whether this workspace has come all the way into its program.
    """
    note(transaction, "unlock", why=entrance.by)
    recoverykit.begin(transaction)
    if entrance.recovery_proved:
        recoverykit.note_proved(transaction)
    if entrance.helpers is not None:
        note_opening(transaction, entrance.helpers)
    refused = adopt(transaction, here.profile, here.policy)
    connection = transaction.connection
    return desk(connection), " ".join(filter(None, (here.trouble, refused))), arrival(connection)


def _desk(connection: Any) -> Desk:
    return desk(connection)
