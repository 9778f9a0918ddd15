"""Read a moment as people type it: a day and a time in Massachusetts, or how long ago it was."""

import re
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from desktop.wording.dates import clock_time, local_moment
from desktop.wording.typed import parse_day, parse_time
from storage.domain.clocks import ZONE, moments_of

_AGO = re.compile(
    r"([0-9]{1,3})\s*(m|min|mins|minutes?|h|hrs?|hours?|d|days?)\s*(?:ago)?", re.ASCII
)
_OFFSET = re.compile(r"\s*\b(edt|est|et)$")
_AT = re.compile(r"(?:^|[\s,t])(?:at\s+)?([0-9]{1,2}(?::?[0-9]{2})?\s*(?:[ap]\.?m?\.?)?|noon)$")


def _tr(text: str) -> str:
    return QCoreApplication.translate("typed", text)


def parse_moment(text: str, now: datetime) -> datetime:
    """Read a moment up to ``now``: ``8:30 pm``, ``yesterday 11 pm``, ``20 min ago``, ``now``.

    A time alone is the latest one that is past. In the hour that comes twice in autumn the first
    is meant unless ``EST`` is typed after it. ValueError, with a sentence for the screen, for what
    cannot be read, is still to come, or was left out when the clocks went forward.
    """
    plain = " ".join(text.lower().split())
    if plain in {"now", "n"}:
        return now.replace(second=0, microsecond=0)
    if ago := _AGO.fullmatch(plain):
        unit = {"m": "minutes", "h": "hours", "d": "days"}[ago[2][0]]
        return now.replace(second=0, microsecond=0) - timedelta(**{unit: int(ago[1])})
    moment = _day_and_time(plain, now)
    if moment > now:
        raise ValueError(
            _tr("{moment} is still to come. Type a time up to now.").format(
                moment=local_moment(moment)
            )
        )
    return moment


def _day_and_time(plain: str, now: datetime) -> datetime:
    bare = _OFFSET.sub("", plain)
    found = _AT.search(bare)
    if found is None:
        raise ValueError(_tr("Type a day and a time like yesterday 8:30 pm, or now."))
    at = parse_time(found[1])
    local = now.astimezone(ZONE)
    day_text = bare[: found.start()].strip(" ,")
    day = parse_day(day_text, local.date()) if day_text else local.date()
    meant = moments_of(datetime.combine(day, at))
    # In the second of two same hours, a later minute of the first one is past too.
    if not day_text and at > local.time() and all(moment > now for moment in meant):
        meant = moments_of(datetime.combine(day - timedelta(days=1), at))
    if not meant:
        raise ValueError(
            _tr("The clocks went forward that night: there was no {time}. Type the time after.")
            .format(time=clock_time(at))
        )  # fmt: skip
    return meant[-1] if plain.endswith(" est") else meant[0]
