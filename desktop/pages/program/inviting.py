"""Invite a colleague: twelve words are read out, six words are compared, the laptop is admitted."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.program.savingfile import SavingFileDialog, invitation
from desktop.pages.program.sheets import CompareSheet, EndSheet, Sheet, WordsSheet
from desktop.pages.program.whosheet import WhoSheet
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog, ask
from desktop.wording.troubles import trouble, what_happened
from sync.client.commands import Script
from sync.client.enrolment.inviting import (
    Compared,
    Invitation,
    admit,
    await_answer,
    invite,
    open_invitations,
    refuse,
)
from sync.client.enrolment.links import link_of
from sync.client.members import FormerDevice, MemberDevice, former, members
from sync.client.problems import RETRIED, SyncError

_ASK_MS = 2_000
"""Between two looks whether the colleague has typed the words."""
_OVER = frozenset({"expired", "taken"})


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class InviteDialog(Dialog):
    """One invitation. Closing it keeps the words good; the page goes on with it later."""

    dialog_id = "invite"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, _tr("Invite a colleague"))
        self._lanes, self._context = lanes, context
        self._invitation = b""
        self._name = ""
        self._resumed = bytes.fromhex(str(target.get("invitation", "")))
        self._sheet: Sheet = WhoSheet(context.today())
        self.body.addWidget(self._sheet)
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.body.addWidget(self.notice)
        self.close_button = self.add_button(_tr("Cancel"))
        self.close_button.setObjectName("invite_close")
        self.withdraw_button = self.add_button(_tr("Withdraw it…"), self._ask_to_withdraw)
        self.withdraw_button.setObjectName("invite_withdraw")
        self.withdraw_button.hide()
        self.make_button = self.add_button(_tr("Show the twelve words"), self.make, primary=True)
        self.make_button.setObjectName("invite_make")
        self._asking = QTimer(self, singleShot=True, interval=_ASK_MS)
        self._asking.timeout.connect(self._ask)
        self.take_room(560, 320)
        if self._resumed:
            self._go_on_with(self._resumed)
        else:
            self._who().name.setFocus()
            lanes.read(_people, context=self, then=self._show_people, key="people")

    @property
    def sheet(self) -> Sheet:
        """The step on show."""
        return self._sheet

    def place(self) -> dict[str, Any]:
        """Return what is typed, and which invitation is under way."""
        if isinstance(self._sheet, WhoSheet):
            role = str(self._sheet.role.currentData())
            return {"name": self._sheet.name.text(), "role": role}
        return {"invitation": self._invitation.hex()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show it again."""
        under_way = bytes.fromhex(str(place.get("invitation", "")))
        if under_way:
            self._go_on_with(under_way)
        elif isinstance(self._sheet, WhoSheet):
            self._sheet.name.setText(str(place.get("name", "")))
            role = self._sheet.role.findData(place.get("role", "member"))
            self._sheet.role.setCurrentIndex(max(role, 0))

    def make(self) -> None:
        """Make the invitation, or say what is missing."""
        name = " ".join(self._who().name.text().split())
        if not name:
            self.notice.say(_tr("Name: type your colleague's name as it should appear to you."))
            self._who().name.setFocus()
            return
        who = self._who()
        try:
            ends = who.ends
        except ValueError as error:
            self.notice.say(str(error))
            who.until.focus_here()
            return
        self.notice.hide()
        self.make_button.setEnabled(False)
        self.make_button.setText(_tr("Making the words…"))
        role = who.role.currentData()
        script = invite(self._context.clock, name, role, person=who.person, ends=ends)
        self._run(script, self._show_words, self._refuse_making)

    def _show_people(self, found: tuple[list[MemberDevice], list[FormerDevice]]) -> None:
        if isinstance(self._sheet, WhoSheet):
            self._sheet.show_people(*found, initials=self._context.initials)

    def _who(self) -> WhoSheet:
        if not isinstance(self._sheet, WhoSheet):
            raise TypeError("the invitation is made already")
        return self._sheet

    def _go_on_with(self, invitation: bytes) -> None:
        self._resumed = invitation
        self._lanes.read(open_invitations, context=self, then=self._find, key="invitations")

    def _find(self, found: list[Invitation]) -> None:
        mine = next((each for each in found if each.id == self._resumed), None)
        if mine is None:
            self._end(_tr("This invitation has ended"), _tr("Make a new one when you are ready."))
        else:
            self._show_words(mine)

    def _show_words(self, made: Invitation) -> None:
        """Show what to read out; nothing is left to read once somebody has answered."""
        self._invitation, self._name = made.id, made.name
        words = [] if made.answered else made.words.split()
        standing = self._context.syncing.standing
        link = link_of(standing.server, made.server_key, made.words) if standing and words else ""
        sheet = WordsSheet(made.name, words, made.expires, link)
        sheet.saving.connect(lambda: SavingFileDialog(self._lanes, invitation(link), self).open())
        self._show(sheet)
        self.make_button.hide()
        self.withdraw_button.setVisible(bool(words))
        self.close_button.setText(_tr("Close; go on later"))
        self._ask()

    def _ask(self) -> None:
        if isinstance(self._sheet, WordsSheet):
            script = await_answer(self._context.clock, self._invitation)
            self._run(script, self._heard, self._not_heard)

    def _heard(self, answer: Compared | None) -> None:
        if not isinstance(self._sheet, WordsSheet):
            return  # it was withdrawn meanwhile
        if answer is None:
            self.notice.hide()
            self._asking.start()
            return
        self._name = answer.name or self._name
        sheet = CompareSheet(self._name, answer.words)
        sheet.panel.matched.connect(self._admit)
        sheet.panel.differed.connect(self._refuse_answer)
        self._show(sheet)
        self.withdraw_button.hide()
        self.activateWindow()
        self.close_button.setFocus()

    def _not_heard(self, error: BaseException) -> None:
        if not isinstance(self._sheet, WordsSheet):
            return
        if isinstance(error, SyncError) and error.problem not in RETRIED:
            self._end(*_why_ended(error))
            return
        self.notice.say(what_happened(error))
        self._asking.start()

    def _ask_to_withdraw(self) -> None:
        ask(
            self,
            _tr("Withdraw the invitation of {name}?").format(name=self._name),
            _tr("Its words, its code and its file open nothing any more. You can make new ones."),
            yes=_tr("Withdraw it"),
            then=self._withdraw,
        )

    def _withdraw(self) -> None:
        self._asking.stop()
        script = refuse(self._context.clock, self._invitation)
        self._run(script, self._withdrawn, self._refuse_again)

    def _withdrawn(self, _done: None) -> None:
        self._end(
            _tr("The invitation is withdrawn"),
            _tr("Nobody can come in with its words. Make a new one when you are ready."),
        )

    def _admit(self) -> None:
        if isinstance(self._sheet, CompareSheet):
            self._sheet.panel.work()
            script = admit(self._context.clock, self._invitation)
            self._run(script, self._admitted, self._refuse_again)

    def _admitted(self, _done: None) -> None:
        self._end(
            _tr("{name} belongs to the program now").format(name=self._name),
            _tr(
                "Their laptop fetches the cases by itself. It can take some minutes the first time."
            ),
        )
        self._context.syncing.sync_now()

    def _refuse_answer(self) -> None:
        if isinstance(self._sheet, CompareSheet):
            self._sheet.panel.work()
            script = refuse(self._context.clock, self._invitation)
            self._run(script, self._refused, self._refuse_again)

    def _refused(self, _done: None) -> None:
        self._end(
            _tr("Nobody was admitted"),
            _tr(
                "The twelve words open nothing any more. Somebody else may have heard them: read"
                " the next ones where nobody listens."
            ),
        )

    def _refuse_again(self, error: BaseException) -> None:
        if isinstance(error, SyncError) and error.problem in _OVER:
            self._end(*_why_ended(error))
            return
        if isinstance(self._sheet, CompareSheet):
            self._sheet.panel.rest()
        self.notice.say(what_happened(error))

    def _refuse_making(self, error: BaseException) -> None:
        self.make_button.setEnabled(True)
        self.make_button.setText(_tr("Show the twelve words"))
        self.notice.say(what_happened(error))

    def _end(self, title: str, text: str) -> None:
        self._asking.stop()
        self._show(EndSheet(title, text))
        self.make_button.hide()
        self.withdraw_button.hide()
        self.close_button.setText(_tr("Close"))
        self.close_button.setFocus()
        self._context.syncing.look()

    def _show(self, sheet: Sheet) -> None:
        self.notice.hide()
        self.body.replaceWidget(self._sheet, sheet)
        self._sheet.hide()
        self._sheet.deleteLater()
        self._sheet = sheet
        sheet.show()
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """Be as high as the sheet needs, and as wide as before."""
        self.resize(self.width(), self.minimumSizeHint().height())

    def _run(
        self,
        script: Script[Any],
        then: Callable[[Any], object],
        failed: Callable[[BaseException], object],
    ) -> None:
        self._context.syncing.run(script, context=self, then=then, failed=failed)


def _why_ended(error: SyncError) -> tuple[str, str]:
    """Return the title and the words for who invited: it is their turn, not the colleague's."""
    if error.problem == "expired":
        words = _tr("It was good for three days. Make a new one when you are ready.")
        return _tr("This invitation has ended"), words
    if error.problem == "taken":
        return _tr("This invitation is of no use any more"), _tr(
            "What came back was not made with its words, or came from a laptop that was taken out"
            " before: such a laptop needs a new workspace. Make a new invitation, and read its"
            " words where nobody listens."
        )
    why = trouble(error.problem, error.detail)
    return why.title, why.meaning


def _people(connection: Any) -> tuple[list[MemberDevice], list[FormerDevice]]:
    return members(connection), former(connection)
