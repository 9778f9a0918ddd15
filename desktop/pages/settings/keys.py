"""Change the passphrase; make a new recovery code."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import LineEdit
from desktop.widgets.labels import FieldName, Heading, Label
from desktop.wording.errors import plain


class SecretDialog(Dialog):
    """A dialog of secret lines with a place for what is wrong."""

    def __init__(self, lanes: Lanes, title: str, text: str, parent: QWidget) -> None:
        super().__init__(parent, title)
        self._lanes = lanes
        self._busy = False
        self.body.addWidget(Label(text, wrap=True))
        self.notice = Banner("", "warn")
        self.notice.hide()

    def secret_line(self, name: str, stable_name: str) -> LineEdit:
        """Add a line that shows dots, and that no keyboard learns from."""
        line = LineEdit(name.replace("&", ""))
        line.setObjectName(stable_name)
        line.setEchoMode(QLineEdit.EchoMode.Password)
        line.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        label = FieldName(name)
        label.setBuddy(line)
        column = QVBoxLayout()
        column.setSpacing(px(4))
        column.addWidget(label)
        column.addWidget(line)
        self.body.addLayout(column)
        return line

    def say(self, text: str) -> None:
        """Say what is wrong."""
        self._busy = False
        self.notice.say(text)

    def say_why(self, error: BaseException) -> None:
        """Say why it was refused."""
        self.say(plain(error))


class PassphraseDialog(SecretDialog):
    """The old passphrase, and the new one twice."""

    def __init__(self, lanes: Lanes, parent: QWidget) -> None:
        text = self.tr(
            "The new passphrase opens this laptop's workspace from now on. Backups made before"
            " still open with the old one."
        )
        super().__init__(lanes, self.tr("Change the passphrase"), text, parent)
        self.old = self.secret_line(self.tr("&Passphrase now"), "passphrase_old")
        self.new = self.secret_line(self.tr("&New passphrase"), "passphrase_new")
        self.again = self.secret_line(self.tr("The new one &again"), "passphrase_again")
        self.body.addWidget(self.notice)
        self.add_button(self.tr("Cancel"))
        self.save_button = self.add_button(self.tr("Change it"), self.change, primary=True)
        self.old.setFocus()

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

    def _finish(self, _done: None) -> None:
        for line in (self.old, self.new, self.again):
            line.clear()
        self.accept()


class RecoveryDialog(SecretDialog):
    """Ask for the passphrase, then show the new code, once."""

    def __init__(self, lanes: Lanes, parent: QWidget) -> None:
        text = self.tr(
            "A new code opens the workspace when the passphrase is lost. The code on paper now"
            " will open nothing any more."
        )
        super().__init__(lanes, self.tr("New recovery code"), text, parent)
        self.passphrase = self.secret_line(self.tr("&Passphrase"), "recovery_passphrase")
        self.code = Heading("", level=2, wrap=True)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.code.hide()
        self.advice = Label(
            self.tr(
                "Write it down and keep it away from this laptop. It is shown once; then check"
                " what you wrote against the screen."
            ),
            wrap=True,
        )
        self.advice.hide()
        self.body.addWidget(self.code)
        self.body.addWidget(self.advice)
        self.body.addWidget(self.notice)
        self.close_button = self.add_button(self.tr("Cancel"))
        self.make_button = self.add_button(self.tr("Make the code"), self.make, primary=True)
        self.passphrase.setFocus()

    def make(self) -> None:
        """Replace the recovery slot and show the code."""
        secret = self.passphrase.text()
        if self._busy:
            return
        self._busy = True
        self._lanes.tend(
            lambda workspace: workspace.renew_recovery_code(secret),
            context=self,
            then=self._show,
            failed=self.say_why,
            long=True,
        )

    def _show(self, code: str) -> None:
        self.passphrase.clear()
        self.passphrase.setEnabled(False)
        self.notice.hide()
        self.code.setText(code)
        self.code.show()
        self.advice.show()
        self.make_button.hide()
        self.close_button.setText(self.tr("I have written it down"))
        self.close_button.setFocus()
