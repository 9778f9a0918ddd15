"""The steps after a passphrase was forgotten: by code, or by the supervisors."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.theme import px
from desktop.unlock.panel import Step
from desktop.widgets.buttons import Button, PrimaryButton, QuietButton
from desktop.widgets.filefield import FileField
from desktop.widgets.folders import FolderField
from desktop.widgets.labels import FieldName, Hint, Label, Problem
from desktop.widgets.words import WordGrid
from desktop.wording.dates import local_moment

ANSWER = ".satchel-answer"


class Forgotten(Step):
    """The two ways to go on without the passphrase."""

    by_code = Signal()
    by_supervisors = Signal()
    anew = Signal()
    """Neither way is open, or the workspace is of no use any more."""
    went_back = Signal()

    def __init__(self) -> None:
        super().__init__(
            self.tr("Forgot the passphrase"),
            self.tr("Nothing is lost. There are two ways in; either ends with a new passphrase."),
        )
        self._code = Button(self.tr("Use the recovery code"), "shield")
        self.supervisors = Button(self.tr("Ask my leads"), "users")
        self.supervisors.setObjectName("ask_supervisors")
        self._hint = Hint("", wrap=True)
        self.body.addWidget(self._code)
        self.body.addWidget(
            Hint(self.tr("The nine groups on the paper you wrote at the beginning."), wrap=True)
        )
        self.body.addSpacing(px(10))
        self.body.addWidget(self.supervisors)
        self.body.addWidget(self._hint)
        back = QuietButton(self.tr("Back"))
        back.clicked.connect(self.went_back)
        anew = QuietButton(self.tr("Begin anew…"))
        anew.setObjectName("begin_anew")
        anew.clicked.connect(self.anew)
        self.foot.insertWidget(0, anew)
        self.foot.addWidget(back)
        self._code.clicked.connect(self.by_code)
        self.supervisors.clicked.connect(self.by_supervisors)
        self.supervisors.setEnabled(False)

    @override
    def first_focus(self) -> QWidget:
        return self._code

    def offer_supervisors(self, possible: bool) -> None:  # noqa: FBT001 - an outcome
        """Offer the second way, or say why there is none."""
        self.supervisors.setEnabled(possible)
        self._hint.setText(
            self.tr("They answer from their own laptops, after you have spoken.")
            if possible
            else self.tr(
                "Not possible with this workspace: its program has too few leads, or it has not"
                " synced since it joined."
            )
        )


class AskSupervisors(Step):
    """The request, to be saved and sent, and the six words to read out."""

    saved = Signal(Path)
    went_on = Signal()
    went_back = Signal()

    def __init__(self, words: Sequence[str], needed: int, until: datetime) -> None:
        super().__init__(self.tr("Ask your leads"))
        people = (
            self.tr("one lead of your program")
            if needed == 1
            else self.tr("{count} leads of your program").format(count=needed)
        )
        self.folder = FolderField(self.tr("Folder for the request"))
        self._save = Button(self.tr("Save the request"), "download")
        self._save.setObjectName("save_request")
        self._told = Hint("", wrap=True)
        self._told.hide()
        self._problem = Problem()
        first = self.tr(
            "Give the request to {people}, on a stick or by e-mail. There is no secret in it."
        ).format(people=people)
        second = self.tr("Call each of them. They ask you for these six words:")
        self.body.addWidget(Label(f"1. {first}", wrap=True))
        named = FieldName(self.tr("Folder for the request"))
        for widget in (named, self.folder, self._save, self._told, self._problem):
            self.body.addWidget(widget)
        self.body.addSpacing(px(8))
        self.body.addWidget(Label(f"2. {second}", wrap=True))
        self.body.addWidget(WordGrid(self.tr("The six words"), words, 3))
        self.body.addWidget(
            Hint(
                self.tr(
                    "Leave this window open until the answers are here, {when} at the latest. When"
                    " it closes, the request is worth nothing and a new one is made."
                ).format(when=local_moment(until)),
                wrap=True,
            )
        )
        back = QuietButton(self.tr("Back"))
        back.clicked.connect(self.went_back)
        go_on = PrimaryButton(self.tr("An answer is here"))
        go_on.clicked.connect(self.went_on)
        self.foot.addWidget(back)
        self.foot.addWidget(go_on)
        self._save.clicked.connect(self._tell)

    @override
    def first_focus(self) -> QWidget:
        return self._save

    def say_saved(self, path: Path) -> None:
        """Say where the request is."""
        self._problem.hide()
        self._told.setText(self.tr("Saved as {name}.").format(name=path.name))
        self._told.show()

    def refuse(self, sentence: str) -> None:
        """Say why it was not saved."""
        self._problem.setText(sentence)
        self._problem.show()

    def _tell(self) -> None:
        problem = self.folder.problem()
        if problem:
            self.refuse(problem)
        else:
            self.saved.emit(self.folder.path())


class Answers(Step):
    """The supervisors' answers, one file after another."""

    chosen = Signal(Path)
    went_back = Signal()

    def __init__(self, here: int, needed: int) -> None:
        super().__init__(self.tr("Add the answers"))
        self.file = FileField(self.tr("Answer"), "answer", ANSWER)
        self._count = Label("", wrap=True)
        self._problem = Problem()
        self._again = QuietButton(self.tr("Look into the folder again"))
        self._button = PrimaryButton(self.tr("Add this answer"))
        self._button.setObjectName("add_answer")
        for widget in (
            self._count,
            FieldName(self.tr("Answer, from the stick or your e-mail")),
            self.file,
        ):
            self.body.addWidget(widget)
        self.body.addWidget(self._again, alignment=Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._problem)
        back = QuietButton(self.tr("The six words"))
        back.clicked.connect(self.went_back)
        for button in (back, self._button):
            self.foot.addWidget(button)
        self._again.clicked.connect(self.file.fill)
        self._button.clicked.connect(self._tell)
        self.show_count(here, needed)

    @override
    def first_focus(self) -> QWidget:
        return self.file

    def show_count(self, here: int, needed: int) -> None:
        """Say how many have answered."""
        self._problem.hide()
        self._count.setText(
            self.tr("{here} of {needed} answers are here.").format(here=here, needed=needed)
        )

    def refuse(self, sentence: str) -> None:
        """Say why it was not taken."""
        self._button.setEnabled(True)
        self._problem.setText(sentence)
        self._problem.show()

    def work(self) -> None:
        """Show that it is being tried."""
        self._button.setEnabled(False)

    def rest(self) -> None:
        """Take the next one."""
        self._button.setEnabled(True)

    def _tell(self) -> None:
        path = self.file.path()
        if path is None:
            self.refuse(self.tr("Choose the folder in which the answer is."))
        else:
            self.chosen.emit(path)
