"""The laptops of the program, what a lead may do about each, and the open invitations."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.buttons import QuietButton
from desktop.widgets.chip import Chip
from desktop.widgets.labels import Hint, Label
from desktop.widgets.picture import Picture
from desktop.wording.dates import local_moment, short_day
from desktop.wording.incident import laptop_words, reason_words
from desktop.wording.names import shown
from storage.domain.clocks import ZONE
from sync.client.enrolment.inviting import Invitation
from sync.client.members import FormerDevice, MemberDevice


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

    acted = Signal(str, object)
    """What a lead wants of a member: "out", "lead" or "member"."""
    sheet_wanted = Signal(object)
    """The incident sheet is wanted of a laptop that was taken out."""

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
        left: Sequence[FormerDevice] = (),
        *,
        initials: bool,
    ) -> None:
        """Show who belongs here, who was invited and who left.

        ``resume`` goes on with an invitation. What can be done about a member stands beside them
        where this laptop is a lead's.
        """
        said = (tuple(members), tuple(invitations), tuple(left), initials)
        if said == self._said:
            return
        self._said = said
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        leads = any(member.here and member.role == "admin" for member in members)
        for member in members:
            acts = self._acts(member, initials=initials) if leads and not member.here else []
            self._column.addWidget(_member(member, acts, initials=initials))
        for invitation in invitations:
            self._column.addWidget(_invited(invitation, resume, initials=initials))
        if left:
            self._column.addSpacing(px(8))
            self._column.addWidget(Hint(_tr("Taken out before"), wrap=True))
        for one in left:
            self._column.addWidget(self._left(one, leads=leads, initials=initials))

    def _left(self, one: FormerDevice, *, leads: bool, initials: bool) -> MemberRow:
        name = shown(one.name, initials)
        button = QuietButton(_tr("Incident sheet…"))
        button.setAccessibleName(_tr("Incident sheet of {name}'s laptop").format(name=name))
        button.setObjectName(f"program_sheet_{one.device.hex()}")
        button.clicked.connect(partial(self.sheet_wanted.emit, one.device))
        words = " · ".join([*_which(one), reason_words(one.reason)])
        return MemberRow("user-x", name, words, *([button] if leads else []))

    def _acts(self, member: MemberDevice, *, initials: bool) -> list[QWidget]:
        name = shown(member.name, initials)
        lead, how = (_tr("Make a lead…"), "lead")
        if member.role == "admin":
            lead, how = (_tr("Remove as lead…"), "member")
        buttons: list[QWidget] = []
        for text, act in ((lead, how), (_tr("Take out…"), "out")):
            if act == "lead" and member.ends is not None:
                continue
            button = QuietButton(text)
            button.setAccessibleName(" ".join((text, name, *_which(member))))
            button.setObjectName(f"program_{act}_{member.device.hex()}")
            button.clicked.connect(partial(self.acted.emit, act, member))
            buttons.append(button)
        return buttons


def _member(member: MemberDevice, acts: Sequence[QWidget], *, initials: bool) -> MemberRow:
    words = [
        *_which(member),
        _tr("Lead: invites colleagues") if member.role == "admin" else _tr("Works on the cases"),
    ]
    if member.ends is not None:
        last = (member.ends - timedelta(seconds=1)).astimezone(ZONE).date()
        words.append(_tr("covers until {day}").format(day=short_day(last)))
    if member.heard is not None and not member.here:
        words.append(_tr("last change {when}").format(when=local_moment(member.heard)))
    ends = [Chip(_tr("This laptop"), "info")] if member.here else acts
    return MemberRow("user", shown(member.name, initials), " · ".join(words), *ends)


def _which(one: MemberDevice | FormerDevice) -> list[str]:
    """Tell the laptops of one person apart, as the incident sheet does."""
    if one.laptops < 2:  # noqa: PLR2004 - there is nothing to tell apart
        return []
    return [laptop_words(one.place, one.laptops)]


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
