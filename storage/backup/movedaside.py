"""What lies beside a workspace because another took its place: what was there before it.

A workspace that was moved aside keeps its own key file, so it opens with what opened it then.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storage.backup.standing import first_place
from storage.crypto import database, keyfile
from storage.crypto.durable import sync_folder
from storage.errors import DamagedError, NewerVersionError, RejectedError

BACKUPS = "workspace.earlier-backups"
"""Where the backups beside a workspace go that is moved aside with them."""
_STAMP = "%Y%m%d-%H%M%S"
_STAMPED = re.compile(r"[0-9]{8}-[0-9]{6}")


@dataclass(frozen=True, slots=True)
class Aside:
    """A folder into which something was moved, and when."""

    path: Path
    moved: datetime

    @property
    def holds_workspace(self) -> bool:
        """Whether there is anything of a workspace in it that could be opened."""
        parts = (*keyfile.paths(self.path), self.path / database.NAME)
        return any(part.exists() for part in parts)


def aside_for(folder: Path, moment: datetime) -> Path:
    """Return where what ``folder`` holds is moved at ``moment``."""
    return folder.with_name(f"{_before(folder)}{moment.astimezone(UTC):{_STAMP}}")


def move_aside(folder: Path, moment: datetime) -> Path:
    """Move ``folder`` beside itself under a dated name, as it is, and return where it is now.

    Raises RejectedError where something has that name, OSError where it cannot be moved.
    """
    aside = aside_for(folder, moment)
    if aside.exists():
        raise RejectedError("A folder was moved aside this very second. Try again.")
    folder.rename(aside)
    return aside


def put_away(folder: Path, moment: datetime) -> Path:
    """Move a workspace aside with the backups beside it: another one is to begin in ``folder``.

    Nothing is opened, nothing deleted. Raises as ``move_aside``.
    """
    aside = move_aside(folder, moment)
    backups = first_place(folder)
    if backups.is_dir():
        backups.rename(aside / BACKUPS)
    sync_folder(folder.parent)
    return aside


def make_way(folder: Path, coming: Path, moment: datetime) -> Path:
    """Move ``folder`` aside for the workspace ``coming``; with its backups where that is another.

    Those of two workspaces in one place would be thinned as if they were of one. A key file that
    cannot be read tells nothing: then the backups stay. Raises as ``move_aside``.
    """
    try:
        is_another = keyfile.read(folder).workspace != keyfile.read(coming).workspace
    except (DamagedError, NewerVersionError, OSError):
        is_another = False
    return put_away(folder, moment) if is_another else move_aside(folder, moment)


def move_back(aside: Path, folder: Path) -> None:
    """Put what was moved aside in its place again, its backups too; OSError."""
    if (aside / BACKUPS).is_dir():
        (aside / BACKUPS).rename(first_place(folder))
    aside.rename(folder)


def asides(folder: Path) -> list[Aside]:
    """Return what was moved aside from ``folder``, the latest first; nothing of any other name."""
    found: list[Aside] = []
    before = _before(folder)
    for path in folder.parent.iterdir() if folder.parent.is_dir() else ():
        stamp = path.name.removeprefix(before)
        own = stamp != path.name and _STAMPED.fullmatch(stamp) is not None
        if own and path.is_dir() and not path.is_symlink():
            with suppress(ValueError):
                moved = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
                found.append(Aside(path, moved))
    return sorted(found, key=lambda one: one.moved, reverse=True)


def _before(folder: Path) -> str:
    return f"{folder.name}.moved-aside-"
