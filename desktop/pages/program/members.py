"""The laptops of the program and the invitations that are open."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.buttons import QuietButton
from desktop.widgets.chip import Chip
from desktop.widgets.labels import Hint, Label
from desktop.widgets.picture import Picture
from desktop.wording.dates import local_moment
from desktop.wording.names import shown
from sync.client.enrolment.inviting import Invitation
from sync.client.members import MemberDevice


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class MemberRow(QWidget):
    """A person, what they may do, and at the far end a mark or a button."""

    def __init__(self, icon: str, title: str, detail: str, *ends: QWidget) -> None:
        super().__init__()
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addWidget(Label(title, wrap=True))
        words.addWidget(Hint(detail, wrap=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, px(4), 0, px(4))
        row.setSpacing(px(12))
        row.addWidget(Picture(icon, size=20))
        row.addLayout(words, 1)
        for end in ends:
            row.addWidget(end)


class MemberList(QWidget):
    """Rows, made anew only when they say something else: nothing flickers, no focus is lost."""

    def __init__(self) -> None:
        super().__init__()
        self._said: object = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_members(
        self,
        members: Sequence[MemberDevice],
        invitations: Sequence[Invitation],
        resume: Callable[[bytes], object],
        *,
        initials: bool,
    ) -> None:
        """Show who belongs here and who was invited; ``resume`` goes on with an invitation."""
        said = (tuple(members), tuple(invitations), initials)
        if said == self._said:
            return
        self._said = said
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for member in members:
            self._column.addWidget(_member(member, initials=initials))
        for invitation in invitations:
            self._column.addWidget(_invited(invitation, resume, initials=initials))


def _member(member: MemberDevice, *, initials: bool) -> MemberRow:
    role = (
        _tr("Lead: may invite colleagues") if member.role == "admin" else _tr("Works on the cases")
    )
    ends = [Chip(_tr("This laptop"), "info")] if member.here else []
    return MemberRow("user", shown(member.name, initials), role, *ends)


def _invited(
    invitation: Invitation, resume: Callable[[bytes], object], *, initials: bool
) -> MemberRow:
    name = shown(invitation.name, initials)
    button = QuietButton(_tr("Go on"))
    button.setAccessibleName(_tr("Go on with the invitation of {name}").format(name=name))
    button.setObjectName("program_resume")
    button.clicked.connect(lambda: resume(invitation.id))
    until = _tr("Invited; the words are good until {when}").format(
        when=local_moment(invitation.expires)
    )
    return MemberRow("user-plus", name, until, button)
