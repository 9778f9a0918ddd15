"""One's own share of the recovery key: on paper for a safe, or to a colleague's laptop."""

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.program.outgoing import Outgoing, unused
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.folders import FolderField
from desktop.widgets.inputs import ChoiceBox
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Label
from desktop.widgets.leftsheets import LeftSheets
from desktop.wording.errors import plain
from desktop.wording.names import shown
from sync.client.recovery.holding import FILE, SHEET, give_share, print_share
from sync.client.recovery.state import RecoveryState


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class OwnShareDialog(Dialog):
    """Where to, and for ``give`` to whom."""

    def __init__(
        self,
        lanes: Lanes,
        context: DeskContext,
        state: RecoveryState,
        how: Literal["print", "give"],
        parent: QWidget,
    ) -> None:
        title = _tr("Print my share") if how == "print" else _tr("Give my share")
        super().__init__(parent, title)
        self._how = how
        self._outgoing = Outgoing(lanes, self)
        self.text = Label(_paper() if how == "print" else _file(), wrap=True)
        self.body.addWidget(self.text)
        self.receiver = ChoiceBox(_tr("For whose laptop"))
        self.receiver.setObjectName("share_receiver")
        for person in state.people:
            if not person.here:
                self.receiver.addItem(shown(person.name, context.initials), person.device.hex())
        self._whose = labelled(_tr("For &whose laptop"), self.receiver)
        self._whose.setVisible(how == "give")
        self.folder = FolderField(_tr("Folder"), leaving="secret")
        self.notice = Banner("", "warn")
        self.notice.hide()
        for widget in (self._whose, labelled(_tr("&Folder"), self.folder), self.notice):
            self.body.addWidget(widget)
        self.sheets = LeftSheets(lanes)
        self.body.addWidget(self.sheets)
        self.body.addStretch(1)
        self.close_button = self.add_button(_tr("Cancel"))
        self.save_button = self.add_button(_tr("Write the file"), self.save, primary=True)
        self.save_button.setObjectName("share_save")
        self.take_room(500, 320)
        (self.receiver if how == "give" else self.folder).setFocus()

    def save(self) -> None:
        """Let the share through the gate and write it."""
        problem = self.folder.problem()
        if problem:
            self.notice.say(problem)
            return
        self.save_button.setEnabled(False)
        folder = self.folder.path()
        if self._how == "print":
            self._outgoing.send(
                print_share, (), folder / SHEET, self._end, self._refuse, is_sheet=True
            )
        else:
            args = (bytes.fromhex(str(self.receiver.currentData())),)
            # Another holder's share may lie on the same stick.
            target = unused(folder, FILE)
            self._outgoing.send(give_share, args, target, self._end, self._refuse)

    def _end(self, target: Path) -> None:
        words = (
            _tr("It is saved as {name}. Print it now, then delete the file for good.")
            if self._how == "print"
            else _tr("It is saved as {name}. Only the laptop that you chose can read it.")
        )
        self.text.setText(words.format(name=target.name))
        if self._how == "print":
            self.sheets.look()
        self.notice.hide()
        self._whose.hide()
        self.save_button.hide()
        self.close_button.setText(_tr("Close"))
        self.close_button.setFocus()

    def _refuse(self, error: BaseException) -> None:
        self.save_button.setEnabled(True)
        self.notice.say(plain(error))


def _paper() -> str:
    return _tr(
        "A sheet with 33 words, for a safe. It is written to a stick as PDF: print it where nobody"
        " else takes it from the printer. Whoever has enough of these sheets can read everything"
        " in the program."
    )


def _file() -> str:
    return _tr(
        "A file for a colleague's laptop on which the shares are brought together. Nobody else can"
        " read it. Give it only for a rehearsal that you know of, or when it must be."
    )
