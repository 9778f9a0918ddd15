"""dpkg killed at a moment of an update that shows on the disk, with whatever it had started."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

Shows = Callable[[], bool]


def moments(place: Path, middle: str) -> Mapping[str, Shows]:
    """Return the moments of the update that is about to begin, in their order.

    ``place`` is where the program is installed, ``middle`` a file amid those that are delivered.
    """
    unpacked = place / "delivered" / middle
    part = unpacked.with_name(f"{unpacked.name}.dpkg-new")
    link = place / "satchel"
    inode, target = unpacked.stat().st_ino, link.readlink()
    versions = _count(place / "versions")

    def replaced() -> bool:
        return unpacked.exists() and unpacked.stat().st_ino != inode

    return {
        "files are unpacked": part.exists,
        "files take their places": replaced,
        "a second version is laid out": lambda: _count(place / "versions") > versions,
        "the new version is named": lambda: link.readlink() != target,
    }


def kill_when(shows: Shows, command: Sequence[str]) -> bool:
    """Run a command in a group of its own and kill the group then; False if it came to its end."""
    with subprocess.Popen(
        command, cwd="/", start_new_session=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as running:  # fmt: skip
        while running.poll() is None and not shows():
            pass
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
    return running.returncode == -signal.SIGKILL


def _count(folder: Path) -> int:
    return len(list(folder.iterdir()))
