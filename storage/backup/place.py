"""A place of backups: a folder in which they lie by the moment they were made, thinned with time.

Beside them lie the sealed chunks of documents' files, each once for all the backups that list it,
and the list of the cases that were destroyed since. Nothing here needs a key.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.backup import bundle
from storage.backup.naming import made_by_name, newness
from storage.crypto import chunkfiles
from storage.domain.clocks import ZONE
from storage.errors import DamagedError, NewerVersionError, SatchelError

PARTIAL = ".partial"
DAYS, WEEKS, MONTHS = 7, 4, 6
"""Of how many days, weeks and months the last backup is kept."""


@dataclass(frozen=True, slots=True, order=True)
class Kept:
    """A backup in a place, and when it was made as its name says."""

    made: datetime
    path: Path


def kept(place: Path) -> list[Kept]:
    """Return the backups in ``place``, the newest first; one that was not finished is none."""
    try:
        found = [(made_by_name(path), path) for path in place.iterdir()]
    except OSError:
        return []
    return sorted((Kept(made, path) for made, path in found if made is not None), reverse=True)


def newest(place: Path, now: datetime) -> Kept | None:
    """Return the backup that was made last as of ``now``, None where there is none."""
    return next(iter(_as_of(place, now)), None)


def thin(place: Path, now: datetime, spared: Collection[str] = ()) -> list[str]:
    """Take away the backups that are not needed any more, and the chunks that none lists.

    Kept are the last of each of seven days, four weeks and six months on which there was one, and
    those ``spared`` by name. Returns the names of what went. No chunk goes while a backup cannot be
    read: it may list it.
    """
    found = _as_of(place, now)
    staying = _needed(found) | {one.path for one in found if one.path.name in spared}
    gone = [one.path for one in found if one.path not in staying]
    for path in gone:
        path.unlink(missing_ok=True)
    if gone:
        _drop_unlisted(place, staying)
    return [path.name for path in gone]


def drop_unfinished(place: Path) -> None:
    """Take away what was being written when the machine stopped or the stick was pulled out."""
    for path in _entries(place, f"*{PARTIAL}*"):
        path.unlink(missing_ok=True)
    chunkfiles.drop_unfinished(place)


def missing(place: Path, digests: Iterable[str]) -> list[str]:
    """Return which of these chunks are not in ``place``."""
    there = set(chunkfiles.chunks_in(place))
    return [digest for digest in digests if digest not in there]


def listed_in(path: Path) -> list[str]:
    """Return the chunks that a backup lists."""
    with path.open("rb") as file:
        return bundle.listed(file, bundle.said(path))


def _as_of(place: Path, now: datetime) -> list[Kept]:
    """Return the backups in ``place``, the newest first and those of the future last."""
    return sorted(kept(place), key=lambda one: newness(one.made, one.path, now), reverse=True)


def _needed(found: list[Kept]) -> set[Path]:
    """Return the last backup of each day, week and month that counts; the newest always."""
    staying = {one.path for one in found[:1]}
    for most, part in ((DAYS, "%Y-%m-%d"), (WEEKS, "%G-%V"), (MONTHS, "%Y-%m")):
        last: dict[str, Path] = {}
        for one in found:
            last.setdefault(one.made.astimezone(ZONE).strftime(part), one.path)
        staying.update([*last.values()][:most])
    return staying


def _drop_unlisted(place: Path, staying: Collection[Path]) -> None:
    needed: set[str] = set()
    for path in staying:
        try:
            needed.update(listed_in(path))
        except (DamagedError, NewerVersionError, SatchelError, OSError):
            return
    for digest in chunkfiles.chunks_in(place):
        if digest not in needed:
            chunkfiles.remove(place, digest)


def _entries(place: Path, pattern: str) -> Iterator[Path]:
    with suppress(OSError):
        yield from [*place.glob(pattern)]
