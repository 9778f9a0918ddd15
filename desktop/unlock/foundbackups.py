"""The backups in a folder, without reading any: by their names and by where Satchel puts them."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ENDING = ".satchel-backup"
_IN_PLACE = "%Y%m%d-%H%M%S%z"
_PLACES = ("", "Satchel backups/*", "*")
_MOST = 500


@dataclass(frozen=True, slots=True)
class Found:
    """A backup; ``made`` is None where its name does not say when."""

    path: Path
    made: datetime | None


def found_below(folder: Path, now: datetime) -> list[Found]:
    """Return the backups in ``folder``, or where Satchel puts them below it, the newest first.

    Those whose names say that they were made after ``now`` come last, as in a place of backups:
    the clock was wrong when they were made, or is now.
    """
    found: list[Found] = []
    for place in _PLACES:
        with suppress(OSError):
            pattern = f"{place}/*{ENDING}" if place else f"*{ENDING}"
            found = [Found(path, _made(path)) for path in folder.glob(pattern) if path.is_file()]
        if found:
            break

    def newness(one: Found) -> tuple[bool, datetime, str]:
        made = one.made or datetime.min.replace(tzinfo=UTC)
        return made <= now, made, one.path.name

    return sorted(found, key=newness, reverse=True)[:_MOST]


def _made(path: Path) -> datetime | None:
    with suppress(ValueError):
        return datetime.strptime(path.name.removesuffix(ENDING), _IN_PLACE).astimezone(UTC)
    return None
