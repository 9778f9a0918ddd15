"""The first run begins: a program or practice, who you are, a passphrase."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.theme import px
from desktop.unlock.panel import Step, step_count
from desktop.unlock.secret_line import SecretLine
from desktop.unlock.unlocked import NewProgram
from desktop.widgets.buttons import Button, PrimaryButton, QuietButton
from desktop.widgets.inputs import ChoiceBox, LineEdit
from desktop.widgets.labels import FieldName, Hint, Label, Problem
from desktop.wording.strength import strength, suggestion


class Welcome(Step):
    """Start a program, join one, bring a backup back, or look around in practice."""

    began = Signal()
    joined = Signal()
    practised = Signal()
    brought_back = Signal()

    def __init__(self) -> None:
        super().__init__(self.tr("Welcome"), self.tr("Nothing is kept on this laptop yet."))
        self._begin = PrimaryButton(self.tr("Start a program"), "plus")
        join = Button(self.tr("Join your program"), "users")
        bring = Button(self.tr("Bring back a backup"), "history")
        practise = Button(self.tr("Look around in practice"), "eye")
        texts = (
            self.tr("Your CAC's own cases, encrypted on this laptop from the first word."),
            self.tr(
                "Your colleagues use Satchel already, and one of them has twelve words for you."
            ),
            self.tr("From a stick or a drive, with your passphrase or the recovery code."),
            self.tr("A whole state of made-up people, to learn and to try everything."),
        )
        for button, text in zip((self._begin, join, bring, practise), texts, strict=True):
            self.body.addWidget(button)
            self.body.addWidget(Hint(text, wrap=True))
            self.body.addSpacing(px(10))
        self._begin.clicked.connect(self.began)
        join.clicked.connect(self.joined)
        bring.clicked.connect(self.brought_back)
        practise.clicked.connect(self.practised)

    @override
    def first_focus(self) -> QWidget:
        return self._begin


class Who(Step):
    """The person's name and the program."""

    told = Signal(NewProgram)
    went_back = Signal()

    def __init__(self, today: date) -> None:
        super().__init__(
            self.tr("Who works here?"),
            self.tr("Your name appears under what you write, the program's on reports."),
            step_count(1),
        )
        self._person = LineEdit(self.tr("Your name"))
        self._person.setObjectName("person")
        self._program = LineEdit(self.tr("Program"))
        self._program.setObjectName("program")
        self._cac = ChoiceBox(self.tr("CAC"))
        self._cac.setObjectName("cac")
        self._cac.addItem(self.tr("Not one of the CACs"), "")
        # Only a first start asks: every other one paints its door 80 ms sooner without the lists.
        from storage.usecases.codelists import codebook  # noqa: PLC0415 - see above

        for code, label in codebook().choices("cac", today):
            self._cac.addItem(label, code)
        self._problem = Problem()
        for name, editor in (
            (self.tr("Your name"), self._person),
            (self.tr("CAC"), self._cac),
            (self.tr("Program"), self._program),
        ):
            self.body.addWidget(FieldName(name))
            self.body.addWidget(editor)
        self.body.addWidget(self._problem)
        back = QuietButton(self.tr("Back"))
        back.clicked.connect(self.went_back)
        go_on = PrimaryButton(self.tr("Continue"))
        go_on.clicked.connect(self._tell)
        self.foot.addWidget(back)
        self.foot.addWidget(go_on)
        self._cac.currentIndexChanged.connect(self._name_program)
        for line in (self._person, self._program):
            line.textChanged.connect(self._problem.hide)
        self._person.returnPressed.connect(self._tell)
        self._program.returnPressed.connect(self._tell)

    @override
    def first_focus(self) -> QWidget:
        return self._person

    def _name_program(self) -> None:
        if self._cac.currentData():
            self._program.setText(self._cac.currentText())

    def _tell(self) -> None:
        person, program = self._person.text().strip(), self._program.text().strip()
        for text, editor, sentence in (
            (person, self._person, self.tr("Your name: type it as it should appear under notes.")),
            (program, self._program, self.tr("Program: choose a CAC or type the name.")),
        ):
            if not text:
                self._problem.setText(sentence)
                self._problem.show()
                editor.setFocus()
                return
        self._problem.hide()
        self.told.emit(
            NewProgram(person=person, program=program, cac=str(self._cac.currentData() or ""))
        )


