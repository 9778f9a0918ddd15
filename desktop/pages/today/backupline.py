"""When a backup was last proven, or what is wrong with the backups and one thing to do."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.backups import BackupState
from desktop.backups.words import Remedy, today_words
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.buttons import QuietButton
from desktop.widgets.labels import Label, Muted
from desktop.widgets.picture import Picture


def _tr(text: str) -> str:
    return QCoreApplication.translate("today", text)


class BackupLine(QWidget):
    """One sentence, calm or about trouble, and at most one button."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self.setObjectName("today-backup")
        self._context = context
        self._remedy: Remedy = ""
        self.calm = Muted("", wrap=True)
        self.sign = Picture("triangle-alert", "warn", 18)
        self.trouble = Label("", wrap=True)
        self.button = QuietButton("")
        self.button.setObjectName("today-backup-act")
        self.button.clicked.connect(self._act)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        for part, stretch in ((self.sign, 0), (self.trouble, 1), (self.calm, 1)):
            row.addWidget(part, stretch)
            part.hide()
        row.addWidget(self.button)
        context.backups.changed.connect(self.show_state)
        self.show_state(context.backups.state)

    def show_state(self, state: BackupState) -> None:
        """Say how the backups stand."""
        said = today_words(state, self._context.clock.now())
        self._remedy = said.remedy
        self._say(said.text, is_trouble=said.is_trouble)
        self.button.setText(
            {
                "back up": _tr("Back up now"),
                "second": _tr("See Settings"),
                "settings": _tr("See Settings"),
            }.get(said.remedy, "")
        )
        self.button.setVisible(bool(said.remedy))

    @property
    def text(self) -> str:
        """What it says."""
        return self.trouble.text() or self.calm.text()

    def _say(self, text: str, *, is_trouble: bool) -> None:
        self.trouble.setText(text if is_trouble else "")
        self.calm.setText("" if is_trouble else text)
        for part in (self.sign, self.trouble):
            part.setVisible(is_trouble)
        self.calm.setVisible(not is_trouble)

    def _act(self) -> None:
        if self._remedy == "back up":
            self._say(
                _tr("A backup is being made and proven. You can go on working."), is_trouble=False
            )
            self.button.hide()
            self._context.backups.back_up_now()
        else:
            self._context.go("settings")
