"""The door, the session behind it, and the way from one to the other."""

import os
import sys
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop import theme
from desktop.app.bell import Bell
from desktop.app.doorfaults import DoorFaults
from desktop.app.doorwatch import DoorWatch
from desktop.app.options import Options
from desktop.collection import Collection
from desktop.errand import Errand
from desktop.errorline import write_line
from desktop.faults import Faults
from desktop.passphrasefile import passphrase_in
from desktop.system import System
from desktop.system.handover import Handover, forget_handed_over, handed_over, locked_command
from desktop.system.offer import Offer, offered
from desktop.system.outside import sweep
from desktop.system.paths import usual_workspace
from desktop.system.shield import Shield
from desktop.unlock.backingup import BackupPost
from desktop.unlock.courier import CourierPost
from desktop.unlock.door import Door
from desktop.unlock.unlocked import Unlocked
from desktop.widgets.dialogs import WINDOW_TITLE, tell
from desktop.wording.errors import plain
from storage import threads
from storage.backup.unpacked import partial_for
from storage.claiming import Claim, claim, ring
from storage.domain.clocks import Clock
from storage.errors import LockedError
from storage.threads import NoThreadError

if TYPE_CHECKING:
    from desktop.shell.session import Session
    from desktop.tour import Tour
    from desktop.unlock.joining import Joining

_LIBRARY = ("desktop.unlock.opening", "desktop.shell.session")
"""Read behind the door while somebody types: a fifth of a second and more."""
_GIVEN_SECONDS = 2.0
_PRACTICE = "practice"
_ERASED = "workspace.erased"


