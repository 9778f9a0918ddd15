"""Choose a folder without Qt's own dialog, which writes down every folder it was ever shown."""

import os
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QStandardPaths, QStorageInfo, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.inputs import ChoiceBox, LineEdit

_OTHER = ""
_UP = ".."
_MOST = 500
_REMOVABLE = ("/media/", "/run/media/", "/mnt/", "/Volumes/")


class FolderList(QListWidget):
    """The folders in a folder; Enter or a double click goes into one."""

    entered = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.itemDoubleClicked.connect(lambda item: self.entered.emit(_name_of(item)))

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        item = self.currentItem()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and item is not None:
            self.entered.emit(_name_of(item))
        elif event.key() == Qt.Key.Key_Backspace:
            self.entered.emit(_UP)
        else:
            super().keyPressEvent(event)


Leaving = Literal["", "readable", "secret"]


class FolderField(QWidget):
    """A usual place, a stick, or any other folder. Nothing remembers what was chosen.

    ``places`` are offered instead of the usual ones, with their labels. ``leaving`` is what is to
    be written there. Of a folder that a service copies to its own computers the field says so
    where something ``readable`` goes, and lets the person go on; what is ``secret`` it keeps out
    of there.
    """

    def __init__(
        self,
        name: str,
        places: list[tuple[str, Path]] | None = None,
        *,
        leaving: Leaving = "",
    ) -> None:
        super().__init__()
        self._leaving = leaving
        self.places = ChoiceBox(name)
        self.line = LineEdit(self.tr("Folder"))
        self.list = FolderList(self.tr("Folders in it"))
        self.list.setMaximumHeight(px(150))
        self.caution = Banner("", "warn")
        self.caution.hide()
        self.setFocusProxy(self.places)
        for label, path in usual_places() if places is None else places:
            self.places.addItem(label, str(path))
        self.places.addItem(self.tr("Another folder…"), _OTHER)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        for widget in (self.places, self.line, self.list, self.caution):
            column.addWidget(widget)
        self.places.activated.connect(self._choose)
        self.line.editingFinished.connect(self._fill)
        self.list.entered.connect(self._go)
        if leaving == "secret":
            self._begin_on_this_laptop()
        self._choose()

    def path(self) -> Path:
        """Return the folder that is chosen, whether or not it is there."""
        return Path(self.line.text().strip() or str(Path.home())).expanduser()

    def set_path(self, path: Path) -> None:
        """Choose a folder."""
        place = self.places.findData(str(path))
        self.places.setCurrentIndex(place if place >= 0 else self.places.count() - 1)
        self.line.setText(str(path))
        self._show_other()

    def problem(self) -> str:
        """Return what is wrong with the folder, or nothing."""
        if not self.path().is_dir():
            return self.tr("There is no such folder. Choose another.")
        return self._warning() if self._leaving == "secret" else ""

    def _begin_on_this_laptop(self) -> None:
        """Offer first what no service copies: on many computers the documents are copied."""
        for place in range(self.places.count() - 1):
            if not _is_copied(Path(str(self.places.itemData(place)))):
                self.places.setCurrentIndex(place)
                return

    def _warning(self) -> str:
        if not self._leaving or not _is_copied(self.path()):
            return ""
        where = self.tr(
            "A service such as OneDrive, Dropbox, iCloud or Google Drive copies this folder to its"
            " own computers."
        )
        if self._leaving == "secret":
            what = self.tr(
                "This must not go there. Choose a stick, or a folder that stays on this laptop."
            )
        else:
            what = self.tr(
                "What you save here will be there too, and may stay there after you delete it."
            )
        return f"{where} {what}"

    def _show_caution(self) -> None:
        words = self._warning()
        self.caution.set_text(words)
        self.caution.setVisible(bool(words))

    def _choose(self) -> None:
        chosen = str(self.places.currentData())
        if chosen:
            self.line.setText(chosen)
        self._show_other()
        if not chosen:
            self.list.setFocus()

    def _show_other(self) -> None:
        is_other = not self.places.currentData()
        self.line.setVisible(is_other)
        self.list.setVisible(is_other)
        if is_other:
            self._fill()
        else:
            self._show_caution()

    def _go(self, name: str) -> None:
        folder = self.path()
        self.line.setText(str(folder.parent if name == _UP else folder / name))
        self._fill()

    def _fill(self) -> None:
        self.list.clear()
        up = QListWidgetItem(self.tr("Up to the folder above"), self.list)
        up.setData(Qt.ItemDataRole.UserRole, _UP)
        try:
            inside = sorted(
                one.name
                for one in self.path().iterdir()
                if one.is_dir() and not one.name.startswith(".")
            )
        except OSError:
            inside = []
        self.list.addItems(inside[:_MOST])
        self.list.setCurrentRow(0)
        self._show_caution()


def _is_copied(folder: Path) -> bool:
    # The door shows itself before the library is loaded, and has such fields too.
    from storage.workspace.location import is_copied  # noqa: PLC0415

    return is_copied(folder)


def _name_of(item: QListWidgetItem) -> str:
    return str(item.data(Qt.ItemDataRole.UserRole) or item.text())


def usual_places() -> list[tuple[str, Path]]:
    """Return the folders people save to that are there: documents, desktop, sticks."""
    kinds = QStandardPaths.StandardLocation
    places = [
        Path(QStandardPaths.writableLocation(kind))
        for kind in (kinds.DocumentsLocation, kinds.DesktopLocation, kinds.DownloadLocation)
    ]
    usual = [(place.name or str(place), place) for place in places if place.is_dir()]
    found = {place: label for label, place in (*usual, *drives())}
    return [(label, place) for place, label in found.items()] or [("Home", Path.home())]


def drives() -> list[tuple[str, Path]]:
    """Return the sticks and drives that are plugged in and can be written."""
    found = [
        Path(volume.rootPath())
        for volume in QStorageInfo.mountedVolumes()
        if volume.isReady() and not volume.isReadOnly() and _is_plugged_in(volume)
    ]
    return [(place.name or str(place), place) for place in found if place.is_dir()]


def _is_plugged_in(volume: QStorageInfo) -> bool:
    # On Windows a letter of its own is all that tells a stick from the disk of the system.
    other = os.name == "nt" and not volume.isRoot()
    return other or volume.rootPath().startswith(_REMOVABLE)
