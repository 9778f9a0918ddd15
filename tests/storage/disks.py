"""Small disks in memory, for what happens on a full or a read-only one."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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


@dataclass(slots=True)
class Stick:
    """A file system on a device of its own, which can be pulled out and plugged in again."""

    image: Path
    at: Path
    device: str = ""
    held: bytes | None = None
    """What lay on it at the moment it was pulled out."""

    def plug_in(self) -> None:
        """Mount it; what was pulled out holds what had reached it by then."""
        if self.held is not None:
            # Of the device that is gone something may still be on its way to the former file.
            self.image = self.image.with_name(f"{self.image.name}.again")
            self.image.write_bytes(self.held)
            self.held = None
        until = time.monotonic() + 30
        while _run("/sbin/losetup", "--associated", str(self.image)).stdout:
            assert time.monotonic() < until, "somebody still has something on it open"
            time.sleep(0.05)
        self.device = _run("/sbin/losetup", "--find", "--show", str(self.image)).stdout.strip()
        if not self.device or _run("/bin/mount", self.device, str(self.at)).returncode:
            pytest.skip("only root mounts a device")
        # It goes with its last mount.
        subprocess.run(["/sbin/losetup", "--detach", self.device], check=True)

    def fail(self) -> None:
        """Let the device be gone from one moment to the next, while everything is open."""
        if self.held is None:
            self.held = self.image.read_bytes()
            os.truncate(self.image, 0)
            subprocess.run(["/sbin/losetup", "--set-capacity", self.device], check=True)

    def detach(self) -> None:
        """Let the system take its folder away, while everything is open."""
        subprocess.run(["/bin/umount", "-l", str(self.at)], check=True)


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Stick]:
    """A stick of 24 MiB that is plugged in; skipped where nobody may mount one."""
    maker = shutil.which("mke2fs", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if maker is None or not all(Path(one).exists() for one in ("/bin/mount", "/sbin/losetup")):
        pytest.skip("this system makes no file systems")
    made = Stick(tmp_path / "stick.image", tmp_path / "stick")
    made.at.mkdir()
    with made.image.open("wb") as file:
        file.truncate(24 * 1024 * 1024)
    subprocess.run([maker, "-q", "-F", "-t", "ext4", str(made.image)], check=True)
    made.plug_in()
    yield made
    while made.at.is_mount():
        made.detach()


def _run(*command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, check=False, capture_output=True, text=True)
