"""Bring shares of the recovery key together on this laptop: to try them, or to become a lead."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import Button, QuietButton
from desktop.widgets.dialogs import Dialog, ask
from desktop.widgets.filefield import FileField
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Heading, Label
from desktop.widgets.scrollbox import ScrollBox
from desktop.widgets.wordsfield import WordsField
from desktop.wording.errors import plain
from desktop.wording.troubles import what_happened
from storage.errors import SatchelError
from sync.client.recovery.gathering import Gathering, proved, share_in
from sync.client.recovery.holding import own_share
from sync.client.recovery.rehearsing import note_rehearsal
from sync.client.recovery.state import RecoveryState
from sync.client.recovery.using import become_admin
from sync.protocol.recoverykey import RecoveryKeys
from sync.protocol.shares import WORDS, Share, words_beginning

_SHARE = ".satchel-share"


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class GatherDialog(Dialog):
    """What is here, three ways to add a share, and what is done with the key.

    The shares are in this window's memory only: closing it, or the lock, forgets them.
    """

    def __init__(
        self, lanes: Lanes, context: DeskContext, state: RecoveryState, parent: QWidget
    ) -> None:
        super().__init__(parent, _tr("Bring the shares together"))
        self._lanes, self._context = lanes, context
        # A lead's laptop that the server does not know gives back by the key what let it in.
        self._leads = state.leads and context.syncing.state.problem != "not-admitted"
        self._gathering = Gathering()
        self.count = Heading("", level=3, wrap=True)
        self.forget_button = QuietButton(_tr("Leave out the shares that are here"))
        self.forget_button.setObjectName("gather_forget")
        self.own_button = Button(_tr("Add my &own share"), "plus")
        self.own_button.setObjectName("gather_own")
        self.own_button.setVisible(state.key is not None and state.key.own)
        self.file = FileField(_tr("Share in a file"), "gather", _SHARE)
        self.file_button = Button(_tr("Add the &file"), "plus")
        self.file_button.setObjectName("gather_file_add")
        self.words = WordsField(_tr("Share on paper"), "gather_words", WORDS, words_beginning)
        self.words_button = Button(_tr("Add the &words"), "plus")
        self.words_button.setObjectName("gather_words_add")
        self.notice = Banner("", "warn")
        self.notice.hide()
        self._arrange()
        self.close_button = self.add_button(_tr("Close"))
        self.lead_button = self.add_button(_tr("Become a lead…"), self._ask_to_lead)
        self.lead_button.setObjectName("gather_lead")
        self.try_button = self.add_button(_tr("Try the key"), self.try_key, primary=True)
        self.try_button.setObjectName("gather_try")
        self._connect()
        self.take_room(580, 600)
        self._show()
        (self.file if self.own_button.isHidden() else self.own_button).setFocus()

    def try_key(self) -> None:
        """Prove that the shares make the program's key, and write down that they were tried."""
        self._prove(self._note_tried)

    def _note_tried(self, _keys: RecoveryKeys) -> None:
        self._lanes.write(note_rehearsal, context=self, then=self._say_tried, failed=self._refuse)

    def _arrange(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, px(6), 0)
        column.setSpacing(px(10))
        text = _tr(
            "Holders give their share in a file, made for this laptop, or read the words from"
            " their paper. Trying uses nothing: it proves that the shares make the key."
        )
        column.addWidget(Label(text, wrap=True))
        column.addWidget(self.count)
        column.addWidget(_left(self.forget_button))
        column.addWidget(_left(self.own_button))
        column.addWidget(labelled(_tr("Share in a &file"), self.file))
        column.addWidget(_left(self.file_button))
        column.addWidget(labelled(_tr("Share on &paper: its 33 words"), self.words))
        column.addWidget(_left(self.words_button))
        column.addStretch(1)
        self.body.addWidget(ScrollBox(inside), 1)
        self.body.addWidget(self.notice)

    def _connect(self) -> None:
        self.forget_button.clicked.connect(self._forget)
        self.own_button.clicked.connect(self._add_own)
        self.file_button.clicked.connect(self._add_file)
        self.words_button.clicked.connect(self._add_words)
        self.words.entered.connect(self._add_words)

    def _add_own(self) -> None:
        self._lanes.read(own_share, context=self, then=self._add, failed=self._refuse)

    def _add_file(self) -> None:
        try:
            content = self.file.content()
        except OSError as error:
            self._refuse(error)
            return
        if not content:
            self.notice.say(_tr("Choose the folder in which the share is."))
            return
        self._lanes.read(share_in, content, context=self, then=self._add, failed=self._refuse)

    def _add_words(self) -> None:
        try:
            self._gathering.add_words(self.words.text())
        except SatchelError as error:
            self._refuse(error)
            return
        self.words.set_text("")
        self._show()

    def _add(self, share: Share) -> None:
        try:
            self._gathering.add(share)
        except SatchelError as error:
            self._refuse(error)
            return
        self._show()

    def _forget(self) -> None:
        """Begin again where a share is an older one, which the others do not go with."""
        self._gathering.forget()
        self._show()

    def _prove(self, then: Callable[[RecoveryKeys], object]) -> None:
        self.notice.hide()
        self._lanes.read(
            proved, self._gathering.shares, context=self, then=then, failed=self._refuse
        )

    def _ask_to_lead(self) -> None:
        ask(
            self,
            _tr("Make this laptop a lead's?"),
            _tr(
                "Everybody in the program sees it. Do it when no lead can do it any more, and make"
                " a new recovery key afterwards: this one has been whole."
            ),
            yes=_tr("Make it a lead's"),
            then=lambda: self._prove(self._lead),
        )

    def _lead(self, keys: RecoveryKeys) -> None:
        self._context.syncing.run(
            become_admin(self._context.clock, keys),
            context=self,
            then=self._say_leads,
            failed=lambda error: self.notice.say(what_happened(error)),
        )

    def _say_tried(self, _changes: object) -> None:
        self._gathering.forget()
        self._show()
        self.notice.set_kind("ok")
        self.notice.say(
            _tr("These shares make the recovery key. Nothing was used. The next try is in a year.")
        )
        self.close_button.setFocus()

    def _say_leads(self, _changed: bool) -> None:  # noqa: FBT001 - a script's outcome
        self._gathering.forget()
        self._leads = True
        self._show()
        self.notice.set_kind("ok")
        self.notice.say(_tr("This laptop is a lead's now. Make a new recovery key soon."))
        self._context.syncing.sync_now()

    def _refuse(self, error: BaseException) -> None:
        self.notice.set_kind("warn")
        self.notice.say(plain(error))

    def _show(self) -> None:
        self.notice.hide()
        self.notice.set_kind("warn")
        here, needed = self._gathering.here, self._gathering.needed
        words = _tr("No share is here yet.")
        if here:
            words = _tr("{here} of {needed} shares are here.").format(here=here, needed=needed)
        self.count.setText(words)
        self.forget_button.setVisible(here > 0)
        enough = 0 < needed <= here
        self.try_button.setEnabled(enough)
        self.lead_button.setVisible(not self._leads)
        self.lead_button.setEnabled(enough)


def _left(widget: QWidget) -> QWidget:
    line = QWidget()
    FlowLayout(line).addWidget(widget)
    return line
