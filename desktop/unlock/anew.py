"""Begin anew on a laptop whose workspace nobody can open, or that its program took out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.unlock.panel import Step
from desktop.widgets.buttons import Button, PrimaryButton
from desktop.widgets.labels import Label, Problem


class BeginAnew(Step):
    """Says what is moved aside and what it takes to come in again; ``begun`` when it is wanted."""

    begun = Signal()
    went_back = Signal()

    def __init__(self) -> None:
        super().__init__(
            self.tr("Begin anew on this laptop"),
            self.tr("Nothing here is opened, and nothing is deleted."),
        )
        for sentence in (
            self.tr(
                "The workspace and the backups beside it are moved aside into a folder with"
                " today's date, sealed as they are. What opened them opens them there. What was"
                " not sent from here is in that folder alone."
            ),
            self.tr(
                "Then this laptop is as on its first day. A lead of your program can invite you to"
                " it, as a new laptop of yours, and takes the old one out if it is still listed."
            ),
            self.tr("The earlier workspace can be destroyed later in Settings, under Backups."),
        ):
            self.body.addWidget(Label(sentence, wrap=True))
        self._problem = Problem()
        self.body.addWidget(self._problem)
        self._back = Button(self.tr("Back"))
        self._back.clicked.connect(self.went_back)
        self._begin = PrimaryButton(self.tr("Move it aside and begin anew"))
        self._begin.clicked.connect(self.begun)
        self.foot.addWidget(self._back)
        self.foot.addWidget(self._begin)

    @override
    def first_focus(self) -> QWidget:
        return self._back

    def refuse(self, sentence: str) -> None:
        """Say why it could not be moved."""
        self._problem.setText(sentence)
        self._problem.show()