class NewPassphrase(Step):
    """A passphrase, typed twice; how strong it is, in words.

    ``count`` stands over it in place of which step of the first run it is.
    """

    chosen = Signal(str)
    went_back = Signal()

    def __init__(self, count: str | None = None, own: Sequence[str] = ()) -> None:
        super().__init__(
            self.tr("Choose a passphrase"),
            self.tr("Five or six words that have nothing to do with each other are best."),
            step_count(2) if count is None else count,
        )
        self._own = tuple(own)
        self._first = SecretLine(self.tr("Passphrase"), "new_passphrase")
        self._again = SecretLine(self.tr("The same again"), "passphrase_again")
        self._strength = Hint(strength("")[1], wrap=True)
        self._suggest = Button(self.tr("Suggest six words"), "refresh-cw")
        self._suggest.setObjectName("suggest_words")
        self._suggested = Label("", wrap=True, selectable=True)
        self._suggested.setObjectName("suggested_words")
        self._suggested.hide()
        self._problem = Problem()
        self.body.addWidget(FieldName(self.tr("Passphrase")))
        self.body.addWidget(self._first)
        self.body.addWidget(self._strength)
        self.body.addWidget(self._suggest, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._suggested)
        self.body.addWidget(FieldName(self.tr("The same again")))
        self.body.addWidget(self._again)
        self.body.addWidget(self._problem)
        self.body.addWidget(
            Hint(
                self.tr(
                    "No rules about symbols or numbers, up to 256 characters, and it never expires."
                    " You may paste it."
                ),
                wrap=True,
            )
        )
        back = QuietButton(self.tr("Back"))
        back.clicked.connect(self.went_back)
        self._button = PrimaryButton(self.tr("Continue"))
        self._button.clicked.connect(self._choose)
        self.foot.addWidget(back)
        self.foot.addWidget(self._button)
        self._first.changed.connect(self._judge)
        self._first.entered.connect(self._again.setFocus)
        self._again.entered.connect(self._choose)
        self._suggest.clicked.connect(self._draw)

    @override
    def first_focus(self) -> QWidget:
        return self._first.line

    def work(self) -> None:
        """Show that the workspace is being made."""
        self._button.setEnabled(False)
        self._button.setText(self.tr("Making it…"))

    def refuse(self, sentence: str) -> None:
        """Say why it was not taken."""
        self._button.setEnabled(True)
        self._button.setText(self.tr("Continue"))
        self._problem.setText(sentence)
        self._problem.show()
        self._first.setFocus()

    def _judge(self, text: str) -> None:
        self._strength.setText(strength(text, self._own)[1])
        self._problem.hide()

    def _draw(self) -> None:
        """Show six words to learn by typing them twice; they stand in no field until then."""
        text = self.tr("{words}. Write them down until you know them by heart.")
        self._suggested.setText(text.format(words=suggestion(self._own)))
        self._suggested.show()
        self._suggest.setText(self.tr("Suggest others"))
        self._first.line.setFocus()

    def _choose(self) -> None:
        is_enough, sentence = strength(self._first.text(), self._own)
        if not is_enough:
            self.refuse(self.tr("Passphrase: {why}").format(why=sentence))
        elif self._first.text() != self._again.text():
            self._again.empty()
            self.refuse(self.tr("The two are not the same. Type the second again."))
            self._again.setFocus()
        elif self._button.isEnabled():
            self.work()
            self.chosen.emit(self._first.text())
