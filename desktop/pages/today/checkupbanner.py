"""What a check-up found, said on Today until another finds nothing."""

from PySide6.QtCore import QCoreApplication

from desktop.checkup import CheckupState
from desktop.context import DeskContext
from desktop.widgets.banner import Banner


def _tr(text: str) -> str:
    return QCoreApplication.translate("today", text)


class CheckupBanner(Banner):
    """The first finding with what to do; hidden where everything was whole."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__("", "warn", _tr("See Settings"))
        self.setObjectName("today-checkup")
        self.acted.connect(lambda: context.go("settings"))
        context.checkup.changed.connect(self.show_state)
        self.show_state(context.checkup.state)

    def show_state(self, state: CheckupState) -> None:
        """Say it, or hide."""
        self.set_text(state.findings[0] if state.findings else "")
        self.setVisible(bool(state.findings))
