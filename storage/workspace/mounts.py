"""Which file systems there are, and on which of them a path lies."""

import ctypes
import re
import sys
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import NamedTuple

_TABLE = Path("/proc/self/mountinfo")
_REMOTE = 4
"""GetDriveType: a drive of another computer."""
_DRIVES = "CDEFGHIJKLMNOPQRSTUVWXYZAB"


class Mount(NamedTuple):
    """A folder or a drive, and the kind of file system that is there."""

    at: str
    kind: str


def mounts() -> list[Mount]:
    """Return what is mounted, as far as this system tells."""
    if sys.platform == "win32":
        return _drives()
    try:
        return parse(_TABLE.read_text("utf-8", "replace"))
    except OSError:
        return []


def parse(table: str) -> list[Mount]:
    """Read Linux's table of mounts (proc(5), mountinfo)."""
    found = []
    for line in table.splitlines():
        before, dash, behind = line.partition(" - ")
        fields, kinds = before.split(), behind.split()
        if dash and len(fields) > _PLACE and kinds:
            found.append(Mount(_unescaped(fields[_PLACE]), kinds[0]))
    return found


def mount_of(path: PurePath, mounted: Iterable[Mount]) -> Mount | None:
    """Return the mount that ``path`` lies on: the longest, and of two the later."""
    best: Mount | None = None
    for mount in mounted:
        at = type(path)(mount.at)
        if path.is_relative_to(at) and (best is None or len(mount.at) >= len(best.at)):
            best = mount
    return best


def _drives() -> list[Mount]:
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - exists on Windows alone
    kinds = {f"{letter}:\\": kernel.GetDriveTypeW(f"{letter}:\\") for letter in _DRIVES}
    return [Mount(drive, "smb3" if kind == _REMOTE else "ntfs") for drive, kind in kinds.items()]


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)


_PLACE = 4
"""Which field of a line is the folder."""
