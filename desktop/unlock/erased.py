"""What stands on a laptop whose records were destroyed by order of the program's leads."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.unlock.panel import Step
from desktop.widgets.buttons import PrimaryButton
from desktop.widgets.labels import Label


class Erased(Step):
    """Says what happened and what is still there; ``went_on`` to a first run."""

    went_on = Signal()

    def __init__(self) -> None:
        super().__init__(
            self.tr("The records on this laptop were destroyed"),
            self.tr(
                "This laptop was taken out of the program: it was reported lost, its person left,"
                " or the coverage is over. A lead's laptop signed the order."
            ),
        )
        for sentence in (
            self.tr(
                "The keys, the records and the documents that were here are gone. The passphrase "
                "and the recovery code open nothing any more."
            ),
            self.tr(
                "What was sealed here and not sent yet was handed to the leads first. Everything "
                "that was sent before is with the program. A document's own file that was not sent "
                "is gone; its case says so."
            ),
            self.tr(
                "If the laptop is yours and you go on working on the cases, tell a lead: they can "
                "invite you again."
            ),
        ):
            self.body.addWidget(Label(sentence, wrap=True, selectable=True))
        self._on = PrimaryButton(self.tr("Start anew"))
        self._on.clicked.connect(self.went_on)
        self.foot.addWidget(self._on)

    @override
    def first_focus(self) -> QWidget:
        return self._on
