"""The steps of joining a program: the twelve words, the six words, and what is waited for."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.theme import px
from desktop.unlock.invitationfile import InvitationFile
from desktop.unlock.invitationreading import InvitationReading
from desktop.unlock.panel import Step, step_count
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import Button, PrimaryButton, QuietButton
from desktop.widgets.compare import ComparePanel
from desktop.widgets.dialogs import ask
from desktop.widgets.inputs import LineEdit
from desktop.widgets.labels import FieldName, Hint, Label, Problem
from desktop.widgets.progress import ProgressPanel
from desktop.widgets.wordsfield import WordsField
from storage.errors import RejectedError
from storage.profile.addresses import server_address
from sync.client.enrolment.links import Invited, read_invitation

_WORDS = 12


class InvitationWords(Step):
    """The server's address and the twelve words; ``told`` with both, as typed."""

    told = Signal(str, str)
    typed = Signal()
    lost = Signal()
    """There is nobody who could invite: the program is to be recovered."""

    def __init__(self, beginning: Callable[[str], Sequence[str]]) -> None:
        super().__init__(
            self.tr("Your invitation"),
            self.tr(
                "A colleague reads twelve words to you, by telephone or face to face. A link they"
                " sent can be pasted here, or a picture of the square code on their screen."
            ),
            step_count(4),
        )
        self.address = LineEdit(self.tr("Address of the server"))
        self.address.setObjectName("join_address")
        self.address.setPlaceholderText("https://")
        self._origin = Hint(self.tr("Your colleague can read it from Program and sync."), wrap=True)
        self.words = WordsField(self.tr("The twelve words"), "join_words", _WORDS, beginning)
        self._problem = Problem()
        self._invited: Invited | None = None
        self._reading = InvitationReading(self, self._take_read, self.refuse)
        for widget in (
            FieldName(self.tr("The twelve words")),
            self.words,
            FieldName(self.tr("Address of the server")),
            self.address,
            self._origin,
            self._problem,
        ):
            self.body.addWidget(widget)
        self._button = PrimaryButton(self.tr("Continue"))
        self._button.clicked.connect(self._tell)
        self.file_button = QuietButton(self.tr("Use a file or picture…"))
        self.file_button.setObjectName("join_file")
        self.file_button.clicked.connect(self._choose_file)
        self.lost_button = QuietButton(self.tr("No lead is left…"))
        self.lost_button.setObjectName("join_lost")
        self.lost_button.clicked.connect(self.lost)
        self.body.addWidget(self.lost_button, alignment=Qt.AlignmentFlag.AlignLeft)
        self.foot.insertWidget(0, self.file_button)
        self.foot.addWidget(self._button)
        self.words.entered.connect(self._tell)
        self.words.linked.connect(self._take_link)
        self.words.take_pictures(self._take_picture)
        self.address.returnPressed.connect(self._tell)
        self.words.changed.connect(self._type)
        self.address.textChanged.connect(self._type)

    @override
    def first_focus(self) -> QWidget:
        return self.words.area

    def set_county(self, address: str, county: str) -> None:
        """Show the address that the county's profile gives; it is not this person's to change."""
        self.address.setText(address)
        self.address.setEnabled(False)
        self._origin.setText(self.tr("Set by {county}; locked").format(county=county))

    def work(self) -> None:
        """Show that the server is being asked."""
        self._button.setEnabled(False)
        self._button.setText(self.tr("Asking the server…"))

    def refuse(self, sentence: str) -> None:
        """Say why it was not taken; what is typed stays."""
        self._rest()
        self._problem.setText(sentence)
        self._problem.show()

    @property
    def pinned(self) -> tuple[bytes, ...]:
        """The server's key, where a link or a file told it and its address still stands here."""
        found = self._invited
        return found.pinned if found and found.address == self.address.text() else ()

    def take(self, found: Invited) -> None:
        """Fill in what a link or a file tells."""
        if not self.address.isEnabled() and found.address not in {"", self.address.text()}:
            self.refuse(self.tr("This invitation leads to another server than your county's."))
            return
        self._invited = found
        self.words.set_text(found.words)
        if found.address:
            self.address.setText(found.address)
        self._button.setFocus()

    def _choose_file(self) -> None:
        dialog = InvitationFile(self)
        dialog.chosen.connect(self.take)
        dialog.open()

    def _take_link(self, text: str) -> None:
        try:
            self.take(read_invitation(text))
        except RejectedError as error:
            self.refuse(str(error))

    def _take_picture(self, content: bytes) -> None:
        self._problem.hide()
        self._button.setEnabled(False)
        self._button.setText(self.tr("Reading the picture…"))
        self._reading.read_picture(content)

    def _take_read(self, found: Invited) -> None:
        self._rest()
        self.take(found)

    def _rest(self) -> None:
        self._button.setEnabled(True)
        self._button.setText(self.tr("Continue"))

    def _type(self) -> None:
        self._problem.hide()
        self.typed.emit()

    def _tell(self) -> None:
        if not self._button.isEnabled():
            return
        problem = self.words.problem()
        if problem:
            self.refuse(problem)
            self.words.area.setFocus()
            return
        try:
            address = server_address(self.address.text())
        except RejectedError as error:
            self.refuse(str(error))
            self.address.setFocus()
            return
        self.work()
        self.told.emit(address, " ".join(self.words.words()))


