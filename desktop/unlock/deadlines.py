"""What the locked screen says of deadlines: how many by when, from bare moments."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from desktop.wording.dates import spoken_moment
from desktop.wording.numbers import counted

_AHEAD = timedelta(hours=24)


def due_sentence(moments: Sequence[datetime], now: datetime) -> str:
    """Write ``2 deadlines by 3:40 PM today. 1 deadline is overdue.``; nothing where none is near.

    Where more follow within a day, their number by the last of them is said too.
    """
    overdue = sum(moment < now for moment in moments)
    ahead = sorted(moment for moment in moments if now <= moment <= now + _AHEAD)
    said = []
    for moment in dict.fromkeys((ahead[0], ahead[-1])) if ahead else ():
        by_then = counted(sum(one <= moment for one in ahead), "deadline", "deadlines")
        text = _tr("{count} by {time}.")
        said.append(text.format(count=by_then, time=spoken_moment(moment, now)))
    if overdue:
        is_over = _tr("{count} is overdue.") if overdue == 1 else _tr("{count} are overdue.")
        said.append(is_over.format(count=counted(overdue, "deadline", "deadlines")))
    return " ".join(said)


def _tr(text: str) -> str:
    return QCoreApplication.translate("unlock", text)
