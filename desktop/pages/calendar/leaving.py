"""What leaves of the calendar: a small panel that leads to the gate."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.widgets.buttons import Button
from desktop.widgets.inputs import CheckBox
from desktop.widgets.labels import Heading, Muted
from desktop.widgets.popup import PopupPanel


class LeavingPanel(PopupPanel):
    """Paper, or a file for another calendar whose titles say nothing unless one says so."""

    wanted = Signal(str, bool, bool)
    """The format, whether case numbers stand in it, whether places do."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner, owner.tr("Save or print the calendar"))
        self.paper = Button(self.tr("Print or save as PDF…"), "printer")
        self.paper.setObjectName("calendar-paper")
        self.file = Button(self.tr("Save for another calendar (ICS)…"), "download")
        self.file.setObjectName("calendar-file")
        self.numbers = CheckBox(self.tr("With case numbers in the titles"))
        self.places = CheckBox(self.tr("With courts and towns as places"))
        self.body.addWidget(Heading(self.tr("On paper"), level=3))
        self.body.addWidget(self.paper)
        self.body.addWidget(Heading(self.tr("In another calendar"), level=3))
        self.body.addWidget(
            Muted(self.tr("Titles say only Court, Task, Review. No name, no alarm."))
        )
        self.body.addWidget(self.numbers)
        self.body.addWidget(self.places)
        self.body.addWidget(self.file)
        self.paper.clicked.connect(lambda: self._ask("pdf"))
        self.file.clicked.connect(lambda: self._ask("ics"))

    def _ask(self, file_format: str) -> None:
        self.wanted.emit(file_format, self.numbers.isChecked(), self.places.isChecked())
        self.close()
