"""That the server answers, and has shown nothing of anybody else for two days."""

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from desktop.context import DeskContext
from desktop.widgets.banner import Banner
from desktop.wording.dates import local_moment


def _tr(text: str) -> str:
    return QCoreApplication.translate("today", text)


class StillBanner(Banner):
    """Says since when, and leads to where words are compared; hidden where others are heard."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__("", "warn", _tr("Program and sync"))
        self.setObjectName("today-still")
        self.hide()
        self.acted.connect(lambda: context.go("program"))

    def show_since(self, moment: int) -> None:
        """Say it of a moment in Unix milliseconds; 0 hides it."""
        words = _tr(
            "Since {when} the server has shown this laptop nothing from anybody else. If nobody"
            " else has saved since, that is as it should be. To find out, call a colleague, and"
            " both choose Compare with a colleague on Program and sync. Keep working."
        )
        when = local_moment(datetime.fromtimestamp(moment / 1000, UTC)) if moment else ""
        self.set_text(words.format(when=when) if moment else "")
        self.setVisible(bool(moment))
