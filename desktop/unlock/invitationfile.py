"""Choose the file of an invitation at the door, or the picture of its code."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.unlock.invitationreading import InvitationReading
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.filefield import FileField
from desktop.widgets.labels import Hint
from sync.client.enrolment.links import Invited
from sync.client.enrolment.pictures import ENDINGS


class InvitationFile(Dialog):
    """A file that ends in .satchel, or a picture; ``chosen`` with what it tells."""

    chosen = Signal(Invited)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, self.tr("Use the file or the picture of an invitation"))
        self.field = FileField(self.tr("Invitation"), "join_invitation", ".satchel", *ENDINGS)
        self.body.addWidget(self.field)
        self.body.addWidget(
            Hint(
                self.tr(
                    "A picture of the square code on your colleague's screen will do (PNG or JPEG)."
                ),
                wrap=True,
            )
        )
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.body.addWidget(self.notice)
        self.add_button(self.tr("Cancel"))
        self.use_button = self.add_button(self.tr("Use it"), self.use, primary=True)
        self._reading = InvitationReading(self, self._take, self._refuse)
        self.finished.connect(self._reading.end)

    def use(self) -> None:
        """Hand on what the file tells, or say what it is."""
        path = self.field.path()
        if path is None:
            self._refuse(self.tr("There is no invitation in this folder. Choose another one."))
            return
        self.notice.hide()
        self.use_button.setEnabled(False)
        self.use_button.setText(self.tr("Reading…"))
        self._reading.read_path(path)

    def _take(self, found: Invited) -> None:
        self.chosen.emit(found)
        self.accept()

    def _refuse(self, why: str) -> None:
        self.use_button.setEnabled(True)
        self.use_button.setText(self.tr("Use it"))
        self.notice.say(why)
