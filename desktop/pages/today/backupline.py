"""When a backup was last proven, or what is wrong with the backups and one thing to do."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.backups import BackupState
from desktop.backups.words import Remedy, today_words
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.buttons import QuietButton
from desktop.widgets.labels import Muted


def _tr(text: str) -> str:
    return QCoreApplication.translate("today", text)


class BackupLine(QWidget):
    """One sentence and at most one button."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self.setObjectName("today-backup")
        self._context = context
        self._remedy: Remedy = ""
        self.words = Muted("", wrap=True)
        self.button = QuietButton("")
        self.button.setObjectName("today-backup-act")
        self.button.clicked.connect(self._act)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        context.backups.changed.connect(self.show_state)
        self.show_state(context.backups.state)

    def show_state(self, state: BackupState) -> None:
        """Say how the backups stand."""
        said = today_words(state, self._context.clock.now())
        self._remedy = said.remedy
        self.words.setText(said.text)
        self.button.setText(
            {
                "back up": _tr("Back up now"),
                "second": _tr("See Settings"),
                "settings": _tr("See Settings"),
            }.get(said.remedy, "")
        )
        self.button.setVisible(bool(said.remedy))

    def _act(self) -> None:
        if self._remedy == "back up":
            self.words.setText(_tr("A backup is being made and proven. You can go on working."))
            self.button.hide()
            self._context.backups.back_up_now()
        else:
            self._context.go("settings")
