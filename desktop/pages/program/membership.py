"""What a lead does about members: asked once, then signed by this laptop."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.context import DeskContext
from desktop.pages.program.takingout import TakeOutDialog
from desktop.widgets.dialogs import ask, tell
from desktop.wording.names import shown
from desktop.wording.troubles import what_happened
from sync.client.commands import Script
from sync.client.governing.collecting import leave_out
from sync.client.governing.late import Late
from sync.client.governing.leaving import accept
from sync.client.governing.roles import change_role
from sync.client.members import MemberDevice
from sync.protocol.entries import Role

T = TypeVar("T")


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class MembershipActs(QObject):
    """Carries out what the lists of the page offer; ``done`` tells that something has changed."""

    done = Signal()

    def __init__(
        self, context: DeskContext, page: QWidget, people: Callable[[], Sequence[MemberDevice]]
    ) -> None:
        super().__init__(page)
        self._context, self._page, self._people = context, page, people

    def act(self, wanted: str, member: MemberDevice) -> None:
        """Do "out", "lead" or "member" about somebody, after a question."""
        window = self._page.window()
        if wanted == "out":
            others = [
                one
                for one in self._people()
                if one.person == member.person and not one.here and one.device != member.device
            ]
            dialog = TakeOutDialog(self._context, member, window, others)
            dialog.finished.connect(self.done)
            dialog.open()
            return
        name = shown(member.name, self._context.initials)
        if wanted == "lead":
            title, yes = _tr("Make {name} a lead?"), _tr("Make a lead")
            text = _tr(
                "A lead may invite colleagues, take laptops out and destroy cases. Two leads make"
                " sure that one lost laptop stops nobody."
            )
        else:
            title, yes = _tr("Remove {name} as a lead?"), _tr("Remove as lead")
            text = _tr("They go on working on the cases, and invite nobody any more.")
        role: Role = "admin" if wanted == "lead" else "member"
        script = change_role(self._context.clock, member.device, role)
        ask(window, title.format(name=name), text, yes=yes, then=lambda: self._run(script))

    def decide(self, late: Late, taken: bool) -> None:  # noqa: FBT001 - a signal's argument
        """Take in what came late, or leave it out for good after a question."""
        if taken:
            self._run(accept(self._context.clock, late.cuts))
            return
        name = shown(late.name, self._context.initials)
        ask(
            self._page.window(),
            _tr("Leave out what {name}'s laptop sent?").format(name=name),
            _tr("It goes from this laptop. Other leads who have it may still take it in."),
            yes=_tr("Leave it out"),
            then=lambda: self._run(leave_out(self._context.clock, late)),
        )

    def _run(self, script: Script[T]) -> None:
        self._context.syncing.run(
            script,
            context=self,
            then=lambda _done: self._end(),
            failed=self._fail,
        )

    def _end(self) -> None:
        self.done.emit()
        self._context.syncing.sync_now()

    def _fail(self, error: BaseException) -> None:
        tell(self._page.window(), _tr("That could not be done"), what_happened(error))
        self.done.emit()
