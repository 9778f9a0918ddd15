"""When a backup was made, as its name says, and which of several is the newest.

The door asks it before anything is opened: nothing here reads a backup.
"""

import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

ENDING = ".satchel-backup"
_NAME = re.compile(r"\d{8}-\d{6}Z" + re.escape(ENDING))
_FORMAT = f"%Y%m%d-%H%M%S%z{ENDING}"
_NEVER = datetime.min.replace(tzinfo=UTC)


def file_name(moment: datetime) -> str:
    """Return the name of a backup that is made now; it says when, and nothing else."""
    return f"{moment.astimezone(UTC):%Y%m%d-%H%M%SZ}{ENDING}"


def made_by_name(path: Path) -> datetime | None:
    """Return when a backup was made; None where its name does not say."""
    if _NAME.fullmatch(path.name):
        with suppress(ValueError):
            return datetime.strptime(path.name, _FORMAT).astimezone(UTC)
    return None


def newness(made: datetime | None, path: Path, now: datetime) -> tuple[bool, datetime, str]:
    """Return what backups are ordered by: the greatest is the newest as of ``now``.

    Those of the future come behind all others: the clock was wrong when they were made, or is
    wrong now. No later backup must pass for older than they are, and go unproven, unmirrored or
    away.
    """
    moment = made or _NEVER
    return moment <= now, moment, path.name
