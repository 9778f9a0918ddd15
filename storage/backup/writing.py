"""Write a backup so that it is there whole, under its name, or not at all."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from storage.backup import bundle
from storage.backup.bundle import Manifest, Progress
from storage.backup.place import PARTIAL
from storage.crypto.durable import put_over, sync_folder

_SPARE = 64 * 1024 * 1024
"""Bytes that a backup leaves free on a disk, or as many as it has itself."""


def write_named(
    target: Path,
    fill: Callable[[BinaryIO], object],
    progress: Progress,
) -> tuple[Manifest, int]:
    """Let ``fill`` write a backup, read it back whole, and only then name it ``target``.

    Until then it is named ``target`` with ``.partial`` behind. ``progress`` is told while it is
    read back and once more before the name is given; it may raise. Returns the manifest as it was
    read back, and the size.
    """
    partial = target.with_name(f"{target.name}{PARTIAL}")
    try:
        with partial.open("w+b") as file:
            partial.chmod(0o600)
            fill(file)
            file.flush()
            os.fsync(file.fileno())
            manifest = bundle.verify(file, progress)
            size = file.seek(0, os.SEEK_END)
        progress(size, size)
        put_over(partial, target)
        sync_folder(target.parent)
    except BaseException:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    return manifest, size


def pausing(check: Callable[[], object]) -> Progress:
    """Return a progress that asks ``check`` after every piece."""

    def progress(_done: int, _total: int) -> None:
        check()

    return progress


def refuse_full(folder: Path, needed: int) -> None:
    """Raise the OSError of a full disk before a backup fills it to the brim."""
    if not hasattr(os, "statvfs"):
        return
    found = os.statvfs(folder)
    if found.f_bavail * found.f_frsize < needed + min(_SPARE, needed):
        raise OSError(errno.ENOSPC, "there is no room for the backup")