class Satchel(QObject):
    """One run of the program for one workspace."""

    entered = Signal()
    """The window of an unlocked workspace can be used."""
    _library_read = Signal(str)
    _place_read = Signal(str)

    def __init__(self, options: Options, system: System, clock: Clock) -> None:
        super().__init__()
        self.exit_code = 0
        self.door: Door | None = None
        self.session: Session | None = None
        self.joining: Joining | None = None
        self.faults = Faults()
        self._collection = Collection()
        self._options = options
        self._system = system
        self._clock = clock
        self._folder = options.workspace or usual_workspace()
        self._handed = handed_over(os.environ)
        self._claim: Claim | None = None
        self._bell: Bell | None = None
        self._courier: CourierPost | None = None
        self._backups: BackupPost | None = None
        self._offer: Offer | None = None
        self._tour: Tour | None = None

    def start(self) -> None:
        """Show the door, or say why there is none."""
        self._system.harden()
        self.faults.install()
        self._offer = offered(os.environ) if self._options.locked else None
        forget_handed_over(os.environ)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.apply(application, self._handed.theme, self._handed.text_size)
            application.lastWindowClosed.connect(self._leave)
            Shield(application, self._system.hide_from_capture)
        if not self._claim_folder():
            return
        sweep()
        self._show_door()
        self._library_read.connect(self._prefill)
        self._place_read.connect(self._say_place)
        unattended = self._options.passphrase_file is not None
        if not unattended:
            self._library_read.connect(self._watch_door)
        try:
            threads.start(Thread(target=self._read_library, name="library", daemon=True))
        except NoThreadError:
            self._read_library()
        if unattended:
            QTimer.singleShot(0, self, self._unlock_unattended)
        if self._options.tour is not None:
            self._begin_tour(self._options.tour)

    def _begin_tour(self, folder: Path) -> None:
        options = self._options
        tour: Tour = import_module("desktop.tour").Tour(
            self, folder, options.telephone, resumed=options.locked
        )
        self._tour = tour
        tour.finished.connect(self._end_with)
        tour.start()

    def end(self) -> None:
        """Let another Satchel have the workspace, and Python its ways."""
        self._collection.end()
        self._release()

    def shut(self) -> None:
        """Put everything away and end: the system ends this process."""
        if self.session is not None:
            self.session.shut()
        self._end_with(self.exit_code)

    def _release(self) -> None:
        if self._bell is not None:
            self._bell.deleteLater()
            self._bell = None
        if self._claim is not None:
            self._claim.release()

    def _give_folder(self) -> None:
        """Let something take the folder's place; nothing copies meanwhile what lies there.

        The claim is kept: whoever got in now would go on working in what is being moved aside.
        """
        if self._backups is not None:
            self._backups.end(_GIVEN_SECONDS)
        if sys.platform == "win32":
            self._release()  # It renames no folder in which a file is open.

    def _claim_folder(self) -> bool:
        self._release()
        self._undo_cut_off("put_back")
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._claim = claim(self._folder)
        if self._claim is None:
            sentence = self.tr("Satchel is already open with this workspace. Go to its window.")
            self._refuse(sentence, answered=ring(self._folder))
            return False
        self._bell = Bell(self._claim, self._shown, self)
        self._undo_cut_off("clear")
        return True

    def _undo_cut_off(self, step: str) -> None:
        """Have what was there before a backup was brought back, where that was cut off."""
        if partial_for(self._folder).is_dir():
            with suppress(OSError):
                getattr(import_module("storage.backup.cutoff"), step)(self._folder)

    def _shown(self) -> QWidget | None:
        """Return the window that is there: the door, or the one behind it."""
        if self.door is not None:
            return self.door
        return self.session.window if self.session is not None else None

    def _refuse(self, sentence: str, *, answered: bool) -> None:
        """Say it where it can be read, and end; in a window only where none was raised."""
        write_line(sentence)
        if answered or QApplication.platformName() == "offscreen":
            self._end_with(LockedError.exit_code)
        else:
            dialog = tell(None, WINDOW_TITLE, sentence)
            dialog.finished.connect(lambda: self._end_with(LockedError.exit_code))

    def _show_door(self) -> None:
        door = Door(self._folder, self._clock)
        self.door = door
        DoorFaults(self.faults, door)
        door.opened.connect(self._open)
        door.bringing.replacing.connect(self._give_folder)
        door.bringing.replaced.connect(self._claim_folder)
        door.forgetting.replacing.connect(self._give_folder)
        door.forgetting.replaced.connect(self._claim_folder)
        door.forgetting.put_away.connect(self._start_afresh)
        if self._offer is not None and _holds_workspace(self._folder):
            door.show_pin(self._offer, self._handed.due)
            door.spent.connect(self._start_afresh)
            QTimer.singleShot(round(self._offer.seconds * 1000), door, self._start_afresh)
        elif _holds_workspace(self._folder):
            door.show_unlocking(locked=self._options.locked, due=self._handed.due)
        elif (self._folder / _ERASED).exists():
            door.show_erased()
        else:
            door.show_welcome()
        if self._handed.window is not None:
            door.setGeometry(self._handed.window)
        if self._handed.maximised:
            door.showMaximized()
        else:
            door.show()
        door.activateWindow()
        self._send_courier(door)
        self._send_backups()

    def _send_courier(self, door: Door) -> None:
        """Let what was sealed before the lock travel on."""
        courier = CourierPost(self._folder, self._clock, self._options.profile, self)
        courier.said.connect(door.say_courier)
        courier.erased.connect(door.show_erased)
        courier.start()
        self._courier = courier

    def _send_backups(self) -> None:
        """Let a thread without keys copy what changed, as long as nobody unlocks."""
        self._backups = BackupPost(self._folder, self._clock)
        self._backups.start()

    def _read_library(self) -> None:
        """Read on a thread what unlocking needs; announce the public passphrase of practice."""
        opening, _ = (import_module(name) for name in _LIBRARY)
        # A start that was refused may have ended meanwhile, and with it whoever would listen.
        with suppress(RuntimeError):
            self._library_read.emit(opening.PASSPHRASE)
            self._place_read.emit(opening.look_at_place(self._folder))

    def _say_place(self, warning: str) -> None:
        if self.door is not None:
            self.door.say_place(warning)

    def _prefill(self, passphrase: str) -> None:
        # A workspace in a folder of this name that is not practice refuses it like any wrong one.
        if self._folder.name == _PRACTICE and self._options.tour is None and self.door is not None:
            self.door.prefill(passphrase)

    def _watch_door(self) -> None:
        """Heed the system's signs, and that nobody is there, before there is a session too."""
        application = QCoreApplication.instance()
        if self.door is None or application is None:
            return
        watch = DoorWatch(
            self.door,
            application,
            self._system,
            lambda: self.session,
            lambda: self._offer is not None,
        )
        watch.afresh.connect(self._start_afresh)

    def _start_afresh(self) -> None:
        """Put a process in the place of this one that never had what a PIN opens."""
        door, handed = self.door, self._handed
        if door is None or self.session is not None:
            return
        if self._offer is not None:
            self._offer.forget()
        # The window is to open as it stood, or as large as it likes: never as small as the door.
        box = door.normalGeometry() if handed.window is not None else None
        maximised = door.isMaximized()
        self._replace_process(replace(handed, window=box, maximised=maximised, sealed=None))

    def _unlock_unattended(self) -> None:
        folder, name = self._folder, self._options.passphrase_file or "-"
        # Whoever leaves meanwhile leaves no open window: the watch looks at what the door has.
        self._watch_door()
        Errand(self.door or self).run(
            lambda: import_module(_LIBRARY[0]).open_with_passphrase(folder, passphrase_in(name)),
            self._open,
            self._refuse_unattended,
        )

    def _refuse_unattended(self, error: BaseException) -> None:
        write_line(plain(error))
        self._end_with(getattr(error, "exit_code", 3))

    def _open(self, unlocked: Unlocked) -> None:
        try:
            library, shell = (import_module(name) for name in _LIBRARY)
        except ImportError as error:
            self._show_trouble(error)
            return
        if library.lies_to_be_read(unlocked.folder):
            unlocked = replace(unlocked, read_only=True)
        if unlocked.folder != self._folder and not self._move_to(unlocked.folder):
            return
        if self._courier is not None:
            self._courier.stop()
        if self._offer is not None:
            self._offer.forget()
        parts = (self._clock, self._system, self.faults, self._replace_process)
        try:
            session: Session = shell.Session(library.opener(unlocked, self._clock), *parts)
        except NoThreadError as error:
            self._show_trouble(error)
            return
        self.session = session
        session.refused.connect(self._show_trouble)
        session.joining.connect(self._join)
        session.ready.connect(self._enter)
        session.ended.connect(self._leave)
        session.start(
            self._handed,
            shell.Entrance(
                by=unlocked.by, recovery_proved=unlocked.recovery_proved, helpers=unlocked.helpers
            ),
            profile=self._options.profile,
            since=unlocked.since,
            read_only=unlocked.read_only,
        )
        if unlocked.accept_lost_history:
            session.ready.connect(self._say_lost)

    def _join(self) -> None:
        """Lead through what is left of joining the program, on the door."""
        if self.session is None or self.door is None:
            return
        session, door = self.session, self.door
        joining: Joining = import_module("desktop.unlock.joining").Joining(
            session.lanes, session.syncing, self._clock, door
        )
        self.joining = joining
        joining.finished.connect(session.go_in)
        joining.left.connect(door.close)
        session.hold(joining)
        joining.start()

    def _move_to(self, folder: Path) -> bool:
        """Work in the folder that the first run made for practice."""
        self._release()
        self._folder = folder
        return self._claim_folder()

    def _show_trouble(self, error: BaseException) -> None:
        self.session = None
        if self._options.passphrase_file is not None:
            self._refuse_unattended(error)
        elif self.door is not None:
            self.door.show_trouble(error)

    def _enter(self) -> None:
        if self.door is not None:
            self.door.hide()
            self.door.deleteLater()
            self.door = None
        self.entered.emit()
        if self._options.exit_when_ready:
            milliseconds = round(self._system.milliseconds_since_start())
            sys.stdout.write(f"ready {milliseconds}\n")
            sys.stdout.flush()
            self._end_with(0)

    def _say_lost(self) -> None:
        if self.session is not None:
            self.session.say(
                self.tr("Opened as it was found. What was saved after this copy is missing.")
            )

    def _leave(self) -> None:
        if self.door is None or not self.door.isVisible():
            QApplication.exit(self.exit_code)

    def _end_with(self, code: int) -> None:
        self.exit_code = code
        if self.session is not None and self.session.window is not None:
            self.session.window.close()
        # The loop may not have begun yet: an exit before it would be forgotten.
        QTimer.singleShot(0, lambda: QApplication.exit(code))

    def _replace_process(self, handover: Handover) -> None:
        extra = ["--tour", str(self._options.tour)] if self._options.tour else []
        if self._options.telephone is not None:
            extra += ["--telephone", str(self._options.telephone)]
        if self._options.profile is not None:
            extra += ["--profile", str(self._options.profile)]
        try:
            environment = handover.environment(os.environ)
            self._release()
            if handover.sealed is not None:
                environment |= handover.sealed.hand_on()
            self._system.replace_process(locked_command(self._folder, extra), environment)
        except Exception:  # noqa: BLE001 - whatever it is: a full memory, a stick taken away
            # Better no Satchel than one that still holds the keys.
            os._exit(LockedError.exit_code)


def _holds_workspace(folder: Path) -> bool:
    """Tell without the library whether the passphrase is to be asked for."""
    return any(folder.glob("workspace.keys*")) or any(folder.glob("*.db"))
