"""The first step of joining a program: who works here."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.unlock.panel import Step, step_count
from desktop.widgets.buttons import PrimaryButton, QuietButton
from desktop.widgets.inputs import LineEdit
from desktop.widgets.labels import FieldName, Problem

_MAX_NAME = 80


class YourName(Step):
    """The name under which the colleagues will know this person."""

    told = Signal(str)
    went_back = Signal()

    def __init__(self) -> None:
        super().__init__(
            self.tr("Who works here?"),
            self.tr("Your colleagues see this name, and it stands under what you write."),
            step_count(1),
        )
        self._person = LineEdit(self.tr("Your name"))
        self._person.setObjectName("person")
        self._person.setMaxLength(_MAX_NAME)
        self._person.returnPressed.connect(self._tell)
        self._problem = Problem()
        self._person.textChanged.connect(self._problem.hide)
        for widget in (FieldName(self.tr("Your name")), self._person, self._problem):
            self.body.addWidget(widget)
        back = QuietButton(self.tr("Back"))
        back.clicked.connect(self.went_back)
        go_on = PrimaryButton(self.tr("Continue"))
        go_on.clicked.connect(self._tell)
        self.foot.addWidget(back)
        self.foot.addWidget(go_on)

    @override
    def first_focus(self) -> QWidget:
        return self._person

    def _tell(self) -> None:
        person = " ".join(self._person.text().split())
        if person:
            self.told.emit(person)
            return
        self._problem.setText(self.tr("Your name: type it as it should appear under notes."))
        self._problem.show()
        self._person.setFocus()
