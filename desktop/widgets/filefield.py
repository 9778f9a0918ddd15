"""Choose a file of one sort without Qt's own dialog, which writes down what it was shown."""

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.folders import FolderField
from desktop.widgets.inputs import ChoiceBox

_MOST = 500
_LARGEST = 1024 * 1024


class FileField(QWidget):
    """A folder, and the files in it that end in one of ``endings``."""

    def __init__(self, name: str, stable_name: str, *endings: str) -> None:
        super().__init__()
        self._endings = endings
        self.folder = FolderField(self.tr("Folder"))
        self.folder.places.setObjectName(f"{stable_name}_folder")
        self.folder.line.setObjectName(f"{stable_name}_folder_line")
        self.file = ChoiceBox(name)
        self.file.setObjectName(f"{stable_name}_file")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(self.folder)
        column.addWidget(self.file)
        self.setFocusProxy(self.folder)
        self.folder.line.editingFinished.connect(self.fill)
        self.folder.places.activated.connect(self.fill)
        self.folder.list.entered.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """List the files in the folder, the newest first."""
        before = self.file.currentData()
        self.file.clear()
        for path in self._found():
            self.file.addItem(path.name, str(path))
        if not self.file.count():
            self.file.addItem(self.tr("No such file in this folder"), "")
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

    def content(self) -> bytes:
        """Return what is in the chosen file, nothing where there is none; OSError.

        Of a file that is far too large only the beginning is read: it is refused anyway.
        """
        path = self.path()
        if path is None:
            return b""
        with path.open("rb") as file:
            return file.read(_LARGEST)

    def _found(self) -> list[Path]:
        try:
            inside = [
                one
                for one in self.folder.path().iterdir()
                if one.suffix.lower() in self._endings and one.is_file()
            ]
            inside.sort(key=lambda one: one.stat().st_mtime, reverse=True)
        except OSError:
            return []
        return inside[:_MOST]
