"""What lies beside a workspace because a backup was brought back: what was there before it.

A workspace that was moved aside keeps its own key file, so it opens with what opened it then.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storage.crypto import database, keyfile

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


def partial_for(folder: Path) -> Path:
    """Return where a backup is unpacked until it takes the place of ``folder``."""
    return folder.with_name(f".{folder.name}.partial")


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
