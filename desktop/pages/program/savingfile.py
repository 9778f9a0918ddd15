"""Save a small file of the program's: chosen folder, one name, nothing remembered."""

from pathlib import Path
from typing import NamedTuple

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


class Saved(NamedTuple):
    """What the dialog is called and says, and the file that it writes."""

    title: str
    words: str
    name: str
    content: bytes


class SavingFileDialog(Dialog):
    """Writes one file into a folder, mostly of a stick that goes from hand to hand."""

    def __init__(self, lanes: Lanes, saved: Saved, parent: QWidget) -> None:
        super().__init__(parent, saved.title)
        self._lanes, self._saved = lanes, saved
        self.body.addWidget(Label(saved.words, wrap=True))
        self.folder = FolderField(_tr("Folder"), leaving="readable")
        self.folder.places.setObjectName("saving_folder")
        self.body.addWidget(labelled(_tr("&Folder"), self.folder))
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.body.addWidget(self.notice)
        self.add_button(_tr("Cancel"))
        self.save_button = self.add_button(_tr("Save"), self.save, primary=True)
        self.save_button.setObjectName("saving_save")

    def save(self) -> None:
        """Write the file, or say what keeps it."""
        problem = self.folder.problem()
        if problem:
            self.notice.say(problem)
            return
        self._lanes.report(
            _write,
            self.folder.path() / self._saved.name,
            self._saved.content,
            context=self,
            then=lambda _done: self.accept(),
            failed=lambda error: self.notice.say(plain(error)),
        )


def invitation(link: str) -> Saved:
    """Return the file of an invitation."""
    words = _tr(
        "Give the file to your colleague from hand to hand, and delete it afterwards. Whoever"
        " has it could answer first; the six words would show it."
    )
    return Saved(_tr("Save the invitation as a file"), words, FILE_NAME, file_of(link))


def evidence(lines: list[str]) -> Saved:
    """Return the file of what the server signed, or a colleague, that does not fit together."""
    words = _tr(
        "For whoever runs the server, and whoever looks into it. It holds ids and signatures, and"
        " no word of any case."
    )
    content = "".join(f"{line}\n" for line in lines).encode()
    return Saved(_tr("Save what proves it"), words, "satchel-proof.txt", content)


def _write(_connection: object, target: Path, content: bytes) -> None:
    target.write_bytes(content)
