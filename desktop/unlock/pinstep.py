"""A PIN for the minutes after an idle lock, and the passphrase in its place."""

from typing_extensions import override

from desktop.unlock.unlocking import Unlocking
from desktop.wording.numbers import counted


class PinStep(Unlocking):
    """Asks for the PIN; ``tried`` carries it, ``forgotten`` asks for the passphrase instead."""

    _tries = 0

    def say_tries(self, tries: int) -> None:
        """Say how often it may be tried before only the passphrase opens."""
        self._tries = tries
        self._word()

    @override
    def _word(self) -> None:
        super()._word()
        self.subtitle.setText(self.tr("Locked after a while. Your PIN or your passphrase opens."))
        name = self.tr("PIN")
        self._name.setText(name)
        self.secret.line.setAccessibleName(name)
        left = counted(self._tries, self.tr("try"), self.tr("tries"))
        self._hint.setText(self.tr("{tries}, then only the passphrase opens.").format(tries=left))
        self._hint.show()
        self._other.setText(self.tr("Use the passphrase"))

    @override
    def _switch(self) -> None:
        self.forgotten.emit()
