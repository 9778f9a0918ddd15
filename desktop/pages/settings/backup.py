"""Back up now: a folder, a proven file, and when it was."""

from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lane import TendedWorkspace
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog, tell
from desktop.widgets.folders import FolderField
from desktop.widgets.labels import Label
from desktop.widgets.progress import ProgressPanel
from desktop.wording.errors import plain
from desktop.wording.numbers import counted
from storage.backup.naming import ENDING
from storage.domain.clocks import ZONE
from storage.errors import CancelledError
from storage.usecases.access.copies import note_file


class BackupDialog(Dialog):
    """Writes one file that opens with the passphrase of today, and proves that it does."""

    def __init__(self, lanes: Lanes, context: DeskContext, parent: QWidget) -> None:
        super().__init__(parent, self.tr("Back up now"))
        self._lanes, self._context = lanes, context
        text = self.tr(
            "The file is encrypted like the workspace itself. Keep it on a stick or a drive that"
            " does not travel with this laptop."
        )
        self.folder = FolderField(self.tr("Folder"))
        self.folder.places.setObjectName("backup_folder")
        self.panel = ProgressPanel(self.tr("Backing up"))
        self.panel.hide()
        self.notice = Banner("", "warn")
        self.notice.hide()
        for widget in (Label(text, wrap=True), self.folder, self.panel, self.notice):
            self.body.addWidget(widget)
        self.add_button(self.tr("Cancel"))
        self.save_button = self.add_button(self.tr("Back up"), self.save, primary=True)
        self.take_room(480)

    def save(self) -> None:
        """Write the backup on the lane for long work."""
        problem = self.folder.problem()
        if problem:
            self.notice.say(problem)
            return
        target = self.folder.path() / file_name(self._context.clock.now())
        progress = self.panel.begin()
        self.panel.show()
        self.notice.hide()
        self.save_button.setEnabled(False)

        def work(workspace: TendedWorkspace) -> Any:
            return workspace.back_up(target, progress.at)

        self._lanes.tend(
            work,
            context=self,
            then=partial(self._note, target.name),
            failed=self._fail,
            long=True,
        )

    def _note(self, name: str, made: Any) -> None:
        last = {"at": made.manifest.made, "sequence": made.manifest.sequence}
        then = partial(self._finish, made.lacking)
        self._lanes.write(note_file, last, name, context=self, then=then)

    def _finish(self, lacking: int, _done: Any) -> None:
        self.accept()
        if not lacking:
            self._context.say(self.tr("Backed up, opened and proven."))
            return
        words = self.tr(
            "{documents} came along without the file: a part of it is missing or damaged on this"
            " laptop. Everything else is in the backup. Check everything now, below, says what to"
            " do."
        )
        documents = counted(lacking, "document", "documents")
        tell(self.parentWidget(), self.tr("Backed up"), words.format(documents=documents))

    def _fail(self, error: BaseException) -> None:
        self.panel.end()
        self.save_button.setEnabled(True)
        if not isinstance(error, CancelledError):
            self.notice.say(plain(error))


def file_name(moment: datetime) -> str:
    """Return a name that says when, and nothing else."""
    return f"satchel-{moment.astimezone(ZONE):%Y-%m-%d-%H%M%S}{ENDING}"
