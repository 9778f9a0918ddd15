"""From a backup to an open workspace, in front of the door."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal
from shiboken6 import isValid

from desktop.errand import Errand
from desktop.unlock.bringback import BringBack, BroughtBack
from desktop.unlock.panel import Step
from desktop.unlock.unlocked import Unlocked
from desktop.wording.errors import plain
from desktop.wording.numbers import counted
from storage.domain.clocks import Clock
from storage.errors import FactorError

if TYPE_CHECKING:
    from desktop.unlock.restoring import BroughtHere

_LIBRARY = "desktop.unlock.restoring"


class BringingBack(QObject):
    """Leads through the steps, which ``asked`` hands to the door.

    ``opened`` carries a workspace that came back by its passphrase, ``by_code`` one for which a
    new passphrase has to be chosen. ``replacing`` comes before the folder is replaced, and
    ``replaced`` behind that, for whoever holds it claimed.
    """

    asked = Signal(Step)
    opened = Signal(Unlocked)
    by_code = Signal(Unlocked)
    went_back = Signal()
    replacing = Signal()
    replaced = Signal()

    def __init__(self, folder: Path, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._folder, self._clock = folder, clock
        self.holds_key = False
        """Whether the key of what came back is in this process."""

    def start(self) -> None:
        """Ask which backup, and what opens it."""
        near = self._folder.with_name(f"{self._folder.name}.backups")
        replaces = any(self._folder.glob("workspace.keys*")) or any(self._folder.glob("*.db"))
        step = BringBack(near, self._clock, replaces=replaces)
        step.went_back.connect(self.went_back)
        step.chosen.connect(
            lambda backup, typed, is_code: self._bring(step, backup, typed, is_code=is_code)
        )
        self.asked.emit(step)

    def _bring(self, step: BringBack, backup: Path, typed: str, *, is_code: bool) -> None:
        folder, clock, progress = self._folder, self._clock, step.progress
        touch = None if is_code else step.touch()
        self.replacing.emit()

        def refuse(error: BaseException) -> None:
            self.replaced.emit()
            if isValid(step):
                step.refuse(plain(error), keep=isinstance(error, FactorError))

        def show(here: "BroughtHere") -> None:
            self.replaced.emit()
            self._show(here, is_code=is_code)

        Errand(self).run(
            lambda: import_module(_LIBRARY).bring_here(
                backup, folder, typed, clock, progress, touch
            ),
            show,
            refuse,
        )

    def _show(self, here: "BroughtHere", *, is_code: bool) -> None:
        self.holds_key = True
        records = counted(here.records, "record", "records")
        sentences = [_tr("{records} as they were on {when}.").format(
            records=records, when=here.made
        )]  # fmt: skip
        if here.moved_aside:
            words = _tr(
                "What was here before is in the folder {folder} beside it, until you destroy it in"
                " Settings."
            )
            sentences.append(words.format(folder=here.moved_aside))
        if here.destroyed:
            cases = counted(here.destroyed, "case", "cases")
            words = _tr("{cases} destroyed since that day did not come back.")
            sentences.append(words.format(cases=cases))
        missing = ""
        if here.missing:
            missing = _tr(
                "Parts of documents' files did not lie beside the backup. Their records are here;"
                " the files come by sync, or from another backup."
            )
        step = BroughtBack(sentences, missing)
        opened = self.by_code if is_code else self.opened
        step.went_on.connect(lambda: opened.emit(here.unlocked))
        self.asked.emit(step)


def _tr(text: str) -> str:
    return QCoreApplication.translate("unlock", text)
