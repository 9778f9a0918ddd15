"""Type the code from the paper, and see it open the workspace."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lane import TendedWorkspace
from desktop.widgets.buttons import QuietButton
from desktop.widgets.leftsheets import LeftSheets
from desktop.widgets.secretdialog import SecretDialog
from storage.usecases.recoverykit import note_proved, put_off


def _tr(text: str) -> str:
    return QCoreApplication.translate("kit", text)


class TryCodeDialog(SecretDialog):
    """A rehearsal; with ``due`` in the target it is what the day begins with, until tomorrow."""

    dialog_id = "kit"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        self._context = context
        self._due = bool(target.get("due"))
        text = _tr(
            "Take the paper and type its nine groups. Satchel opens the workspace with them once,"
            " as on the day the passphrase is forgotten. Nothing is changed by that."
        )
        if self._due:
            text = _tr("A week has gone by, and your recovery code was never tried.") + " " + text
        super().__init__(lanes, _tr("Try the recovery code"), text, parent)
        self.code = self.secret_line(_tr("The &code on your paper"), "kit_code", hidden=False)
        self.new_button = QuietButton(_tr("I have &no paper: make a new code…"))
        self.new_button.clicked.connect(self._renew)
        self.body.addWidget(self.new_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.sheets = LeftSheets(lanes)
        self.body.addWidget(self.notice)
        self.body.addWidget(self.sheets)
        self.body.addStretch(1)
        self.later_button = self.add_button(
            _tr("Not now: ask me tomorrow") if self._due else _tr("Cancel"), self._put_off
        )
        self.try_button = self.add_button(_tr("Try it"), self.try_code, primary=True)
        for name in ("later", "new", "try"):
            getattr(self, f"{name}_button").setObjectName(f"kit_{name}")
        self.code.returnPressed.connect(self.try_code)
        self.take_room(560, 300)
        self.code.setFocus()
        self.sheets.look()

    def place(self) -> dict[str, Any]:
        """Return why it is asked; the code is typed anew."""
        return {"due": self._due}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Nothing is kept of a secret."""

    def try_code(self) -> None:
        """Open the workspace with what is typed, or say why it does not open."""
        code = self.code.text()
        if self._busy or not code.strip():
            return
        self._busy = True

        def work(workspace: TendedWorkspace) -> None:
            workspace.keys.recovery_opens(code)

        self._lanes.tend(work, context=self, then=self._note, failed=self.say_why, long=True)

    def _note(self, _done: None) -> None:
        if self._context.read_only:
            self._end(_done)  # Nothing can be noted, and it is true all the same.
            return
        self._lanes.write(note_proved, context=self, then=self._end)

    def _end(self, _done: object) -> None:
        self.code.clear()
        self._context.say(_tr("It works: the code on your paper opens this workspace."))
        self.accept()

    def _put_off(self) -> None:
        if self._due:
            self._lanes.write(put_off, context=self._context)
        self.reject()

    def _renew(self) -> None:
        self.reject()
        self._context.open("newkit")
