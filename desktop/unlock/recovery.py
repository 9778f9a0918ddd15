"""The first run ends: the recovery code, shown once and read back from paper, and off to work."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget
from typing_extensions import override

from desktop.theme import px
from desktop.unlock.panel import Step, step_count
from desktop.widgets.buttons import Button, PrimaryButton, QuietButton
from desktop.widgets.folders import FolderField
from desktop.widgets.inputs import LineEdit
from desktop.widgets.labels import FieldName, Hint, Label, Problem


class CodeGroup(Label):
    """One group of the recovery code, large enough to copy by hand."""


class RecoveryCode(Step):
    """The code on screen, once; ``sheet_wanted`` with the folder for a sheet to print."""

    shown_enough = Signal()
    sheet_wanted = Signal(Path)

    def __init__(self, code: str, *, first_run: bool = True) -> None:
        super().__init__(
            self.tr("Write this down on paper"),
            self.tr("It opens your cases when the passphrase is forgotten. It is shown only now."),
            step_count(3) if first_run else "",
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(18))
        grid.setVerticalSpacing(px(10))
        for position, group in enumerate(code.split("-")):
            grid.addWidget(Hint(f"{position + 1}"), position // 3, position % 3 * 2)
            grid.addWidget(CodeGroup(group), position // 3, position % 3 * 2 + 1)
        grid.setColumnStretch(6, 1)
        self.body.addLayout(grid)
        self.body.addSpacing(px(6))
        words = self.tr(
            "Keep the paper apart from the laptop: where you keep a passport, never in its bag."
        )
        self.body.addWidget(Label(words, wrap=True))
        self._folder = FolderField(self.tr("Folder for the sheet"), leaving="secret")
        self._folder.hide()
        self._problem = Problem()
        self._sheet = Button(self.tr("Save a sheet to print…"), "printer")
        self._sheet.setObjectName("code_sheet")
        self._sheet.clicked.connect(self._want_sheet)
        self.body.addWidget(self._folder)
        self.body.addWidget(self._problem)
        self.body.addWidget(self._sheet, 0, Qt.AlignmentFlag.AlignLeft)
        self._button = PrimaryButton(self.tr("It is on paper"))
        self._button.clicked.connect(self.shown_enough)
        self.foot.addWidget(self._button)

    @override
    def first_focus(self) -> QWidget:
        return self._button

    def say(self, sentence: str) -> None:
        """Say where the sheet is, or why it is not."""
        self._problem.setText(sentence)
        self._problem.show()

    def _want_sheet(self) -> None:
        if self._folder.isHidden():
            self._folder.show()
            self._sheet.setText(self.tr("Save it there"))
        elif problem := self._folder.problem():
            self.say(problem)
        else:
            self.sheet_wanted.emit(self._folder.path())


class CodeProof(Step):
    """The whole code typed back from the paper: ``typed``, or ``put_off`` for another day."""

    typed = Signal(str)
    put_off = Signal()
    went_back = Signal()

    def __init__(self, *, first_run: bool = True) -> None:
        super().__init__(
            self.tr("Read it back"),
            self.tr("Type the nine groups from your paper. Satchel opens with them once, to try."),
            step_count(3) if first_run else "",
        )
        name = self.tr("Recovery code")
        self._line = LineEdit(name)
        self._line.setObjectName("code_typed")
        self._line.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self._line.returnPressed.connect(self._check)
        self._problem = Problem()
        self._line.textChanged.connect(self._problem.hide)
        for widget in (FieldName(name), self._line, self._problem):
            self.body.addWidget(widget)
        hint = self.tr("Upper or lower case, spaces and dashes do not matter.")
        self.body.addWidget(Hint(hint, wrap=True))
        back = QuietButton(self.tr("Show the code again"))
        back.clicked.connect(self.went_back)
        later = QuietButton(self.tr("Another day"))
        later.clicked.connect(self.put_off)
        self._button = PrimaryButton(self.tr("Continue"))
        self._button.clicked.connect(self._check)
        self.foot.addWidget(back)
        self.foot.addWidget(later)
        self.foot.addWidget(self._button)

    @override
    def first_focus(self) -> QWidget:
        return self._line

    def refuse(self, sentence: str) -> None:
        """Say why it does not open; what was typed stays, to be compared."""
        self._button.setEnabled(True)
        self._problem.setText(sentence)
        self._problem.show()
        self._line.setFocus()
        self._line.selectAll()

    def _check(self) -> None:
        if self._button.isEnabled() and self._line.text().strip():
            self._button.setEnabled(False)
            self.typed.emit(self._line.text())


class Ready(Step):
    """All set, and the three keys worth knowing."""

    finished = Signal()

    def __init__(self, program: str) -> None:
        super().__init__(
            self.tr("Ready"),
            self.tr("{program} begins on this laptop.").format(program=program),
            step_count(4),
        )
        for text in (
            self.tr("Ctrl+N begins a case, Ctrl+J logs a service."),
            self.tr("Ctrl+K finds a person, a case, a word, or any command."),
            self.tr("Ctrl+L locks at once. What you were typing waits for you."),
        ):
            self.body.addWidget(Label(text, wrap=True))
        self._button = PrimaryButton(self.tr("Open Satchel"))
        self._button.clicked.connect(self.finished)
        self.foot.addWidget(self._button)

    @override
    def first_focus(self) -> QWidget:
        return self._button
