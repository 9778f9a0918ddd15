"""Bring a backup back: where it lies, what opens it, and how far it has come."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.progress import Progress
from desktop.system.touch import Touch
from desktop.unlock.foundbackups import Found, found_below
from desktop.unlock.panel import Step
from desktop.unlock.secret_line import SecretLine
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import PrimaryButton, QuietButton
from desktop.widgets.folders import FolderField
from desktop.widgets.inputs import ChoiceBox
from desktop.widgets.labels import FieldName, Hint, Label, Problem
from desktop.widgets.progress import ProgressPanel
from desktop.wording.dates import local_moment
from storage.domain.clocks import Clock


class BringBack(Step):
    """``chosen`` carries a backup, what was typed, and whether that is the recovery code."""

    chosen = Signal(Path, str, bool)
    went_back = Signal()

    def __init__(self, near: Path, clock: Clock, *, replaces: bool) -> None:
        super().__init__(
            self.tr("Bring back a backup"),
            self.tr("It needs no network: the backup, and its passphrase or the recovery code."),
        )
        self._by_code, self._clock = False, clock
        self.progress = Progress(self)
        self.folder = FolderField(self.tr("Folder or stick"))
        self.folder.places.setObjectName("bring_back_folder")
        self.backups = ChoiceBox(self.tr("Backup"))
        self.backups.setObjectName("bring_back_backup")
        self.secret = SecretLine("", "bring_back_secret")
        self._name = FieldName()
        self._name.setBuddy(self.secret)
        self._hint = Hint("", wrap=True)
        self._problem = Problem()
        self._panel = ProgressPanel(self.tr("Bringing it back"))
        self._panel.hide()
        self._other = QuietButton("")
        self._back = QuietButton(self.tr("Back"))
        self._button = PrimaryButton(self.tr("Bring it back"), "download")
        if replaces:
            text = self.tr(
                "What is on this laptop now is moved beside it under today's date. Nothing is"
                " deleted."
            )
            self.body.addWidget(Label(text, wrap=True))
        for widget in (
            FieldName(self.tr("Folder or stick")), self.folder,
            FieldName(self.tr("Backup")), self.backups,
            self._name, self.secret, self._hint, self._problem, self._panel,
        ):  # fmt: skip
            self.body.addWidget(widget)
        for button in (self._back, self._other):
            self.foot.insertWidget(self.foot.count() - 1, button)
        self.foot.addWidget(self._button)
        self._connect()
        if found_below(near, clock.now()):
            self.folder.places.insertItem(0, self.tr("This laptop's own backups"), str(near))
            self.folder.set_path(near)
        self.fill()
        self._word()

    @override
    def first_focus(self) -> QWidget:
        return self.secret.line if self.backups.currentData() else self.folder

    def fill(self) -> None:
        """List the backups in the folder, the newest first."""
        self.backups.clear()
        for found in found_below(self.folder.path(), self._clock.now()):
            self.backups.addItem(_words(found), str(found.path))
        if not self.backups.count():
            self.backups.addItem(self.tr("No backup in this folder"), "")

    def touch(self) -> Touch:
        """Return who waits for a security key while the backup comes; Cancel ends the waiting."""
        touch = Touch(self)
        words = self.tr("Touch your security key…")
        touch.wanted.connect(lambda: self._panel.show_words(words))
        self._panel.cancelled.connect(touch.stop.set)
        return touch

    def refuse(self, sentence: str, *, keep: bool = False) -> None:
        """Say why it did not come back; what was typed is gone unless it is to be kept."""
        self._at_work(False)
        if not keep:
            self.secret.empty()
        self._problem.setText(sentence)
        self._problem.show()
        self.secret.line.setFocus()

    def _choose(self) -> None:
        chosen = str(self.backups.currentData() or "")
        if not self._button.isEnabled():
            return
        if not chosen or not self.secret.text():
            self._problem.setText(
                self.tr("Choose a backup first.")
                if not chosen
                else self.tr("Type what opens the backup.")
            )
            self._problem.show()
            return
        self._problem.hide()
        self.progress = self._panel.begin()
        self._at_work(True)
        self.chosen.emit(Path(chosen), self.secret.text(), self._by_code)

    def _switch(self) -> None:
        self._by_code = not self._by_code
        self.secret.empty()
        self._word()
        self.secret.line.setFocus()

    def _word(self) -> None:
        name = self.tr("Recovery code") if self._by_code else self.tr("Passphrase")
        self._name.setText(name)
        self.secret.line.setAccessibleName(name)
        self._hint.setText(
            self.tr("The nine groups on your paper. Upper or lower case does not matter.")
            if self._by_code
            else self.tr("The passphrase of the day on which the backup was made.")
        )
        self._other.setText(
            self.tr("Use the passphrase") if self._by_code else self.tr("Use the recovery code")
        )

    def _at_work(self, working: bool) -> None:  # noqa: FBT001 - a switch
        for widget in (self._back, self._other, self._button, self.folder, self.backups):
            widget.setEnabled(not working)
        self.secret.setEnabled(not working)
        self._panel.setVisible(working)

    def _connect(self) -> None:
        self.folder.places.activated.connect(self.fill)
        self.folder.line.editingFinished.connect(self.fill)
        self.folder.list.entered.connect(self.fill)
        self.secret.entered.connect(self._choose)
        self.secret.changed.connect(self._problem.hide)
        self._button.clicked.connect(self._choose)
        self._other.clicked.connect(self._switch)
        self._back.clicked.connect(self.went_back)


class BroughtBack(Step):
    """What came back, in words; ``went_on`` opens it."""

    went_on = Signal()

    def __init__(self, sentences: Sequence[str], trouble: str = "") -> None:
        super().__init__(self.tr("Your backup is here again"))
        for sentence in sentences:
            self.body.addWidget(Label(sentence, wrap=True))
        if trouble:
            self.body.addWidget(Banner(trouble, "warn"))
        self._button = PrimaryButton(self.tr("Open it"), "lock-open")
        self._button.clicked.connect(self.went_on)
        self.foot.addWidget(self._button)

    @override
    def first_focus(self) -> QWidget:
        return self._button


def _words(found: Found) -> str:
    return local_moment(found.made) if found.made else found.path.name
