"""Why somebody cannot destroy cases here, and what they can do."""

from PySide6.QtCore import QCoreApplication


def _tr(text: str) -> str:
    return QCoreApplication.translate("destroying", text)


def why_not(*, connected: bool) -> str:
    """Return why cases cannot be destroyed here, by whether the program has a server."""
    if connected:
        return _tr("Only a lead of your program can destroy cases. Ask one.")
    return _tr(
        "Destroying is signed for every laptop and every backup of a program, so it takes one that "
        "is connected with a server. Connect yours in Program and sync, then come back."
    )
