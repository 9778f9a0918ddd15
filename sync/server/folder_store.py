"""Chunks in a folder of this computer: each a file that is there whole or not at all."""

import contextlib
import os
import secrets
from pathlib import Path

from sync.server.refusals import BusyError

_MODE = 0o600


class FolderStore:
    """Keeps each chunk as a file, below folders that share the work."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, content: bytes) -> None:
        """Write a file aside, through to the disk, and give it its name."""
        path = self.folder / name
        aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
        try:
            made = _folders_made(path.parent)
            _write_through(aside, content)
            aside.replace(path)
            for folder in (path.parent, *made):
                _sync_folder(folder)
        except OSError as error:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)
            raise BusyError from error

    def get(self, name: str) -> bytes | None:
        """Return what is in the file."""
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BusyError from error

    def delete(self, name: str) -> None:
        """Take the file away, and that it is gone, to the disk."""
        path = self.folder / name
        try:
            path.unlink(missing_ok=True)
            if path.parent.exists():
                _sync_folder(path.parent)
        except OSError as error:
            raise BusyError from error

    def check(self) -> None:
        """Write a byte and take it away again."""
        aside = self.folder / f"{secrets.token_hex(4)}.new"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _write_through(aside, b"\0")
            aside.unlink()
        except OSError as error:
            raise BusyError from error

    def close(self) -> None:
        """Do nothing: no file stays open."""


def _write_through(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _folders_made(folder: Path) -> list[Path]:
    """Make ``folder`` and return the parents in which something new stands now."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return [each.parent for each in missing]


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # a folder cannot be opened there
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
