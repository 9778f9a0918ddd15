"""Ask what the gate asks, then let one file out: logged first, written next."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.dialogs.share.including import IncludingBoxes
from desktop.dialogs.share.offered import Offer, Said
from desktop.dialogs.share.offers import made, offer
from desktop.dialogs.share.words import words_of_offer
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.card import Card
from desktop.widgets.columns import Columns
from desktop.widgets.dialogs import Dialog
from desktop.widgets.folders import FolderField
from desktop.widgets.inputs import ChoiceBox, LineEdit
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Label, Muted
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.errors import plain
from desktop.wording.leaving import log_words, stands_words
from storage.domain.filenames import is_safe
from storage.domain.names import words_of
from storage.usecases.changes import Changes
from storage.usecases.documents.copying import BESIDE
from storage.usecases.leftsheets import COPIES, remember
from storage.usecases.sharing import Basis, Intent, Released, release, write_file

_LONGEST = 200


class ShareDialog(Dialog):
    """Purpose, recipient, basis, a neutral name, a folder; refuses in plain words."""

    dialog_id = "share"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, self.tr("Save or send"))
        self._lanes, self._context = lanes, context
        self._target = {**target, "today": context.today().isoformat()}
        self._offer: Offer | None = None
        self._place: Mapping[str, Any] = {}
        self._busy = False
        self.notice = Banner("", "warn")
        self.preview = Card(self.tr("What will leave"))
        self._lines = QVBoxLayout()
        self.including = IncludingBoxes()
        self.including.changed.connect(self._look_again)
        self.purpose = _line(self.tr("What it is for"), self.tr("Quarterly report to MOVA"))
        self.recipient = _line(self.tr("Who receives it"), self.tr("A person or an office"))
        self.basis = ChoiceBox(self.tr("On what basis"))
        self.file_format = ChoiceBox(self.tr("Format"))
        self.name = _line(self.tr("File name"), "")
        self.folder = FolderField(self.tr("Folder"), leaving="readable")
        self._name_things()
        self._arrange()
        self.add_button(self.tr("Cancel"))
        self.save_button = self.add_button(self.tr("Log it and save"), self.save, primary=True)
        self.save_button.setEnabled(False)
        lanes.report(offer, self._target, context=self, then=self._show, failed=self._say_why)
        self.purpose.setFocus()

    def place(self) -> dict[str, Any]:
        """Return everything typed and chosen, as plain data."""
        return {
            "purpose": self.purpose.text(),
            "recipient": self.recipient.text(),
            "basis": self.basis.currentData() or "",
            "format": self.file_format.currentData() or "",
            "name": self.name.text(),
            "folder": str(self.folder.path()),
            **self.including.chosen(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show it again."""
        self._place = place
        self.including.choose(place)
        self.purpose.setText(str(place.get("purpose", "")))
        self.recipient.setText(str(place.get("recipient", "")))
        if place.get("folder"):
            self.folder.set_path(Path(str(place["folder"])))
        if self._offer is not None:
            self._restore_choices()

    def save(self) -> None:
        """Make the file, log the disclosure, write the file; say why not at the first refusal."""
        offered = self._offer
        if offered is None or self._busy:
            return
        trouble = self._trouble(offered)
        if trouble:
            self.notice.say(trouble)
            return
        self._busy = True
        self.notice.hide()
        said = Said(
            program=self._context.program,
            author=self._context.settings.person,
            moment=self._context.clock.now(),
            practice=self._context.practice,
            recipient=self.recipient.text().strip(),
            purpose=self.purpose.text().strip(),
        )
        self._lanes.report(
            made,
            self._target,
            str(self.file_format.currentData()),
            said,
            context=self,
            then=lambda files: self._release(offered, files),
            failed=self._say_why,
        )

    def target_file(self) -> Path:
        """Return where the file would go."""
        return self.folder.path() / f"{self.name.text().strip()}.{self.file_format.currentData()}"

    def _release(self, offered: Offer, files: Mapping[str, bytes]) -> None:
        intent = Intent(
            form=offered.form[:80],
            content=offered.content,
            purpose=self.purpose.text(),
            recipient=self.recipient.text(),
            basis=_basis(self.basis.currentData()),
            people=offered.people,
            records=offered.records,
        )
        target = self.target_file()
        self._lanes.let_out(
            _release,
            intent,
            {_beside(target, ending).name: content for ending, content in files.items()},
            context=self,
            then=lambda released: self._write(released, target),
            failed=self._say_why,
        )

    def _write(self, released: Released, target: Path) -> None:
        self._lanes.report(
            _written, released, target, context=self, then=self._finish, failed=self._say_why
        )

    def _finish(self, paths: tuple[Path, ...]) -> None:
        saved = self.tr("Saved as {name}.").format(name=paths[0].name)
        self._context.say(f"{saved} {stands_words(read_only=self._context.read_only)}")
        context = self._context
        self._lanes.let_out(
            _remembered, paths, context=context, then=bool,
            failed=lambda error: context.say(plain(error)),
        )  # fmt: skip
        self.accept()

    def _trouble(self, offered: Offer) -> str:
        """Return the first thing that is wrong with what was typed, and go there."""
        name, target = self.name.text().strip(), self.target_file()
        # No system can be asked about some names, such as one that is too long.
        is_fit = is_safe(target.name)
        checks = (
            (self.purpose, not self.purpose.text().strip(), self.tr("Say what this is for.")),
            (self.recipient, not self.recipient.text().strip(), self.tr("Say who receives this.")),
            (self.basis, not self.basis.currentData(), self.tr("Say on what basis it may leave.")),
            (self.name, not is_fit,
             self.tr("Type a file name of letters, digits and dashes.")),
            (self.name, _names_somebody(name, offered.names),
             self.tr("The file name would name a person. Choose a neutral one.")),
            (self.folder, bool(self.folder.problem()), self.folder.problem()),
            (self.name, is_fit and (target.exists() or _beside(target, BESIDE).exists()),
             self.tr("There is a file of this name already. Choose another name.")),
        )  # fmt: skip
        for widget, is_wrong, sentence in checks:
            if is_wrong:
                widget.setFocus()
                return sentence
        return ""

    def _show(self, offered: Offer) -> None:
        self._preview(offered)
        self.title.setText(self.tr("Save or send: {what}").format(what=offered.form))
        for basis in offered.bases:
            if (basis == "practice") == self._context.practice:
                self.basis.addItem(self._context.book.label("disclosure_basis", basis), basis)
        if self.basis.count() > 1:
            self.basis.insertItem(0, self.tr("Choose the basis"), "")
            self.basis.setCurrentIndex(0)
        words = {
            "pdf": self.tr("PDF, to print or read"),
            "csv": self.tr("CSV, for a spreadsheet"),
            "json": self.tr("JSON, for another program"),
            "ics": self.tr("ICS, for another calendar"),
            "xlsx": self.tr("Excel workbook"),
            "zip": self.tr("ZIP of one CSV file for each kind"),
            "txt": self.tr("Plain text"),
            "docx": self.tr("Word document"),
            "pptx": self.tr("PowerPoint presentation"),
            "odt": self.tr("OpenDocument text"),
            "ods": self.tr("OpenDocument spreadsheet"),
            "odp": self.tr("OpenDocument presentation"),
        }
        for code in offered.formats:
            self.file_format.addItem(words[code], code)
        self.name.setText(offered.stem)
        self._propose(offered)
        self._restore_choices()

    def _look_again(self) -> None:
        """Ask anew what would leave: less was asked for, or more."""
        self.save_button.setEnabled(False)
        self._target = {**self._target, **self.including.chosen()}
        self._lanes.report(
            offer, self._target, context=self, then=self._preview, failed=self._say_why, key="look"
        )

    def _preview(self, offered: Offer) -> None:
        self._offer, initials = offered, self._context.initials
        while (item := self._lines.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.hide()
                line.deleteLater()
        for text in (*words_of_offer(offered, initials=initials), *self.including.words(offered)):
            self._lines.addWidget(Label(text, wrap=True))
        self.including.show_offer(offered)
        self.save_button.setEnabled(True)

    def _propose(self, offered: Offer) -> None:
        for line, proposed in (
            (self.purpose, offered.purpose),
            (self.recipient, offered.recipient),
        ):
            if not line.text():
                line.setText(proposed)
        if self.basis.count() > 1 and offered.purpose:
            # What is proposed is proposed whole: nothing is left to choose in the night.
            self.basis.setCurrentIndex(1)

    def _restore_choices(self) -> None:
        for box, key in ((self.basis, "basis"), (self.file_format, "format")):
            found = box.findData(self._place.get(key))
            if found >= 0:
                box.setCurrentIndex(found)
        if self._place.get("name"):
            self.name.setText(str(self._place["name"]))

    def _say_why(self, error: BaseException) -> None:
        self._busy = False
        self.notice.say(plain(error))

    def _name_things(self) -> None:
        for name in ("purpose", "recipient", "basis", "file_format", "name"):
            getattr(self, name).setObjectName(f"share_{name}")
        self.folder.places.setObjectName("share_folder")
        self.folder.line.setObjectName("share_folder_line")

    def _arrange(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, px(4), 0)
        column.setSpacing(px(12))
        self.preview.body.addLayout(self._lines)
        self.preview.body.addWidget(self.including)
        column.addWidget(self.preview)
        cells = (
            (labelled(self.tr("What it is &for"), self.purpose), 2),
            (labelled(self.tr("Who &receives it"), self.recipient), 2),
            (labelled(self.tr("On what &basis"), self.basis), 2),
            (labelled(self.tr("For&mat"), self.file_format), 1),
            (labelled(self.tr("File &name"), self.name), 1),
            (labelled(self.tr("Fol&der"), self.folder), 2),
        )
        column.addWidget(Columns(cells, 2, least=210))
        note = log_words(read_only=self._context.read_only)
        later = self.tr("Today asks for the file from tomorrow on, for as long as it lies there.")
        column.addWidget(Muted(f"{note} {later}", wrap=True))
        column.addStretch(1)
        self.body.addWidget(ScrollBox(inside), 1)
        self.body.addWidget(self.notice)
        self.notice.hide()
        self.take_room(580, 640)


def _release(transaction: Any, intent: Intent, files: Mapping[str, bytes]) -> tuple[Released, Any]:
    released = release(transaction, intent, files)
    return released, released.changes


def _written(_connection: object, released: Released, target: Path) -> tuple[Path, ...]:
    """Write the files; return where they lie, the one that was asked for first."""
    paths = [write_file(released, target.with_name(name), name) for name in sorted(released.files)]
    return target, *(path for path in paths if path != target)


def _remembered(transaction: Any, paths: tuple[Path, ...]) -> Changes:
    """Have Today ask for the files from tomorrow on."""
    for path in paths:
        remember(transaction, path, COPIES)
    return Changes()


def _beside(target: Path, ending: str) -> Path:
    """Return where what goes beside ``target`` lies; the file itself for no ending."""
    return target.with_name(f"{target.stem}{ending}") if ending else target


def _basis(code: object) -> Basis:
    for basis in get_args(Basis):
        if basis == code:
            return basis  # type: ignore[no-any-return]  # one of the literal's own values
    raise ValueError(code)


def _names_somebody(name: str, people: tuple[str, ...]) -> bool:
    inside = set(words_of(name.replace("-", " ").replace("_", " ")))
    return any(inside & set(words_of(person)) for person in people)


def _line(name: str, placeholder: str) -> LineEdit:
    line = LineEdit(name)
    line.setPlaceholderText(placeholder)
    line.setMaxLength(_LONGEST)
    return line
