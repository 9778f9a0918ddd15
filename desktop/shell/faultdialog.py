"""An unforeseen error, in plain words, with a report that anyone may read before passing it on."""

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.faults import Fault
from desktop.theme import px
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import Hint, Label


class FaultText(QPlainTextEdit):
    """The report, to read and to copy."""


class FaultDialog(Dialog):
    """What happened, what it means, and the report."""

    def __init__(self, parent: QWidget | None, fault: Fault) -> None:
        super().__init__(parent, self.tr("Something went wrong inside Satchel"))
        self.body.addWidget(
            Label(
                self.tr(
                    "What was saved is safe, and what you were typing is kept. You can go on; if "
                    "it happens again, pass on the report below."
                ),
                wrap=True,
            )
        )
        text = FaultText(fault.report())
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setAccessibleName(self.tr("Error report"))
        text.setObjectName("fault_report")
        text.setMinimumHeight(px(130))
        self.body.addWidget(text)
        self.body.addWidget(
            Hint(
                self.tr("It holds places in the program. It holds no names and nothing you typed."),
                wrap=True,
            )
        )
        self.add_button(self.tr("Close"), self.accept, primary=True).setFocus()
        self.take_room(520, 360)
