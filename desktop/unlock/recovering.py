"""Let a new laptop into a program whose leads' laptops are all gone."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.unlock.panel import Step
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import Button, PrimaryButton, QuietButton
from desktop.widgets.inputs import LineEdit
from desktop.widgets.labels import FieldName, Hint, Label, Problem
from desktop.widgets.wordsfield import WordsField
from storage.errors import SatchelError
from storage.profile.addresses import server_address
from sync.client.recovery.gathering import Gathering
from sync.protocol.errors import ProtocolError
from sync.protocol.program_code import found_by
from sync.protocol.recoverykey import RecoveryKeys
from sync.protocol.shares import WORDS, words_beginning


class RecoverProgram(Step):
    """The server's address, the program's line and one share after another, all from the paper.

    ``told`` with the address, the program's name and line, and the key that the shares make. What
    is typed is in this step's memory only.
    """

    told = Signal(str, str, str, object)
    went_back = Signal()

    def __init__(self) -> None:
        super().__init__(
            self.tr("Recover the program"),
            self.tr(
                "For the day when no lead's laptop is left. It takes the sheets from the safe."
            ),
        )
        self._gathering = Gathering()
        self.address = LineEdit(self.tr("Address of the server"))
        self.address.setObjectName("recover_address")
        self.address.setPlaceholderText("https://")
        self.program = LineEdit(self.tr("The program's name"))
        self.program.setObjectName("recover_program")
        self.line = LineEdit(self.tr("The program's line"))
        self.line.setObjectName("recover_line")
        self.words = WordsField(self.tr("The 33 words"), "recover_words", WORDS, words_beginning)
        self.count = Label("", wrap=True)
        self._add = Button(self.tr("Add this share"), "plus")
        self._add.setObjectName("recover_add")
        self._forget = QuietButton(self.tr("Leave out the shares that are here"))
        self._forget.setObjectName("recover_forget")
        self._problem = Problem()
        words = self.tr(
            "Satchel was closed before this laptop was let in. Type the words of the sheets once"
            " more."
        )
        self.notice = Banner(words, "info")
        self.notice.hide()
        for widget in (
            self.notice,
            FieldName(self.tr("Address of the server")),
            self.address,
            FieldName(self.tr("The program's name, as on the sheet")),
            self.program,
            FieldName(self.tr("The program's line, the same on every sheet")),
            self.line,
            FieldName(self.tr("The 33 words of one sheet, then of the next")),
            self.words,
            self._add,
            self.count,
            self._forget,
            self._problem,
            Hint(self.tr("Everybody who still has a laptop of the program sees it."), wrap=True),
        ):
            self.body.addWidget(widget)
        back = QuietButton(self.tr("Back"))
        self._button = PrimaryButton(self.tr("Recover it"))
        self._button.setObjectName("recover_now")
        self.foot.addWidget(back)
        self.foot.addWidget(self._button)
        back.clicked.connect(self.went_back)
        self._add.clicked.connect(self._add_words)
        self._forget.clicked.connect(self._leave_out)
        self.words.entered.connect(self._add_words)
        self._button.clicked.connect(self._tell)
        self._show_count()

    @override
    def first_focus(self) -> QWidget:
        return self.words.area if self.line.text() else self.address

    def go_on(self, address: str, program: str, line: str) -> None:
        """Fill in what was typed on a day when Satchel ended amid it; the shares are not kept."""
        for field, text in ((self.address, address), (self.program, program), (self.line, line)):
            field.setText(text)
            field.setCursorPosition(0)
        self.notice.show()

    def refuse(self, sentence: str) -> None:
        """Say why it was not taken; what is typed stays."""
        self._button.setText(self.tr("Recover it"))
        self._show_count()
        self._problem.setText(sentence)
        self._problem.show()

    def _add_words(self) -> None:
        try:
            self._gathering.add_words(self.words.text())
        except SatchelError as error:
            self.refuse(str(error))
            self.words.setFocus()
            return
        self.words.set_text("")
        self._problem.hide()
        self._show_count()

    def _leave_out(self) -> None:
        """Begin again where a sheet is an older one, which the others do not go with."""
        self._gathering.forget()
        self._problem.hide()
        self._show_count()
        self.words.setFocus()

    def _show_count(self) -> None:
        here, needed = self._gathering.here, self._gathering.needed
        words = self.tr("No share is here yet.")
        if here:
            words = self.tr("{here} of {needed} shares are here.").format(here=here, needed=needed)
        self.count.setText(words)
        self._forget.setVisible(here > 0)
        self._button.setEnabled(0 < needed <= here)

    def _tell(self) -> None:
        try:
            address = server_address(self.address.text())
            found_by(self.line.text())
            keys: RecoveryKeys = self._gathering.keys()
        except (SatchelError, ProtocolError) as error:
            self.refuse(str(error))
            return
        self._problem.hide()
        self._button.setEnabled(False)
        self._button.setText(self.tr("Recovering…"))
        self.told.emit(address, self.program.text(), self.line.text(), keys)
