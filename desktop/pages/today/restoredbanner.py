"""That the workspace was restored from a backup, or that it can only be read."""

from PySide6.QtCore import QCoreApplication

from desktop.backups import BackupState
from desktop.backups.words import restored_words
from desktop.context import DeskContext
from desktop.widgets.banner import Banner


def _tr(text: str) -> str:
    return QCoreApplication.translate("today", text)


class RestoredBanner(Banner):
    """Says when, and of when the backup was; hidden where nothing was restored."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__("", "warn", _tr("I have seen it"))
        self.setObjectName("today-restored")
        self.hide()
        self.acted.connect(context.backups.put_away_restored)
        context.backups.changed.connect(self.show_state)

    def show_state(self, state: BackupState) -> None:
        """Say it, or hide."""
        words = restored_words(state)
        self.set_text(words)
        self.setVisible(bool(words))


def read_only_words() -> str:
    """Say that nothing can be saved, and what to do about it."""
    return _tr(
        "This workspace is open to be read only. Look at everything and export what you need;"
        " nothing can be saved. To go on working, lock, and bring back a backup; where it is only"
        " that you may not write in its folder, have that changed, and unlock again."
    )
