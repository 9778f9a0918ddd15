"""Choose the file of an invitation at the door."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.filefield import FileField
from desktop.wording.errors import plain
from storage.errors import RejectedError
from sync.client.enrolment.links import Invited, read_file


class InvitationFile(Dialog):
    """A file that ends in .satchel; ``chosen`` with what it tells."""

    chosen = Signal(Invited)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, self.tr("Use the file of an invitation"))
        self.field = FileField(self.tr("Invitation"), "join_invitation", ".satchel")
        self.body.addWidget(self.field)
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.body.addWidget(self.notice)
        self.add_button(self.tr("Cancel"))
        self.use_button = self.add_button(self.tr("Use it"), self.use, primary=True)

    def use(self) -> None:
        """Hand on what the file tells, or say what it is."""
        try:
            found = read_file(self.field.content())
        except (RejectedError, OSError) as error:
            self.notice.say(plain(error))
            return
        self.chosen.emit(found)
        self.accept()
