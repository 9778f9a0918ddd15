"""The first run ends: the recovery code, shown once and read back from paper, and off to work."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget
from typing_extensions import override

from desktop.theme import px
from desktop.unlock.panel import Step, step_count
from desktop.widgets.buttons import PrimaryButton, QuietButton
from desktop.widgets.inputs import LineEdit
from desktop.widgets.labels import FieldName, Hint, Label, Problem


class CodeGroup(Label):
    """One group of the recovery code, large enough to copy by hand."""


class RecoveryCode(Step):
    """The code on screen, once, and the proof that it stands on paper."""

    shown_enough = Signal()

    def __init__(self, code: str) -> None:
        super().__init__(
            self.tr("Write this down on paper"),
            self.tr("It opens your cases when the passphrase is forgotten. It is shown only now."),
            step_count(3),
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
        self.body.addWidget(
            Label(
                self.tr("Keep the paper where you keep a passport, not with the laptop."), wrap=True
            )
        )
        self._button = PrimaryButton(self.tr("It is on paper"))
        self._button.clicked.connect(self.shown_enough)
        self.foot.addWidget(self._button)

    @override
    def first_focus(self) -> QWidget:
        return self._button


class CodeProof(Step):
    """Two groups typed back from the paper."""

    proved = Signal()
    went_back = Signal()

    def __init__(self, code: str, groups: tuple[int, int]) -> None:
        super().__init__(
            self.tr("Read it back"),
            self.tr("Two groups from your paper, so that it is sure to work one day."),
            step_count(3),
        )
        parts = code.split("-")
        self._wanted = [parts[number - 1] for number in groups]
        self._lines = []
        for number in groups:
            name = self.tr("Group {number}").format(number=number)
            line = LineEdit(name)
            line.setObjectName(f"group_{number}")
            line.setMaxLength(8)
            line.returnPressed.connect(self._check)
            self._lines.append(line)
            self.body.addWidget(FieldName(name))
            self.body.addWidget(line)
        self._problem = Problem()
        self.body.addWidget(self._problem)
        back = QuietButton(self.tr("Show the code again"))
        back.clicked.connect(self.went_back)
        button = PrimaryButton(self.tr("Continue"))
        button.clicked.connect(self._check)
        self.foot.addWidget(back)
        self.foot.addWidget(button)

    @override
    def first_focus(self) -> QWidget:
        return self._lines[0]

    def _check(self) -> None:
        confused = str.maketrans("OILU", "011V")
        for line, wanted in zip(self._lines, self._wanted, strict=True):
            typed = line.text().strip().upper().translate(confused)
            if typed != wanted:
                self._problem.setText(
                    self.tr("{group} is not what was shown. Compare it with the paper.").format(
                        group=line.accessibleName()
                    )
                )
                self._problem.show()
                line.setFocus()
                line.selectAll()
                return
        self.proved.emit()


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
