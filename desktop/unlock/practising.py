"""Making the practice state: where, how far, and a way to stop."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.progress import Progress
from desktop.unlock.panel import Step
from desktop.widgets.buttons import PrimaryButton, QuietButton
from desktop.widgets.inputs import LineEdit
from desktop.widgets.labels import FieldName, Label, Problem
from desktop.widgets.progress import ProgressPanel


class Practising(Step):
    """Asks for a folder; ``chosen`` starts the work, which reports to ``progress``."""

    chosen = Signal(Path)
    went_back = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__(
            self.tr("Practice"),
            self.tr("A year of a whole state, made up by a machine. Nobody in it is real."),
        )
        self.progress = Progress(self)
        self._folder = LineEdit(self.tr("Folder for practice"))
        self._folder.setObjectName("practice_folder")
        self._folder.setText(str(folder))
        self._folder.returnPressed.connect(self._choose)
        self._problem = Problem()
        self._panel = ProgressPanel(self.tr("Making the practice state"))
        self._panel.hide()
        self.body.addWidget(Label(self.tr("It takes about half a minute."), wrap=True))
        self.body.addWidget(FieldName(self.tr("Folder for practice")))
        self.body.addWidget(self._folder)
        self.body.addWidget(self._problem)
        self.body.addWidget(self._panel)
        self._back = QuietButton(self.tr("Back"))
        self._back.clicked.connect(self.went_back)
        self._button = PrimaryButton(self.tr("Make practice"))
        self._button.clicked.connect(self._choose)
        self.foot.addWidget(self._back)
        self.foot.addWidget(self._button)

    @override
    def first_focus(self) -> QWidget:
        return self._button

    def refuse(self, sentence: str) -> None:
        """Say why it was not made, and let the person try again."""
        self._at_work(False)
        self._problem.setText(sentence)
        self._problem.show()

    def _choose(self) -> None:
        if not self._button.isEnabled():
            return
        self._problem.hide()
        self.progress = self._panel.begin()
        self._at_work(True)
        self.chosen.emit(Path(self._folder.text().strip()).expanduser())

    def _at_work(self, working: bool) -> None:  # noqa: FBT001 - a switch
        for widget in (self._back, self._button, self._folder):
            widget.setEnabled(not working)
        self._panel.setVisible(working)
