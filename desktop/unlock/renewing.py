"""New keys for a workspace, asked for in Settings and made here, where nothing has it open."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.unlock.panel import Step
from desktop.widgets.buttons import Button, PrimaryButton
from desktop.widgets.labels import Label, Problem


class RenewKeys(Step):
    """Says what it does; ``renewed`` to go through with it, ``put_off`` to leave it."""

    renewed = Signal()
    put_off = Signal()

    def __init__(self) -> None:
        super().__init__(
            self.tr("Make new keys?"),
            self.tr("You asked for it in Settings. It takes a minute, and room for a second copy."),
        )
        for text in (
            self.tr(
                "Everything is encrypted anew. Your passphrase stays, and opens it alone; you get"
                " a new recovery code. Second factors are added again in Settings."
            ),
            self.tr(
                "Copies and backups from before still open with what opened them then. When it is"
                " done, make a new backup, then destroy the old ones."
            ),
        ):
            self.body.addWidget(Label(text, wrap=True))
        self._problem = Problem()
        self.body.addWidget(self._problem)
        self._not_now = Button(self.tr("Not now"))
        self._not_now.setObjectName("renew_not_now")
        self._button = PrimaryButton(self.tr("Make new keys"), "key-round")
        self._button.setObjectName("renew_now")
        self._not_now.clicked.connect(self.put_off)
        self._button.clicked.connect(self._begin)
        self.foot.addWidget(self._not_now)
        self.foot.addWidget(self._button)

    @override
    def first_focus(self) -> QWidget:
        return self._not_now

    def refuse(self, sentence: str) -> None:
        """Say why it could not be done; everything is as it was."""
        self._not_now.setEnabled(True)
        self._button.setEnabled(True)
        self._button.setText(self.tr("Make new keys"))
        self._problem.setText(sentence)
        self._problem.show()

    def _begin(self) -> None:
        self._not_now.setEnabled(False)
        self._button.setEnabled(False)
        self._button.setText(self.tr("Encrypting anew…"))
        self.renewed.emit()
