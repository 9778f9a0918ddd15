"""Help a colleague who forgot the passphrase: their request, a talk, six words, an answer."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.program.outgoing import Outgoing
from desktop.pages.program.sheets import EndSheet, Sheet
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.filefield import FileField
from desktop.widgets.folders import FolderField
from desktop.widgets.inputs import LineEdit
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Heading, Label
from desktop.widgets.wordsfield import WordsField
from desktop.wording.dates import local_moment
from desktop.wording.errors import plain
from desktop.wording.leaving import stands_words
from desktop.wording.names import shown
from sync.client.recovery.helping import Plea, answer_plea, read_plea
from sync.protocol.invitation import words_beginning

_REQUEST, _ANSWER = ".satchel-request", ".satchel-answer"
_WORDS = 6
_LONGEST = 120


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class RequestSheet(Sheet):
    """The file that the colleague sent."""

    def __init__(self) -> None:
        super().__init__()
        self.file = FileField(_tr("Request"), "help_request", _REQUEST)
        words = _tr(
            "On the locked laptop your colleague chooses “I forgot my passphrase” and gives you a"
            " request, on a stick or by e-mail."
        )
        self.column.addWidget(Label(words, wrap=True))
        self.column.addWidget(labelled(_tr("&Request"), self.file))
        self.column.addStretch(1)


class TalkSheet(Sheet):
    """Who asks, what they must read out, and how they were reached."""

    def __init__(self, plea: Plea, name: str) -> None:
        super().__init__()
        made = _tr("{name} asks you to unlock their laptop").format(name=name)
        facts = _tr("Asked on {when}. It takes {count} of the leads.")
        if plea.needed == 1:
            facts = _tr("Asked on {when}. Your answer alone opens it.")
        call = _tr(
            "Call {name} at a number that you know, or meet. Never use a number from the message"
            " that brought the request. Have the six words on their screen read to you:"
        )
        self.words = WordsField(_tr("The six words"), "help_words", _WORDS, words_beginning)
        self.how = LineEdit(_tr("How you spoke"))
        self.how.setObjectName("help_how")
        self.how.setMaxLength(_LONGEST)
        self.how.setPlaceholderText(_tr("By telephone, at the number in our directory"))
        self.folder = FolderField(_tr("Folder for the answer"))
        self.column.addWidget(Heading(made, level=3, wrap=True))
        when = local_moment(plea.made)
        self.column.addWidget(Label(facts.format(when=when, count=plea.needed), wrap=True))
        self.column.addWidget(Label(call.format(name=name), wrap=True))
        self.column.addWidget(labelled(_tr("The six &words"), self.words))
        self.column.addWidget(labelled(_tr("How you s&poke"), self.how))
        self.column.addWidget(labelled(_tr("&Folder for the answer"), self.folder))
        self.column.addStretch(1)


class HelpDialog(Dialog):
    """From the request to the answer; the words and the talk stand between."""

    def __init__(self, lanes: Lanes, context: DeskContext, parent: QWidget) -> None:
        super().__init__(parent, _tr("Help a colleague unlock"))
        self._lanes, self._context = lanes, context
        self._outgoing = Outgoing(lanes, self)
        self._content = b""
        first = RequestSheet()
        self._sheet: Sheet = first
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.body.addWidget(self._sheet)
        self.body.addWidget(self.notice)
        self.close_button = self.add_button(_tr("Cancel"))
        self.go_button = self.add_button(_tr("Read the request"), self.go_on, primary=True)
        self.go_button.setObjectName("help_go")
        self.take_room(560, 420)
        first.file.setFocus()

    @property
    def sheet(self) -> Sheet:
        """The step on show."""
        return self._sheet

    def go_on(self) -> None:
        """Take the step on show."""
        self.notice.hide()
        if isinstance(self._sheet, RequestSheet):
            self._read(self._sheet)
        elif isinstance(self._sheet, TalkSheet):
            self._answer(self._sheet)

    def _read(self, sheet: RequestSheet) -> None:
        try:
            self._content = sheet.file.content()
        except OSError as error:
            self.notice.say(plain(error))
            return
        if not self._content:
            self.notice.say(_tr("Choose the folder in which the request is."))
            return
        now = self._context.clock.now()
        self._lanes.read(
            read_plea, self._content, now, context=self, then=self._talk, failed=self._refuse
        )

    def _talk(self, plea: Plea) -> None:
        sheet = TalkSheet(plea, shown(plea.name, self._context.initials))
        self._show(sheet)
        self.go_button.setText(_tr("We have spoken; write the answer"))
        sheet.words.area.setFocus()

    def _answer(self, sheet: TalkSheet) -> None:
        problem = sheet.words.problem() or sheet.folder.problem()
        if problem:
            self.notice.say(problem)
            return
        name = f"answer of {self._context.settings.person}{_ANSWER}"
        target = sheet.folder.path() / "".join(c for c in name if c.isalnum() or c in " .-")
        self.go_button.setEnabled(False)
        heard = " ".join(sheet.words.words())
        args = (self._content, heard, sheet.how.text())
        self._outgoing.send(answer_plea, args, target, self._end, self._refuse)

    def _end(self, target: Path) -> None:
        text = _tr(
            "It is saved as {name}. Give it to your colleague, on a stick or by e-mail: it opens"
            " nothing but the laptop that asked."
        )
        said = f"{text.format(name=target.name)} {stands_words(read_only=self._context.read_only)}"
        self._show(EndSheet(_tr("The answer is written"), said))
        self.go_button.hide()
        self.close_button.setText(_tr("Close"))
        self.close_button.setFocus()

    def _refuse(self, error: BaseException) -> None:
        self.go_button.setEnabled(True)
        self.notice.say(plain(error))

    def _show(self, sheet: Sheet) -> None:
        self.body.replaceWidget(self._sheet, sheet)
        self._sheet.hide()
        self._sheet.deleteLater()
        self._sheet = sheet
