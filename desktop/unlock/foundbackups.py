"""The backups in a folder, without reading any: by their names and by where Satchel puts them."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.backup.naming import ENDING, made_by_name, newness

_PLACES = ("", "Satchel backups/*", "*")
_MOST = 500


@dataclass(frozen=True, slots=True)
class Found:
    """A backup; ``made`` is None where its name does not say when."""

    path: Path
    made: datetime | None


def found_below(folder: Path, now: datetime) -> list[Found]:
    """Return the backups in ``folder``, or where Satchel puts them below it, the newest first.

    One whose name does not say when comes behind those of the past, one of the future behind all.
    """
    found: list[Found] = []
    for place in _PLACES:
        with suppress(OSError):
            pattern = f"{place}/*{ENDING}" if place else f"*{ENDING}"
            found = [
                Found(path, made_by_name(path)) for path in folder.glob(pattern) if path.is_file()
            ]
        if found:
            break
    found.sort(key=lambda one: newness(one.made, one.path, now), reverse=True)
    return found[:_MOST]
