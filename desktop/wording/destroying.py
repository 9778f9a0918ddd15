"""Why somebody cannot destroy cases here, and what is left of those that were destroyed."""

from PySide6.QtCore import QCoreApplication

from desktop.wording.numbers import count


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


def kept_of_them(number: int) -> str:
    """Return how much of a figure destroyed cases count; "" for 0.

    Less than 0 where they decided that somebody who is still here counts elsewhere, or not.
    """
    if number > 0:
        words = _tr(
            "{number} of this was counted in cases that were destroyed since. Only counts were"
            " kept of them: there is no record to open."
        )
        return words.format(number=count(number))
    if number < 0:
        words = _tr(
            "This is {number} less than the records below come to. What cases said that were"
            " destroyed since decided about it: only their counts were kept."
        )
        return words.format(number=count(-number))
    return ""
