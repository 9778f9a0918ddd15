"""Make the program's recovery key: choose the people, split it, tell them what to do."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.context import DeskContext
from desktop.pages.program.sheets import EndSheet
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import CheckBox
from desktop.widgets.labels import Hint, Label
from desktop.wording.names import shown
from desktop.wording.troubles import what_happened
from sync.client.recovery.making import SIZES, make_recovery_key
from sync.client.recovery.state import RecoveryState


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class KeyDialog(Dialog):
    """Three people, of whom two are needed; or five, of whom three."""

    def __init__(self, context: DeskContext, state: RecoveryState, parent: QWidget) -> None:
        title = _tr("Make a recovery key") if state.key is None else _tr("Make the key anew")
        super().__init__(parent, title)
        self._context = context
        self.text = Label(
            _tr(
                "Choose people who will keep their share safe and will not all leave together."
                " Three: any two make the key. Five: any three. It is made and split in one go;"
                " nobody ever has all of it."
            ),
            wrap=True,
        )
        self.body.addWidget(self.text)
        self.boxes: dict[bytes, CheckBox] = {}
        for person in state.people:
            box = CheckBox(shown(person.name, context.initials))
            box.toggled.connect(self._count)
            self.boxes[person.device] = box
            self.body.addWidget(box)
        self.hint = Hint("", wrap=True)
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.body.addWidget(self.hint)
        self.body.addWidget(self.notice)
        self.body.addStretch(1)
        self.close_button = self.add_button(_tr("Cancel"))
        self.make_button = self.add_button(_tr("Make and split it"), self.make, primary=True)
        self.make_button.setObjectName("key_make")
        self.take_room(520, 400)
        self._count()
        next(iter(self.boxes.values()), self.close_button).setFocus()

    def chosen(self) -> tuple[bytes, ...]:
        """Return the devices of the people who are ticked."""
        return tuple(device for device, box in self.boxes.items() if box.isChecked())

    def make(self) -> None:
        """Make the key, or say why not."""
        holders = self.chosen()
        self.make_button.setEnabled(False)
        self.make_button.setText(_tr("Making it…"))
        self.notice.hide()
        self._context.syncing.run(
            make_recovery_key(self._context.clock, holders, _needed(len(holders))),
            context=self,
            then=self._end,
            failed=self._refuse,
        )

    def _count(self) -> None:
        count = len(self.chosen())
        needed = _needed(count)
        self.make_button.setEnabled(needed > 0)
        if len(self.boxes) < SIZES[0][1]:
            self.hint.setText(_tr("This takes three people. Invite your colleagues first."))
        elif needed:
            words = _tr("{count} people, each with one share. Any {needed} of them make the key.")
            self.hint.setText(words.format(count=count, needed=needed))
        else:
            words = _tr("{count} chosen. Choose three people, or five.")
            self.hint.setText(words.format(count=count))

    def _end(self, _made: object) -> None:
        for box in self.boxes.values():
            box.hide()
        self.text.hide()
        self.hint.hide()
        self.body.insertWidget(
            0,
            EndSheet(
                _tr("The recovery key is made and split"),
                _tr(
                    "Each holder finds the share on this page after the next sync, prints it and"
                    " puts the paper into a safe. Bring the shares together within a week, to try"
                    " them; Today reminds you."
                ),
            ),
        )
        self.make_button.hide()
        self.close_button.setText(_tr("Close"))
        self.close_button.setFocus()

    def _refuse(self, error: BaseException) -> None:
        self.make_button.setText(_tr("Make and split it"))
        self._count()
        self.notice.say(what_happened(error))


def _needed(count: int) -> int:
    return next((needed for needed, people in SIZES if people == count), 0)
