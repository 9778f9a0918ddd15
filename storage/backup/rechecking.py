"""Look again, without a key, at what was brought to a place long ago: every byte, by digest."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from errno import ENOENT
from pathlib import Path

from storage.backup import bundle
from storage.backup.chunks import is_whole
from storage.backup.closed import Check
from storage.backup.standing import LOST, Last
from storage.backup.writing import pausing
from storage.errornumbers import SCARCE
from storage.errors import DamagedError, RejectedError

EVERY = timedelta(days=7)


def is_due(last: Last, newest: str, now: datetime) -> bool:
    """Tell whether a place is to be looked at again, in which the backup ``newest`` lies.

    At once where something could not be made anew and there is another backup since.
    """
    if last.problem == LOST and last.name != newest:
        return True
    with suppress(ValueError, TypeError):
        # A clock that was set back must not put it off until it has come round again.
        return abs(now - datetime.fromisoformat(last.looked)) >= EVERY
    return True


def listed_if_whole(backup: Path, check: Check) -> list[str] | None:
    """Return the chunks that a backup lists; None where it is not what was written.

    OSError where the place itself is gone, or too many files are open to look.
    """
    try:
        with backup.open("rb") as file:
            return bundle.listed(file, bundle.verify(file, pausing(check)))
    except (DamagedError, RejectedError):
        return None
    except OSError as error:
        if error.errno in SCARCE or not backup.parent.is_dir():
            raise
        return None


def spoilt_chunks(place: Path, digests: Iterable[str], check: Check) -> list[str]:
    """Return those of these chunks that are missing in ``place`` or not what was written.

    What the disk there does not give out is spoilt: it is to be written anew. OSError where the
    place itself is gone, or too many files are open to look.
    """
    found = []
    for digest in digests:
        check()
        if not _gives_whole(place, digest):
            found.append(digest)
    return found


def _gives_whole(place: Path, digest: str) -> bool:
    try:
        whole = is_whole(place, digest)
    except OSError as error:
        if error.errno in SCARCE:
            raise
        whole = False
    if not whole and not place.is_dir():
        raise FileNotFoundError(ENOENT, "The place of backups is gone", str(place))
    return whole
