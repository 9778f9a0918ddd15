"""The daily reminder that the recovery code on paper was never tried."""

from PySide6.QtCore import QCoreApplication

from desktop.widgets.banner import Banner
from desktop.wording.numbers import counted
from storage.usecases.recoverykit import Kit


def _tr(text: str) -> str:
    return QCoreApplication.translate("today", text)


class KitBanner(Banner):
    """One sentence and the way to try it; hidden on the first day, and once it has worked."""

    def __init__(self) -> None:
        super().__init__("", "info", _tr("Try it now"))
        self.setObjectName("today_kit")
        self.hide()

    def show_kit(self, kit: Kit) -> None:
        """Say that it was never tried, and until when it can wait."""
        self.setVisible(kit.standing in ("remind", "due"))
        words = _tr("Your recovery code was never tried: nobody knows that the paper is right.")
        if kit.left:
            days = counted(kit.left, "day", "days")
            more = _tr("In {days} Satchel asks for it before anything else.").format(days=days)
            words = f"{words} {more}"
        self.set_text(words)
