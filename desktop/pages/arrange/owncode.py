"""A panel that asks what a program's own code is called, counts as, and when it is offered."""

from datetime import date

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.buttons import Button, PrimaryButton
from desktop.widgets.inputs import ChoiceBox, LineEdit
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Heading, Problem
from desktop.widgets.popup import PopupPanel
from desktop.wording.typed import parse_day
from storage.domain.codes import CodeBook
from storage.usecases.codesettings import OwnCode


def _tr(text: str) -> str:
    return QCoreApplication.translate("arrange", text)


class OwnCodePanel(PopupPanel):
    """``chosen`` carries the ``OwnCode``."""

    chosen = Signal(object)

    def __init__(
        self, owner: QWidget, book: CodeBook, list_name: str, said: OwnCode | None
    ) -> None:
        super().__init__(owner, _tr("A code of the program"))
        self.today = date.max
        self.label = LineEdit(_tr("Label"))
        self.label.setMaxLength(200)
        self.pmt = _mapping(_tr("Counts on the PMT as"), book, list_name, "pmt")
        self.nca = _mapping(_tr("Counts for NCA as"), book, list_name, "nca")
        self.first, self.last = LineEdit(_tr("Offered from")), LineEdit(_tr("Offered until"))
        self._problem = Problem()
        self._problem.hide()
        self.body.addWidget(Heading(_tr("A code of the program"), level=3))
        for name, control in (
            (_tr("&Label"), self.label),
            (_tr("Counts on the &PMT as"), self.pmt),
            (_tr("Counts for &NCA as"), self.nca),
            (_tr("Offered &from"), self.first),
            (_tr("Offered &until"), self.last),
        ):
            self.body.addWidget(labelled(name, control))
        self.body.addWidget(self._problem)
        self._add_buttons()
        self.setMinimumWidth(px(340))
        if said is not None:
            self._show(said)

    def apply(self) -> None:
        """Send what is typed, or say why it cannot be read."""
        try:
            first, last = (
                parse_day(line.text(), self.today, future=True) if line.text().strip() else None
                for line in (self.first, self.last)
            )
        except ValueError as error:
            self._problem.setText(str(error))
            self._problem.show()
            self.adjustSize()
            return
        self.chosen.emit(
            OwnCode(
                label=self.label.text(),
                pmt=str(self.pmt.currentData()),
                nca=str(self.nca.currentData()),
                valid_from=first,
                valid_to=last,
            )
        )
        self.close()

    def _show(self, said: OwnCode) -> None:
        self.label.setText(said.label)
        for box, value in ((self.pmt, said.pmt), (self.nca, said.nca)):
            if box.findData(value) < 0:
                box.addItem(value, value)
            box.setCurrentIndex(box.findData(value))
        for line, day in ((self.first, said.valid_from), (self.last, said.valid_to)):
            line.setText(day.isoformat() if day else "")

    def _add_buttons(self) -> None:
        cancel, keep = Button(_tr("Cancel")), PrimaryButton(_tr("Keep this code"))
        cancel.clicked.connect(self.close)
        keep.clicked.connect(self.apply)
        self.label.returnPressed.connect(self.apply)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(keep)
        self.body.addLayout(row)


def _mapping(name: str, book: CodeBook, list_name: str, form: str) -> ChoiceBox:
    """Return a box with the rows of a form that the shipped codes of the list count in."""
    box = ChoiceBox(name)
    box.addItem(_tr("Counts nowhere"), "")
    for entry in book.lists[list_name].values():
        row = entry.pmt if form == "pmt" else entry.nca
        if row and not entry.own and box.findData(row) < 0:
            box.addItem(f"{row} · {entry.label}", row)
    return box
