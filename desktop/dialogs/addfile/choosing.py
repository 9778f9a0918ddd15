"""Choose a file without Qt's own dialog, which writes down every file it was ever shown."""

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.folders import FolderField
from desktop.widgets.inputs import ChoiceBox
from desktop.widgets.labelled import labelled
from desktop.wording.numbers import size_words

_MOST = 500


class AnyFile(QWidget):
    """A folder and the files in it, by name; nothing remembers what was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = FolderField(self.tr("Folder"))
        self.folder.places.setObjectName("addfile_folder")
        self.folder.line.setObjectName("addfile_folder_line")
        self.file = ChoiceBox(self.tr("File"))
        self.file.setObjectName("addfile_file")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addWidget(labelled(self.tr("Fol&der"), self.folder))
        column.addWidget(labelled(self.tr("&File"), self.file))
        self.folder.line.editingFinished.connect(self.fill)
        self.folder.places.activated.connect(self.fill)
        self.folder.list.entered.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """List the files in the folder."""
        before = self.file.currentData()
        self.file.clear()
        self.file.addItem(self.tr("Choose the file"), "")
        for path, size in _files_in(self.folder.path()):
            self.file.addItem(f"{path.name} \u00b7 {size_words(size)}", str(path))
        self.file.setCurrentIndex(max(self.file.findData(before), 0))

    def path(self) -> Path | None:
        """Return the chosen file."""
        data = self.file.currentData()
        return Path(str(data)) if data else None

    def set_path(self, path: Path) -> None:
        """Choose a file."""
        self.folder.set_path(path.parent)
        self.fill()
        self.file.setCurrentIndex(max(self.file.findData(str(path)), 0))


def _files_in(folder: Path) -> list[tuple[Path, int]]:
    try:
        inside = sorted(folder.iterdir(), key=lambda path: path.name.lower())
        found = [
            (path, path.stat().st_size)
            for path in inside
            if path.is_file() and not path.name.startswith(("~$", "."))
        ]
    except OSError:
        return []
    return found[:_MOST]
