"""Choose the second place of backups: a stick, a drive, a share, or none."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.backups.words import same_disk_words
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.folders import FolderField, drives
from desktop.widgets.labels import Label
from storage.backup.standing import is_on_one_disk


class SecondPlaceDialog(Dialog):
    """``chosen`` carries a folder that is there, or None for no second place.

    What is plugged in is offered first. A folder on the disk of ``work`` is used only by whoever
    asks for it once more, having read what it is worth.
    """

    chosen = Signal(object)

    def __init__(self, folder: Path | None, work: Path | None, parent: QWidget) -> None:
        super().__init__(parent, self.tr("Second place for backups"))
        text = self.tr(
            "A stick or a drive that stays elsewhere, or a share of your office. What goes there"
            " is encrypted. When it is not there, the backups wait until it is."
        )
        self._work, self._warned = work, Path()
        self.folder = FolderField(self.tr("Folder"), drives())
        self.folder.places.setObjectName("second_place_folder")
        if folder is not None:
            self.folder.set_path(folder)
        self.notice = Banner("", "warn")
        self.notice.hide()
        for widget in (Label(text, wrap=True), self.folder, self.notice):
            self.body.addWidget(widget)
        self.add_button(self.tr("Cancel"))
        self.none_button = self.add_button(self.tr("No second place"), self._choose_none)
        self.none_button.setVisible(folder is not None)
        self.save_button = self.add_button(self.tr("Use it"), self._choose, primary=True)
        self.take_room(480)

    def _choose(self) -> None:
        problem = self.folder.problem()
        if problem:
            self.notice.say(problem)
            return
        path = self.folder.path()
        same = self._work is not None and is_on_one_disk(path, self._work)
        if same and path != self._warned:
            self._warned = path
            once_more = self.tr("Choose a stick or a drive, or press Use it once more.")
            self.notice.say(f"{same_disk_words()} {once_more}")
            return
        self.chosen.emit(self.folder.path().absolute())
        self.accept()

    def _choose_none(self) -> None:
        self.chosen.emit(None)
        self.accept()
