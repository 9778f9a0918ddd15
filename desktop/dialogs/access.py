"""Who may see a case: everybody of the program, or some people, who may change."""

import secrets
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import QuietButton
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import CheckBox
from desktop.widgets.insiders import InsidersPanel
from desktop.widgets.labels import Heading, Hint, Label
from desktop.wording.insiders import of_cases
from desktop.wording.names import shown
from desktop.wording.troubles import what_happened
from storage.domain.ids import RecordId
from sync.client.governing.restricting import Access, access_of, restrict
from sync.client.members import MemberDevice

_VAULT = 16


def _tr(text: str) -> str:
    return QCoreApplication.translate("access", text)


class AccessDialog(Dialog):
    """Shows who may see the case ``target["record"]``; a lead may keep it to some people.

    Where it is kept to some already, a lead who is one of them lets others in and takes them out.
    """

    dialog_id = "access"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, _tr("Who may see this case"))
        self._lanes, self._context = lanes, context
        self._case = RecordId(bytes.fromhex(target["record"]))
        self._access: Access | None = None
        self._boxes: dict[str, tuple[CheckBox, list[MemberDevice]]] = {}
        self._new = secrets.token_bytes(_VAULT)
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.standing = Label("", wrap=True)
        self.choose = Heading(_tr("Keep it to you and"), level=3)
        self._people = QVBoxLayout()
        self._people.setSpacing(px(4))
        self.meaning = Hint(
            _tr(
                "It disappears from everybody else's laptop at their next sync, and they read"
                " nothing that is written in it from now on. What they printed or keep in a"
                " backup of their own stays with them. There is no way back to everybody;"
                " you can let others in later."
            ),
            wrap=True,
        )
        self.insiders = InsidersPanel(
            lanes, context.syncing, context.clock, of_cases(initials=context.initials)
        )
        self.destroying = QuietButton(_tr("Destroy this case…"))
        self.destroying.setObjectName("access_destroy")
        self.destroying.clicked.connect(self._open_destroy)
        self.holding = QuietButton(_tr("Place a legal hold…"), "lock")
        self.holding.setObjectName("access_hold")
        self.holding.clicked.connect(self._open_hold)
        for part in (self.notice, self.standing, self.choose):
            self.body.addWidget(part)
        self.body.addLayout(self._people)
        self.body.addWidget(self.meaning)
        self.body.addWidget(self.insiders, 1)
        self.body.addStretch(0)
        for button in (self.holding, self.destroying):
            self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.close_button = self.add_button(_tr("Close"))
        self.close_button.setFocus()
        self.button = self.add_button(_tr("Keep it to them"), self.act, primary=True)
        self.button.setObjectName("access_restrict")
        self.insiders.wishes.connect(self._wish)
        self.insiders.ended.connect(self._say)
        self._show(None)
        self.take_room(520, 540)
        lanes.read(access_of, self._case, context=self, then=self._show, key="access")

    def place(self) -> dict[str, Any]:
        """Return who is chosen."""
        return {
            "record": self._case.hex(),
            "chosen": [name for name, (box, _) in self._boxes.items() if box.isChecked()],
            "insiders": self.insiders.ticked(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Choose them again."""
        for name in place.get("chosen", ()):
            if name in self._boxes:
                self._boxes[name][0].setChecked(True)
        self.insiders.tick(place.get("insiders", ()))

    def act(self) -> None:
        """Keep the case to who was chosen; where it is kept to some, change who they are."""
        if self._access is not None and self._access.group is not None:
            self.insiders.carry_out()
        elif self._access is not None:
            self._restrict(self._access.vault)

    def _restrict(self, vault: bytes) -> None:
        """Move the case to a vault of these people alone."""
        chosen = [d.device for box, some in self._boxes.values() if box.isChecked() for d in some]
        self.button.setEnabled(False)
        self.notice.hide()
        self._context.syncing.run(
            restrict(self._context.clock, vault, self._case, chosen, self._new),
            context=self,
            then=lambda _done: self._done(),
            failed=self._fail,
        )

    def _show(self, access: Access | None) -> None:
        self._access = access
        can = access is not None and access.group is None and access.leads
        for part in (self.choose, self.meaning, self.button):
            part.setVisible(can)
        if access is not None and access.group is not None:
            self.insiders.look(access.vault)
        self.destroying.setVisible(access is not None and access.leads)
        self.standing.setText(_standing(access, initials=self._context.initials))
        if can and access is not None and not self._boxes:
            self._offer(access)
            next((box for box, _ in self._boxes.values()), self.close_button).setFocus()

    def _offer(self, access: Access) -> None:
        """One box for each person; their laptops go together, and one's own is in anyway."""
        own = {one.person for one in access.members if one.here}
        for one in access.members:
            key = one.person.hex()
            if one.person in own:
                continue
            if key not in self._boxes:
                box = CheckBox(shown(one.name, self._context.initials))
                self._boxes[key] = (box, [])
                self._people.addWidget(box)
            self._boxes[key][1].append(one)

    def _wish(self, wished: str) -> None:
        self.button.setVisible(bool(wished))
        self.button.setText(wished)

    def _done(self) -> None:
        self._say(_tr("The case is kept to the people you chose."))

    def _say(self, outcome: str) -> None:
        self._context.say(outcome)
        self._context.syncing.sync_now()
        self.accept()

    def _fail(self, error: BaseException) -> None:
        self.button.setEnabled(True)
        self.notice.say(what_happened(error))

    def _open_hold(self) -> None:
        self._context.open("record", {"kind": "legal_hold", "case": self._case.hex()})
        self.reject()

    def _open_destroy(self) -> None:
        self._context.open("destroy", {"record": self._case.hex()})
        self.reject()


def _standing(access: Access | None, *, initials: bool) -> str:
    if access is None:
        return _tr(
            "It is on this laptop only. Once your program is connected to a server, everybody of"
            " the program sees it, and a lead may keep it to some people."
        )
    if access.group is None:
        said = _tr("Everybody of the program may see it.")
        if not access.leads:
            said += " " + _tr("A lead may keep it to some people.")
        return said
    names = ", ".join(shown(name, initials) for name in access.group.names)
    return _tr("Only these people may see it: {names}.").format(names=names)
