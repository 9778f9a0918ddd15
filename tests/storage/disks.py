"""Small disks in memory, for what happens on a full or a read-only one."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Mount = Callable[[Path, str], Path]


@pytest.fixture
def mounted() -> Iterator[Mount]:
    """Mounts a disk in memory; where the system does not let it be, the test is skipped."""
    there: list[Path] = []

    def mount(folder: Path, options: str) -> Path:
        folder.mkdir()
        command = ["/bin/mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        if not Path(command[0]).exists() or subprocess.run(command, check=False).returncode:
            pytest.skip("only root mounts a disk")
        there.append(folder)
        return folder

    yield mount
    for folder in there:
        subprocess.run(["/bin/umount", "-l", str(folder)], check=True)


def make_read_only(disk: Path) -> None:
    """Take from a mounted disk that it can be written."""
    subprocess.run(["/bin/mount", "-o", "remount,ro", str(disk)], check=True)


def fill(disk: Path, *, leave: int = 0) -> Path:
    """Fill a disk to its last byte, or but for ``leave``; return the file that is in the way."""
    stone = disk / "stone"
    with stone.open("ab", buffering=0) as file:
        piece = bytes(256 * 1024)
        while piece:
            try:
                file.write(piece)
            except OSError:
                piece = piece[: len(piece) // 2]
        file.truncate(max(file.tell() - leave, 0))
    return stone
