"""How long a youth is or was missing, in words."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from desktop.wording.numbers import counted

_HOUR, _DAY = 60, 24 * 60


def _tr(text: str) -> str:
    return QCoreApplication.translate("absences", text)


def nights(days: int) -> str:
    """Write how long an absence was: ``Away over 2 nights``, ``Back the same day``."""
    if not days:
        return _tr("Back the same day")
    return _tr("Away over {nights}").format(nights=counted(days, "night", "nights"))


def span(begin: datetime, until: datetime) -> str:
    """Write the time between two moments: ``25 min``, ``3 h 5 min``, ``2 days 4 h``."""
    minutes = max(0, int((until - begin).total_seconds() // 60))
    if minutes < _HOUR:
        return _tr("{minutes} min").format(minutes=minutes)
    if minutes < 2 * _DAY:
        return _tr("{hours} h {minutes} min").format(
            hours=minutes // _HOUR, minutes=minutes % _HOUR
        )
    days = counted(minutes // _DAY, "day", "days")
    return _tr("{days} {hours} h").format(days=days, hours=minutes % _DAY // _HOUR)
