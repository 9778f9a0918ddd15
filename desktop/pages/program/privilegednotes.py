"""Who holds privileged notes: everybody of the program, or people whom a lead lets in."""

import secrets

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import CheckBox
from desktop.widgets.insiders import InsidersPanel
from desktop.widgets.labels import Hint, Label
from desktop.wording.insiders import of_privileged_notes
from desktop.wording.names import shown
from desktop.wording.troubles import what_happened
from sync.client.governing.restricting import Group, keep_privileged, privileged_group
from sync.client.members import MemberDevice

_VAULT = 16


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class PrivilegedDialog(Dialog):
    """Says who holds them; where it is everybody, a lead may keep them to some.

    Where it is some already, a lead who is one of them lets others in and takes them out.
    """

    def __init__(
        self, lanes: Lanes, context: DeskContext, people: list[MemberDevice], parent: QWidget
    ) -> None:
        super().__init__(parent, _tr("Privileged notes"))
        self._context = context
        self._boxes: dict[bytes, tuple[CheckBox, list[bytes]]] = {}
        self._is_kept = False
        self._new = secrets.token_bytes(_VAULT)
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.standing = Label("", wrap=True)
        self.meaning = Hint(
            _tr(
                "From then on every new privileged note is sealed apart: nobody else's laptop"
                " receives it. Notes that were written before stay where they are. There"
                " is no way back to everybody; a lead who is in can let others in later."
            ),
            wrap=True,
        )
        self.insiders = InsidersPanel(
            lanes, context.syncing, context.clock, of_privileged_notes(initials=context.initials)
        )
        for part in (self.notice, self.standing):
            self.body.addWidget(part)
        own = {one.person for one in people if one.here}
        for one in people:
            if one.person in own:
                continue
            if one.person not in self._boxes:
                box = CheckBox(shown(one.name, context.initials))
                self._boxes[one.person] = (box, [])
                self.body.addWidget(box)
            self._boxes[one.person][1].append(one.device)
        self.body.addWidget(self.meaning)
        self.body.addWidget(self.insiders, 1)
        self.body.addStretch(0)
        self.close_button = self.add_button(_tr("Close"))
        self.button = self.add_button(_tr("Keep them to these people"), self.act, primary=True)
        self.button.setObjectName("privileged_keep")
        self.insiders.wishes.connect(self._wish)
        self.insiders.ended.connect(self._end)
        self._leads = any(one.here and one.role == "admin" for one in people)
        self._show(None)
        self.take_room(500, 460)
        self.close_button.setFocus()
        lanes.read(privileged_group, context=self, then=self._show)

    def act(self) -> None:
        """Keep them to who was chosen; where they are kept to some, change who those are."""
        if self._is_kept:
            self.insiders.carry_out()
        else:
            self._keep()

    def _keep(self) -> None:
        """Make the vault for them."""
        chosen = [d for box, devices in self._boxes.values() if box.isChecked() for d in devices]
        self.button.setEnabled(False)
        self.notice.hide()
        self._context.syncing.run(
            keep_privileged(self._context.clock, chosen, self._new),
            context=self,
            then=lambda _done: self.accept(),
            failed=self._fail,
        )

    def _show(self, group: Group | None) -> None:
        may = group is None and self._leads
        for box, _ in self._boxes.values():
            box.setVisible(may)
        self.meaning.setVisible(may)
        self.button.setVisible(may)
        self._is_kept = group is not None
        if group is not None:
            self.insiders.look(group.vault)
            names = ", ".join(shown(name, self._context.initials) for name in group.names)
            text = _tr("Only these people receive them: {names}.").format(names=names)
        elif self._leads:
            text = _tr("Everybody of the program receives them now. Keep them to you and:")
        else:
            text = _tr("Everybody of the program receives them. A lead may keep them to some.")
        self.standing.setText(text)

    def _wish(self, wished: str) -> None:
        self.button.setVisible(bool(wished))
        self.button.setText(wished)

    def _end(self, outcome: str) -> None:
        self._context.say(outcome)
        self._context.syncing.sync_now()
        self.accept()

    def _fail(self, error: BaseException) -> None:
        self.button.setEnabled(True)
        self.notice.say(what_happened(error))
