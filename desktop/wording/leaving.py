"""Where what leaves is written down, said before it leaves and after."""

from PySide6.QtCore import QCoreApplication


def _tr(text: str) -> str:
    return QCoreApplication.translate("share", text)


def log_words(*, read_only: bool) -> str:
    """Say where it is written down before it leaves."""
    if read_only:
        return _tr(
            "Nothing can be saved in this workspace: it is written down beside it first, and comes"
            " into the disclosure log when a backup is brought back."
        )
    return _tr("It is written in the disclosure log before it is saved.")


def stands_words(*, read_only: bool) -> str:
    """Say where it was written down."""
    if read_only:
        return _tr(
            "It is written down beside the workspace, for the log of the one you bring back."
        )
    return _tr("It stands in the disclosure log.")
