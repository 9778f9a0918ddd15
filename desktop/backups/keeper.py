"""Looks after the backups of an unlocked workspace now and then, and says how they stand."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from desktop.background import Lanes
from desktop.backups.rounds import Round, destroy_earlier, go_round, look, refuse_open
from desktop.backups.state import BackupState
from desktop.channel import Channel
from storage.backup import standing
from storage.backup.movedaside import Aside
from storage.domain.clocks import Clock
from storage.errors import CancelledError
from storage.usecases.access.copies import note_second_place
from storage.usecases.access.earlier import note_destroying, note_not_destroyed
from storage.usecases.settings import set_settings

_FIRST_MS = 15_000
"""After unlocking, so that nobody's first steps are in the way of a proof."""
_EVERY_MS = 10 * 60_000


class Backups(QObject):
    """Lives on the GUI thread; ``changed`` says how the backups stand now."""

    def __init__(self, lanes: Lanes, clock: Clock) -> None:
        super().__init__()
        self.changed: Channel[BackupState] = Channel()
        self.state = BackupState()
        self._lanes, self._clock = lanes, clock
        self._at_work = False
        self._again = False
        self._pulse = QTimer(self, interval=_EVERY_MS)
        self._pulse.timeout.connect(self.go_round)

    def start(self) -> None:
        """Say how it stands, go a first round soon, and others now and then."""
        self._look()
        QTimer.singleShot(_FIRST_MS, self, self.go_round)
        self._pulse.start()

    def back_up_now(self) -> None:
        """Make a backup now, prove it, and bring it to the second place."""
        self._go(make=True)

    def go_round(self) -> None:
        """Make a backup where one is due, prove the newest, fill the second place."""
        self._go(make=False)

    def choose_second(self, folder: Path | None) -> None:
        """Let the backups go to ``folder`` as well, or to one place alone; then go a round."""
        self._lanes.aside(
            lambda workspace, _check: standing.choose_second(workspace.folder, folder),
            context=self,
            then=lambda _: self._note_second(folder),
            failed=self._give_up,
        )

    def _note_second(self, folder: Path | None) -> None:
        name = folder.name if folder is not None else ""
        # A workspace that can only be read enters nothing; the place is chosen all the same.
        self._lanes.write(note_second_place, name, context=self, failed=lambda _error: None)
        self.go_round()

    def destroy_earlier(self, earlier: Aside) -> None:
        """Destroy a workspace that was moved aside, and say how it stands then.

        It is entered in the record of access first: no stop leaves it destroyed and untold.
        """
        self._lanes.aside(
            lambda _workspace, _check: refuse_open(earlier),
            context=self,
            then=lambda _: self._note_and_destroy(earlier),
            failed=self._tell,
        )

    def put_away_restored(self) -> None:
        """Do not say any longer that the workspace was restored."""
        self._lanes.write(
            set_settings, {"backup.restored": {}}, context=self, then=lambda _: self._look()
        )

    def _note_and_destroy(self, earlier: Aside) -> None:
        name = earlier.path.name

        def refuse(error: BaseException) -> None:
            self._lanes.write(note_not_destroyed, name, context=self)
            self._tell(error)

        def destroy(_noted: object) -> None:
            self._lanes.aside(
                lambda _workspace, _check: destroy_earlier(earlier),
                context=self,
                then=lambda _: self._look(),
                failed=refuse,
            )

        self._lanes.write(note_destroying, name, context=self, then=destroy, failed=self._tell)

    def _look(self) -> None:
        self._lanes.aside(
            lambda workspace, _check: look(workspace, self._clock),
            context=self,
            then=self._take,
            failed=self._give_up,
        )

    def _go(self, *, make: bool) -> None:
        if self._at_work:
            self._again = self._again or make
            return
        self._at_work = True
        self._lanes.aside(
            lambda workspace, check: go_round(workspace, check, self._clock, make=make),
            context=self,
            then=self._finish,
            failed=self._give_up,
        )

    def _finish(self, found: Round) -> None:
        self._at_work = False
        if found.remember is not None:
            self._lanes.write(set_settings, {"backup.proven": found.remember}, context=self)
        self._take(found)
        if self._again:
            self._again = False
            self._go(make=True)

    def _take(self, found: Round) -> None:
        self.state = found.state
        self.changed.announce(found.state)

    def _give_up(self, error: BaseException) -> None:
        self._at_work = False
        self._tell(error)

    def _tell(self, error: BaseException) -> None:
        if not isinstance(error, CancelledError):
            self._lanes.failed.announce(error)