class Waiting(Step):
    """Something that another person does, and what went wrong meanwhile, if anything."""

    left = Signal()
    given_up = Signal()
    """It is waited for no longer: other words shall be typed."""

    def __init__(self, title: str, text: str, leave: str) -> None:
        super().__init__(title, "", step_count(4))
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.body.addWidget(Label(text, wrap=True))
        self.body.addWidget(self.notice)
        self.again_button = QuietButton(self.tr("Type other words…"))
        self.again_button.setObjectName("join_again")
        self.again_button.clicked.connect(self._ask_to_give_up)
        self.foot.insertWidget(0, self.again_button)
        self._leave = Button(leave)
        self._leave.setObjectName("join_leave")
        self._leave.clicked.connect(self.left)
        self.foot.addWidget(self._leave)

    @override
    def first_focus(self) -> QWidget:
        return self._leave

    def say(self, sentence: str) -> None:
        """Say what is wrong; nothing when nothing is."""
        if sentence != self.notice.text:
            self.notice.set_text(sentence)
        self.notice.setVisible(bool(sentence))

    def _ask_to_give_up(self) -> None:
        ask(
            self,
            self.tr("Type other words?"),
            self.tr(
                "Do it when your colleague says that this invitation has ended, or has new words"
                " for you. This laptop waits for this one no longer. Satchel looks first whether"
                " it was admitted."
            ),
            yes=self.tr("Type other words"),
            no=self.tr("Wait on"),
            then=self.given_up.emit,
        )


class Comparing(Step):
    """The six words, large, and the two answers."""

    matched = Signal()
    differed = Signal()

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(self.tr("Compare six words"), "", step_count(4))
        self.panel = ComparePanel(
            self.tr(
                "Read these to your colleague. Their screen must show the same words in the same"
                " order. Then nobody stands between the two laptops."
            ),
            words,
        )
        self.panel.matched.connect(self.matched)
        self.panel.differed.connect(self.differed)
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.body.addWidget(self.panel)
        self.body.addSpacing(px(4))
        self.body.addWidget(self.notice)

    def refuse(self, sentence: str) -> None:
        """Say why the answer was not taken, and ask again."""
        self.panel.rest()
        self.notice.say(sentence)


class Receiving(Step):
    """How many of the program's records have arrived; it can be left and gone on with."""

    left = Signal()
    opened = Signal()
    retried = Signal()

    def __init__(self, program: str) -> None:
        super().__init__(
            self.tr("Fetching the cases"),
            self.tr("You belong to {program} now.").format(program=program)
            if program
            else self.tr("You belong to the program now."),
        )
        self.panel = ProgressPanel(self.tr("Everything your colleagues saved"))
        self.panel.cancelled.connect(self.left)
        self.notice = Banner("", "warn", "")
        self.notice.acted.connect(self.retried)
        self.notice.hide()
        self.body.addWidget(self.panel)
        self.body.addWidget(
            Hint(
                self.tr("It goes on after the next unlock from where it was, if you stop it now."),
                wrap=True,
            )
        )
        self.body.addWidget(self.notice)
        self.open_button = Button(self.tr("Open with what has arrived"))
        self.open_button.setObjectName("join_open")
        self.open_button.clicked.connect(self.opened)
        self.open_button.hide()
        self.foot.addWidget(self.open_button)

    def show_progress(self, words: str, done: int, total: int) -> None:
        """Show how far it is; ``words`` say it."""
        self.notice.hide()
        self.open_button.hide()
        self.panel.show_progress((done, total))
        self.panel.show_words(words)

    def say(self, sentence: str, action: str) -> None:
        """Say what keeps it from going on, and offer to open what is here."""
        self.notice.say(sentence, action)
        self.open_button.show()


class TurnedAway(Step):
    """It ended here: why, and the way to begin again with other words."""

    again = Signal()

    def __init__(self, title: str, text: str) -> None:
        super().__init__(title)
        self.body.addWidget(Label(text, wrap=True))
        self._button = PrimaryButton(self.tr("Type other words"))
        self._button.clicked.connect(self.again)
        self.foot.addWidget(self._button)

    @override
    def first_focus(self) -> QWidget:
        return self._button
