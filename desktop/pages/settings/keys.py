"""Change the passphrase."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.widgets.buttons import QuietButton
from desktop.widgets.labels import Hint
from desktop.widgets.secretdialog import SecretDialog
from desktop.wording.strength import strength, suggestion


class PassphraseDialog(SecretDialog):
    """The old passphrase, and the new one twice."""

    def __init__(self, lanes: Lanes, parent: QWidget) -> None:
        text = self.tr(
            "The new passphrase opens this laptop's workspace from now on. Nothing is encrypted"
            " anew, so copies of the folder and backups made before still open with the old one."
            " If somebody may know the old one, make new keys too, and new backups."
        )
        super().__init__(lanes, self.tr("Change the passphrase"), text, parent)
        self.old = self.secret_line(self.tr("&Passphrase now"), "passphrase_old")
        self.new = self.secret_line(self.tr("&New passphrase"), "passphrase_new")
        self.strength = Hint("", wrap=True)
        self.strength.setObjectName("passphrase_strength")
        self.suggest_button = QuietButton(self.tr("&Suggest six words"))
        self.suggest_button.clicked.connect(self._suggest)
        self.body.addWidget(self.strength)
        self.body.addWidget(self.suggest_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.new.textChanged.connect(lambda typed: self.strength.setText(strength(typed)[1]))
        self.again = self.secret_line(self.tr("The new one &again"), "passphrase_again")
        self.body.addWidget(self.notice)
        self.add_button(self.tr("Cancel"))
        self.save_button = self.add_button(self.tr("Change it"), self.change, primary=True)
        self.old.setFocus()
        self.take_room(520)

    def change(self) -> None:
        """Rewrite the key slot, or say why not."""
        old, new = self.old.text(), self.new.text()
        if self._busy:
            return
        if new != self.again.text():
            self.say(self.tr("The two new passphrases differ. Type the new one again."))
            self.again.setFocus()
            return
        self._busy = True
        self._lanes.tend(
            lambda workspace: workspace.change_passphrase(old, new),
            context=self,
            then=self._finish,
            failed=self.say_why,
            long=True,
        )

    def _suggest(self) -> None:
        """Show six words to learn; they stand in no field until they are typed."""
        self.strength.setText(
            self.tr("{words}. Write them down until you know them by heart.").format(
                words=suggestion()
            )
        )
        self.new.setFocus()

    def _finish(self, _done: None) -> None:
        for line in (self.old, self.new, self.again):
            line.clear()
        self.accept()
