"""The first step: which file; and below it what was brought in before."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.buttons import Button, QuietButton
from desktop.widgets.card import Card
from desktop.widgets.chip import Chip
from desktop.widgets.folders import FolderField
from desktop.widgets.inputs import ChoiceBox
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Label, Muted
from desktop.wording.dates import local_moment
from desktop.wording.numbers import counted
from storage.exchange.foreign.batches import Batch

_ENDINGS = (".csv", ".xlsx", ".txt", ".tsv")
_MOST_FILES = 500


class FileStep(QWidget):
    """A folder, the tables in it, and the imports there were."""

    sheet_wanted = Signal(bytes)
    back_wanted = Signal(bytes, bool)
    export_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.folder = FolderField(self.tr("Folder"))
        self.folder.places.setObjectName("bring_folder")
        self.folder.line.setObjectName("bring_folder_line")
        self.file = ChoiceBox(self.tr("File"))
        self.file.setObjectName("bring_file")
        self._batches = Card(self.tr("Brought in before"))
        card = Card(self.tr("Which file"))
        card.body.addWidget(labelled(self.tr("Fol&der"), self.folder))
        card.body.addWidget(labelled(self.tr("&File"), self.file))
        note = self.tr(
            "An Excel workbook (.xlsx) or a CSV file. It is read by a process that holds no key;"
            " nothing is kept until you bring it in."
        )
        card.body.addWidget(Muted(note, wrap=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(14))
        column.addWidget(card)
        column.addWidget(self._batches)
        column.addWidget(self._exports())
        column.addStretch(1)
        self._batches.hide()
        self.folder.line.editingFinished.connect(self.fill)
        self.folder.places.activated.connect(self.fill)
        self.folder.list.entered.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """List the tables in the folder."""
        before = self.file.currentData()
        self.file.clear()
        for path in _tables_in(self.folder.path()):
            self.file.addItem(path.name, str(path))
        if not self.file.count():
            self.file.addItem(self.tr("No CSV file or workbook in this folder"), "")
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

    def show_batches(self, batches: Sequence[Batch]) -> None:
        """List the imports there were, each with its sheet and the way back."""
        while (item := self._batches.body.takeAt(1)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for batch in batches:
            self._batches.body.addWidget(self._line(batch))
        self._batches.setVisible(bool(batches))

    def _exports(self) -> Card:
        """Return the ways out; each passes the gate."""
        card = Card(self.tr("Take out"))
        row = QHBoxLayout()
        row.setSpacing(px(10))
        for code, text in (
            ("records", self.tr("All records…")),
            ("htcds", self.tr("Human Trafficking Case Data Standard…")),
        ):
            button = Button(text, "upload")
            button.setObjectName(f"bring_export_{code}")
            button.clicked.connect(lambda _=False, code=code: self.export_wanted.emit(code))
            row.addWidget(button)
        row.addStretch(1)
        note = self.tr(
            "Both ask for purpose and recipient first. The standard leaves without names, days and"
            " places; privileged notes stay inside."
        )
        card.body.addWidget(Muted(note, wrap=True))
        card.body.addLayout(row)
        return card

    def _line(self, batch: Batch) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(10))
        words = QVBoxLayout()
        words.addWidget(Label(batch.name or self.tr("Import by command"), wrap=True))
        records = counted(batch.added, self.tr("record"), self.tr("records"))
        words.addWidget(Muted(f"{local_moment(batch.at)} \u00b7 {records} \u00b7 {batch.author}"))
        row.addLayout(words, 1)
        if batch.taken_back:
            row.addWidget(Chip(self.tr("Taken back")))
        if batch.name:
            sheet = QuietButton(self.tr("Open its sheet"))
            sheet.clicked.connect(lambda: self.sheet_wanted.emit(batch.batch))
            row.addWidget(sheet)
        back = Button(self.tr("Bring it back") if batch.taken_back else self.tr("Take it back"))
        back.setAccessibleDescription(batch.name)
        back.clicked.connect(lambda: self.back_wanted.emit(batch.batch, batch.taken_back))
        row.addWidget(back)
        return line


def _tables_in(folder: Path) -> list[Path]:
    try:
        found = [
            path
            for path in folder.iterdir()
            if path.suffix.lower() in _ENDINGS and not path.name.startswith(("~$", "."))
        ]
    except OSError:
        return []
    return sorted(found, key=lambda path: path.name.lower())[:_MOST_FILES]
