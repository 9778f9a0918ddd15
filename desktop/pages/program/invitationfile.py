"""Save an invitation as a file: chosen folder, one name, nothing remembered."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.folders import FolderField
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Label
from desktop.wording.errors import plain
from sync.client.enrolment.links import FILE_NAME, file_of


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class InvitationFileDialog(Dialog):
    """Writes the link into a folder, mostly of a stick that goes from hand to hand."""

    def __init__(self, lanes: Lanes, link: str, parent: QWidget) -> None:
        super().__init__(parent, _tr("Save the invitation as a file"))
        self._lanes, self._link = lanes, link
        words = _tr(
            "Give the file to your colleague from hand to hand, and delete it afterwards. Whoever"
            " has it could answer first; the six words would show it."
        )
        self.body.addWidget(Label(words, wrap=True))
        self.folder = FolderField(_tr("Folder"), leaving="readable")
        self.folder.places.setObjectName("invitation_folder")
        self.body.addWidget(labelled(_tr("&Folder"), self.folder))
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.body.addWidget(self.notice)
        self.add_button(_tr("Cancel"))
        self.save_button = self.add_button(_tr("Save"), self.save, primary=True)
        self.save_button.setObjectName("invitation_save")

    def save(self) -> None:
        """Write the file, or say what keeps it."""
        problem = self.folder.problem()
        if problem:
            self.notice.say(problem)
            return
        target = self.folder.path() / FILE_NAME
        self._lanes.report(
            _write,
            target,
            self._link,
            context=self,
            then=lambda _done: self.accept(),
            failed=lambda error: self.notice.say(plain(error)),
        )


def _write(_connection: object, target: Path, link: str) -> None:
    target.write_bytes(file_of(link))
