"""Make a new recovery code: it is shown once, printed if wanted, and tried from the paper."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lane import TendedWorkspace
from desktop.widgets.buttons import Button
from desktop.widgets.folders import FolderField
from desktop.widgets.labels import Heading, Label
from desktop.widgets.leftsheets import LeftSheets
from desktop.widgets.secretdialog import SecretDialog
from storage.usecases.leftsheets import remember
from storage.usecases.recoverykit import SHEET, note_made, release_kit
from storage.usecases.sharing import Released, write_file

_LEFT = Qt.AlignmentFlag.AlignLeft


def _tr(text: str) -> str:
    return QCoreApplication.translate("kit", text)


class NewCodeDialog(SecretDialog):
    """Asks for the passphrase, shows the new code, writes its sheet, and asks for it back."""

    dialog_id = "newkit"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        del target
        self._context = context
        text = _tr(
            "A new code opens the workspace when the passphrase is lost. The code on paper now"
            " will open nothing any more, but copies and backups from before."
        )
        super().__init__(lanes, _tr("New recovery code"), text, parent)
        self._workspace = ""
        self.passphrase = self.secret_line(_tr("Your &passphrase"), "recovery_passphrase")
        self.code = Heading("", level=2, wrap=True)
        self.code.setObjectName("recovery_code")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.advice = Label(
            _tr(
                "Write it down, or save a sheet to print, and keep the paper apart from this"
                " laptop. It is shown only now. Then type it from the paper, to be sure."
            ),
            wrap=True,
        )
        self.folder = FolderField(_tr("Folder for the sheet"), leaving="secret")
        self.sheet_button = Button(_tr("&Save the sheet"), "printer")
        self.sheet_button.setObjectName("recovery_sheet")
        self.sheet_button.clicked.connect(self.save_sheet)
        self._shown: tuple[QWidget, ...] = (
            self.code,
            self.advice,
            self.folder,
            self.sheet_button,
        )
        for widget in self._shown:
            at = _LEFT if widget is self.sheet_button else Qt.AlignmentFlag(0)
            self.body.addWidget(widget, 0, at)
            widget.hide()
        self.sheets = LeftSheets(lanes)
        self.body.addWidget(self.notice)
        self.body.addWidget(self.sheets)
        self.body.addStretch(1)
        self.close_button = self.add_button(_tr("Cancel"))
        self.try_button = self.add_button(_tr("Type it from the paper…"), self._try, primary=True)
        self.try_button.setObjectName("recovery_try")
        self.try_button.hide()
        self.make_button = self.add_button(_tr("Make the code"), self.make, primary=True)
        self.make_button.setObjectName("recovery_make")
        self.take_room(560, 460)
        self.passphrase.setFocus()

    def place(self) -> dict[str, Any]:
        """Return nothing: a code that was shown is shown no more."""
        return {}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Nothing is kept of a secret."""

    @override
    def reject(self) -> None:
        """Close it, but not while a code is made that nobody has seen."""
        if not self._busy:
            super().reject()

    def make(self) -> None:
        """Replace the recovery slot and show the code."""
        secret = self.passphrase.text()
        if self._busy or self.make_button.isHidden():
            return
        self._busy = True
        if self._context.read_only:
            self._replace(secret)  # It is refused there, in words about the paper.
            return
        confirm = partial(_confirmed, secret)
        self._lanes.tend(
            confirm, context=self, then=self._note_made, failed=self.say_why, long=True
        )

    def _note_made(self, secret: str) -> None:
        """Note that nobody has tried it while the old paper still opens: this may be cut off."""
        self._lanes.write(
            note_made, context=self, then=lambda _: self._replace(secret), failed=self.say_why
        )

    def _replace(self, secret: str) -> None:
        def work(workspace: TendedWorkspace) -> tuple[str, str]:
            return workspace.renew_recovery_code(secret), workspace.key_id

        self._lanes.tend(work, context=self, then=self._show, failed=self.say_why, long=True)

    def save_sheet(self) -> None:
        """Let the sheet through the gate and write it for the printer."""
        problem = self.folder.problem()
        if problem:
            self.say(problem)
            return
        target = self.folder.path() / SHEET
        code, workspace = self.code.text(), self._workspace

        def write(released: Released) -> None:
            self._lanes.report(
                _written, released, target, context=self, then=self._note, failed=self.say_why
            )

        self._lanes.write(_release, code, workspace, context=self, then=write, failed=self.say_why)

    def _show(self, made: tuple[str, str]) -> None:
        code, self._workspace = made
        self._busy = False
        self.passphrase.clear()
        self.passphrase.setEnabled(False)
        self.notice.hide()
        self.code.setText(code)
        for widget in self._shown:
            widget.show()
        self.make_button.hide()
        self.close_button.setText(_tr("Later"))
        self.try_button.show()
        self.try_button.setFocus()

    def _note(self, target: Path) -> None:
        self._lanes.write(remember, target, context=self, then=lambda _: self._say(target))

    def _say(self, target: Path) -> None:
        words = _tr("It is saved as {name}. Print it, then delete the file for good.")
        self.notice.say(words.format(name=target.name))
        self.sheets.look()

    def _try(self) -> None:
        if self.try_button.isHidden():
            return
        self.code.clear()
        self.accept()
        self._context.open("kit")


def _confirmed(secret: str, workspace: TendedWorkspace) -> str:
    workspace.keys.confirm(secret)
    return secret


def _release(transaction: Any, code: str, workspace: str) -> Any:
    released = release_kit(transaction, code, workspace)
    return released, released.changes


def _written(_connection: object, released: Released, target: Path) -> Path:
    return write_file(released, target)
