"""Small files that survive a power cut, for their owner alone."""

import os
import time
from pathlib import Path

PRIVATE = 0o600
_HELD = {5, 32, 33}
"""What Windows says of a file that another program, such as a virus scanner, has open."""
_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 1.9)
"""Seconds; five in all, then it is told."""


def replace_file(target: Path, content: bytes) -> None:
    """Write ``content`` beside ``target``, sync it, rename it over, sync the folder."""
    beside = target.with_name(f"{target.name}.new")
    write_durable(beside, content)
    put_over(beside, target)
    sync_folder(target.parent)


def write_durable(path: Path, content: bytes) -> None:
    """Write ``content`` as the file ``path`` and sync it; its name is not durable yet."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | BINARY, PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def put_over(beside: Path, target: Path) -> None:
    """Rename ``beside`` over ``target``; where a scanner holds it on Windows, wait some seconds."""
    waits = iter(_WAITS)
    while True:
        try:
            beside.replace(target)
        except PermissionError as error:
            wait = next(waits, None)
            if wait is None or getattr(error, "winerror", None) not in _HELD:
                raise
            time.sleep(wait)
        else:
            return


def drop_unfinished(folder: Path) -> None:
    """Take away what was being written in ``folder`` when the machine stopped."""
    for left in folder.glob("workspace.*.new"):
        left.unlink(missing_ok=True)


def make_durable(path: Path) -> None:
    """Return once every byte of the file is on the disk."""
    descriptor = os.open(path, os.O_RDWR | BINARY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` durable, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make ``folder`` and whatever is missing above it, each on the disk before the next."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


BINARY = getattr(os, "O_BINARY", 0)
