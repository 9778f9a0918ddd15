"""The passphrase, and the recovery code for the day it is forgotten."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.system.touch import Touch
from desktop.unlock.deadlines import due_sentence
from desktop.unlock.panel import Step
from desktop.unlock.secret_line import SecretLine
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import PrimaryButton, QuietButton
from desktop.widgets.labels import FieldName, Hint, Problem
from storage.domain.clocks import Clock

_EVERY_MS = 60_000


class Unlocking(Step):
    """Asks for the passphrase; ``tried`` carries what was typed and whether it is a code."""

    tried = Signal(str, bool)
    forgotten = Signal()

    def __init__(self) -> None:
        super().__init__("")
        self._by_code = False
        self._due: tuple[datetime, ...] = ()
        self._clock: Clock | None = None
        self._facts = Banner("", "info")
        self._facts.hide()
        self._courier = Banner("", "info")
        self._courier.setObjectName("courier")
        self._courier.hide()
        self._place = Banner("", "warn")
        self._place.setObjectName("place")
        self._place.hide()
        self._name = FieldName()
        self.secret = SecretLine("", "passphrase")
        self._hint = Hint(wrap=True)
        self._problem = Problem()
        self._words = Hint(wrap=True)
        self._words.setObjectName("door_words")
        self._words.hide()
        self._touch: Touch | None = None
        self._button = PrimaryButton("", "lock-open")
        self._other = QuietButton("")
        for widget in (
            self._facts,
            self._courier,
            self._place,
            self._words,
            self._name,
            self.secret,
            self._problem,
            self._hint,
        ):
            self.body.addWidget(widget)
        self.foot.insertWidget(0, self._other)
        self.foot.addWidget(self._button)
        self.secret.entered.connect(self._try)
        self.secret.changed.connect(self._problem.hide)
        self._button.clicked.connect(self._try)
        self._other.clicked.connect(self._switch)
        self._word()

    def say_facts(self, *, locked: bool, due: Sequence[datetime], clock: Clock) -> None:
        """Say that the curtain was drawn, and when something is due: never what, or whose."""
        self._locked = locked
        self._due, self._clock = tuple(due), clock
        self._word()
        self._say_due()
        if due:
            pulse = QTimer(self)
            pulse.setInterval(_EVERY_MS)
            pulse.timeout.connect(self._say_due)
            pulse.start()

    def _say_due(self) -> None:
        sentence = due_sentence(self._due, self._clock.now()) if self._clock else ""
        self._facts.setVisible(bool(sentence))
        self._facts.set_text(sentence)

    def say_courier(self, sentence: str) -> None:
        """Say how many changes wait to be sent, or that they were: never what, or whose."""
        self._courier.setVisible(bool(sentence))
        self._courier.set_text(sentence)

    def say_place(self, warning: str) -> None:
        """Say what is wrong with the folder that the workspace lies in."""
        self._place.setVisible(bool(warning))
        self._place.set_text(warning)

    def prefill(self, passphrase: str) -> None:
        """Type the practice passphrase, which is nobody's secret, and say so."""
        self.secret.line.setText(passphrase)
        self._hint.setText(
            self.tr("This is practice. Its passphrase is typed already: {words}").format(
                words=passphrase
            )
        )
        self._hint.show()

    def work(self) -> None:
        """Show that the passphrase is being tried."""
        self._button.setEnabled(False)
        self._button.setText(self.tr("Unlocking…"))

    def say_words(self, words: str) -> None:
        """Show the words that nobody else's window knows."""
        self._words.setVisible(bool(words))
        text = self.tr("The words of your door: {words}. A window without them is not Satchel's.")
        self._words.setText(text.format(words=words))

    def touch(self) -> Touch:
        """Return who waits for a security key while this is shown."""
        self._touch = Touch(self)
        self._touch.wanted.connect(self._ask_for_touch)
        return self._touch

    def _ask_for_touch(self) -> None:
        self._button.setText(self.tr("Touch your security key…"))
        self._other.setText(self.tr("Stop waiting"))

    def refuse(self, sentence: str, *, keep: bool = False) -> None:
        """Say why it does not open; what was typed is gone unless it is to be kept."""
        self._touch = None
        self._word()
        if not keep:
            self.secret.empty()
        self._problem.setText(sentence)
        self._problem.show()
        self.secret.line.setFocus()

    @override
    def first_focus(self) -> QWidget:
        return self.secret.line

    _locked = False

    def _word(self) -> None:
        title = self.tr("Locked") if self._locked else self.tr("Unlock Satchel")
        self.heading.setText(title)
        self.subtitle.setText(
            self.tr("Everything is as you left it, down to the last letter.")
            if self._locked
            else self.tr("Type your passphrase to open your cases.")
        )
        self.subtitle.show()
        name = self.tr("Recovery code") if self._by_code else self.tr("Passphrase")
        self._name.setText(name)
        self.secret.line.setAccessibleName(name)
        self._hint.setText(
            self.tr("The nine groups on your paper. Upper or lower case does not matter.")
        )
        self._hint.setVisible(self._by_code)
        self._button.setText(self.tr("Unlock"))
        self._button.setEnabled(True)
        self._other.setText(
            self.tr("Use the passphrase") if self._by_code else self.tr("I forgot my passphrase")
        )

    def _switch(self) -> None:
        if self._touch is not None:
            self._touch.stop.set()
        elif self._by_code:
            self._ask_for(code=False)
        else:
            self.forgotten.emit()

    def ask_for_code(self) -> None:
        """Ask for the recovery code in place of the passphrase."""
        self._ask_for(code=True)

    def _ask_for(self, *, code: bool) -> None:
        self._by_code = code
        self.secret.empty()
        self._problem.hide()
        self._word()
        self.secret.line.setFocus()

    def _try(self) -> None:
        if self._button.isEnabled() and self.secret.text():
            self.work()
            self.tried.emit(self.secret.text(), self._by_code)
