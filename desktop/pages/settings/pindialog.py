"""Choose a PIN: the passphrase, and the PIN twice."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.widgets.secretdialog import SecretDialog

_MOST_DIGITS = 12


class PinDialog(SecretDialog):
    """A PIN is set by whoever knows the passphrase."""

    def __init__(self, lanes: Lanes, parent: QWidget) -> None:
        text = self.tr(
            "Six digits or more. After an idle lock, for the minutes you chose, the PIN opens"
            " Satchel in place of the passphrase. As long as it may, a key that these digits"
            " guard stays in the laptop's memory: somebody with much skill and the running laptop"
            " could guess them."
        )
        super().__init__(lanes, self.tr("Choose a PIN"), text, parent)
        self.passphrase = self.secret_line(self.tr("Your &passphrase"), "pin_passphrase")
        self.pin = self.secret_line(self.tr("&New PIN"), "pin_new")
        self.again = self.secret_line(self.tr("The PIN &again"), "pin_again")
        for line in (self.pin, self.again):
            line.setMaxLength(_MOST_DIGITS)
            line.setInputMethodHints(line.inputMethodHints() | Qt.InputMethodHint.ImhDigitsOnly)
        self.body.addWidget(self.notice)
        self.add_button(self.tr("Cancel"))
        self.save_button = self.add_button(self.tr("Set the PIN"), self.keep, primary=True)
        self.passphrase.setFocus()
        self.take_room(520)

    def keep(self) -> None:
        """Set it, or say why not."""
        passphrase, pin = self.passphrase.text(), self.pin.text()
        if self._busy:
            return
        if pin != self.again.text():
            self.say(self.tr("The two PINs differ. Type it again."))
            self.again.setFocus()
            return
        self._busy = True
        self._lanes.tend(
            lambda workspace: workspace.pin.set(passphrase, pin),
            context=self,
            then=self._finish,
            failed=self.say_why,
        )

    def _finish(self, _done: None) -> None:
        for line in (self.passphrase, self.pin, self.again):
            line.clear()
        self.accept()
