"""A note under the wrong child: choose the right case, or none, and say why."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.forms.form import RecordForm
from desktop.forms.layout import Section, wide
from desktop.forms.lookup import LaneFinder
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import Label
from desktop.wording.errors import plain
from storage.domain.ids import RecordId
from storage.domain.kinds.link import Misfiling
from storage.usecases.changes import Changes
from storage.usecases.misfiling import move_note

_SECTIONS = (Section("", (wide("moved_to", 2), wide("reason", 2))),)


def _tr(text: str) -> str:
    return QCoreApplication.translate("misfiled", text)


class MisfiledDialog(Dialog):
    """Moves the note ``target["record"]``; what is typed outlives a lock."""

    dialog_id = "misfiled"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, _tr("Filed under the wrong child"))
        self._lanes, self._context = lanes, context
        self._note = RecordId(bytes.fromhex(target["record"]))
        self._banner = Banner("", "warn")
        self._banner.hide()
        finder = LaneFinder(lanes, self, lambda: context.initials, context.looks.searched)
        self._form = RecordForm(Misfiling, _SECTIONS, context.book, context.today(), finder)
        self._form.set_record({})
        self._arrange()

    @property
    def form(self) -> RecordForm:
        """The form of this dialog."""
        return self._form

    def place(self) -> dict[str, Any]:
        """Return everything typed and chosen."""
        return {"form": self._form.snapshot()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show it again."""
        if snapshot := place.get("form"):
            self._form.restore(snapshot)

    def save(self) -> None:
        """Move the note, or say why not."""
        if not self._form.check():
            return
        values = self._form.values()
        self._lanes.write(
            move_note,
            self._note,
            values["moved_to"],
            values["reason"],
            context=self,
            then=self._moved,
            failed=self._failed,
        )

    def _arrange(self) -> None:
        told = _tr(
            "The note and its amendments are copied to the case you choose. Here, and on every "
            "laptop, they then say only that they were moved, when and by whom. What was written "
            "stays in the journal until it is expunged."
        )
        self.body.addWidget(Label(told, wrap=True))
        self.body.addWidget(self._banner)
        self.body.addWidget(self._form)
        self.add_button(self.tr("Cancel"))
        self.add_button(_tr("Move the note"), self.save, primary=True)
        self._form.editor("moved_to").focus_here()
        self.take_room(520)

    def _moved(self, changes: Changes) -> None:
        self.accept()
        self._context.say(_tr("Note moved"), changes.dot)

    def _failed(self, error: BaseException) -> None:
        self._banner.say(plain(error))
