"""That Satchel ended unexpectedly the last time, and what that means for one's work: nothing."""

from PySide6.QtCore import QCoreApplication

from desktop.checkup import CheckupState
from desktop.context import DeskContext
from desktop.widgets.banner import Banner


def _tr(text: str) -> str:
    return QCoreApplication.translate("today", text)


class EndedBanner(Banner):
    """Says it until one has seen it; hidden where Satchel was put away as it should be."""

    def __init__(self, context: DeskContext) -> None:
        words = _tr(
            "Satchel ended unexpectedly the last time. Everything that was saved is here, and what"
            " you were typing stands where it was, except perhaps for its last two seconds."
            " Satchel looks through everything by itself in a few minutes. Keep working."
        )
        super().__init__(words, "info", _tr("I have seen it"))
        self.setObjectName("today-ended")
        self._checkup = context.checkup
        self.acted.connect(context.checkup.forget_cut_off)
        context.checkup.changed.connect(self.show_state)
        # Only shown once it stands on its page: before that it would be a window for a moment.
        self.hide()

    def show_state(self, _state: CheckupState) -> None:
        """Say it, or hide."""
        self.setVisible(self._checkup.was_cut_off)
