"""Add a file to a case: which one, what it is, what may be done with it; sealed as it is read."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.dialogs.addfile.choosing import AnyFile
from desktop.dialogs.beginnings import blank
from desktop.dialogs.layouts import LAYOUTS
from desktop.forms.form import RecordForm
from desktop.forms.lookup import LaneFinder
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.card import Card
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import Muted
from desktop.widgets.progress import ProgressPanel
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.errors import plain
from storage.domain.ids import RecordId
from storage.domain.kinds.document import Document
from storage.errors import CancelledError
from storage.usecases.changes import Changes
from storage.usecases.documents.intake import TakenIn, add_document, give_up, take_in_new_file
from storage.usecases.settings import setting

_KIND = "document"


class AddFileDialog(Dialog):
    """``target["case"]`` gets the file; ``target["path"]`` is one that was dropped."""

    dialog_id = "addfile"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, self.tr("Add a file"))
        self._lanes, self._context = lanes, context
        self._case = RecordId(bytes.fromhex(str(target["case"])))
        self._busy = False
        self.notice = Banner("", "warn")
        self.chosen = AnyFile()
        finder = LaneFinder(lanes, self, lambda: context.initials, context.looks.searched)
        self.form = RecordForm(Document, LAYOUTS[_KIND], context.book, context.today(), finder)
        self.progress = ProgressPanel(self.tr("Sealing the file"))
        self._arrange()
        self.add_button(self.tr("Cancel"))
        self.add_button_ = self.add_button(self.tr("Add the file"), self.save, primary=True)
        self.add_button_.setObjectName("addfile_save")
        self.form.set_record(blank(_KIND, context, {"case": self._case}, {}))
        self.form.draft.connect(self._keep_draft)
        self.progress.cancelled.connect(self._stopped)
        self.finished.connect(self._on_finished)
        if draft := context.draft(self._draft_place()):
            self.form.restore(draft)
        if path := target.get("path"):
            self.chosen.set_path(Path(str(path)))
            self.form.editor("title").focus_here()
        else:
            self.chosen.folder.setFocus()

    def place(self) -> dict[str, Any]:
        """Return the chosen file and everything typed."""
        path = self.chosen.path()
        folder = self.chosen.folder.path()
        return {
            "form": self.form.snapshot(),
            "folder": str(folder),
            "path": str(path) if path is not None else "",
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show it again."""
        if place.get("path"):
            self.chosen.set_path(Path(str(place["path"])))
        elif place.get("folder"):
            self.chosen.folder.set_path(Path(str(place["folder"])))
            self.chosen.fill()
        if place.get("form"):
            self.form.restore(dict(place["form"]))

    def save(self) -> None:
        """Take the file in and store the document, or say why not; what is typed stays."""
        path = self.chosen.path()
        if self._busy:
            return
        if path is None:
            self.notice.say(self.tr("Choose the file."))
            self.chosen.file.setFocus()
            return
        if not self.form.check():
            return
        self._set_busy(True)
        self.notice.hide()
        self.progress.show()
        self._lanes.report(
            take_in_new_file,
            self._context.clock,
            path,
            self.progress.begin().at,
            context=self,
            then=self._add,
            failed=self._failed,
        )

    def _add(self, taken: TakenIn) -> None:
        values = {**self.form.values(), "case": self._case}
        self._lanes.write(
            add_document,
            Document(id=taken.record, **values),
            taken,
            context=self,
            then=self._added,
            failed=lambda error: self._refused(taken, error),
        )

    def _say_what_is_taken(self, pictures: bool) -> None:  # noqa: FBT001 - the rule itself
        taken = self.tr(
            "PDF, text, Word, Excel, PowerPoint or OpenDocument, up to 256 MiB. No pictures and no"
            " recordings: if one may show abuse, do not copy it; call the police and NCMEC."
        )
        if pictures:
            taken = self.tr(
                "PDF, text, Word, Excel, PowerPoint, OpenDocument, PNG or JPEG, up to 256 MiB. No"
                " recordings. If a picture may show abuse, do not copy it; call the police and"
                " NCMEC."
            )
        self.taken.setText(taken)

    def _added(self, changes: Changes) -> None:
        self._context.drop_draft(self._draft_place())
        self.form.set_record(blank(_KIND, self._context, {"case": self._case}, {}))
        self.accept()
        text = self.tr(
            "Added, sealed. The file you chose is still where it was: delete it there if nobody"
            " needs it."
        )
        self._context.say(text, changes.dot)

    def _refused(self, taken: TakenIn, error: BaseException) -> None:
        self._lanes.report(_drop, taken, context=self, then=bool)
        self._failed(error)

    def _failed(self, error: BaseException) -> None:
        self._set_busy(False)
        self.progress.end()
        stopped = isinstance(error, CancelledError)
        self.notice.say(self.tr("Stopped. Nothing was kept.") if stopped else plain(error))

    def _stopped(self) -> None:
        self.chosen.file.setFocus()

    def _set_busy(self, busy: bool) -> None:  # noqa: FBT001 - the state itself
        self._busy = busy
        self.add_button_.setEnabled(not busy)

    def _keep_draft(self, snapshot: Any) -> None:
        if self.form.dirty:
            self._context.keep_draft(self._draft_place(), snapshot)

    def _draft_place(self) -> str:
        return f"addfile/{self._case.hex()}"

    def _on_finished(self, result: int) -> None:
        if result:
            return
        if self._busy:
            self.progress.begin().cancel()
        if self.form.dirty:
            self._context.keep_draft(self._draft_place(), self.form.snapshot())
            self._context.say(self.tr("Not saved; what you typed is kept as a draft"))

    def _arrange(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, px(8), 0)
        column.setSpacing(px(14))
        card = Card(self.tr("Which file"))
        card.body.addWidget(self.chosen)
        self.taken = Muted("", wrap=True)
        self._lanes.read(
            setting, "documents.pictures", context=self, then=self._say_what_is_taken, key="rules"
        )
        card.body.addWidget(self.taken)
        column.addWidget(card)
        column.addWidget(self.form)
        column.addStretch(1)
        self.body.addWidget(self.notice)
        self.body.addWidget(ScrollBox(inside), 1)
        self.body.addWidget(self.progress)
        self.notice.hide()
        self.progress.hide()
        self.take_room(640, 680)


def _drop(_connection: object, taken: TakenIn) -> None:
    give_up(taken)
