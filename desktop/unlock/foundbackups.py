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


def found_below(folder: Path) -> list[Found]:
    """Return the backups in ``folder``, or where Satchel puts them below it, the newest first."""
    found: list[Found] = []
    for place in _PLACES:
        with suppress(OSError):
            pattern = f"{place}/*{ENDING}" if place else f"*{ENDING}"
            found = [Found(path, _made(path)) for path in folder.glob(pattern) if path.is_file()]
        if found:
            break
    found.sort(key=lambda one: (one.made or datetime.min.replace(tzinfo=UTC), one.path.name))
    return found[::-1][:_MOST]


def _made(path: Path) -> datetime | None:
    with suppress(ValueError):
        return datetime.strptime(path.name.removesuffix(ENDING), _IN_PLACE).astimezone(UTC)
    return None
