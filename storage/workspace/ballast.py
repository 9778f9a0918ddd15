"""A file that is in the way on purpose: where the disk is full it goes, and work can be finished.

Its bytes are random, so that no file system stores fewer of them.
"""

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

from storage.crypto.durable import BINARY, PRIVATE, sync_folder

NAME = "workspace.ballast"
SIZE = 16 * 1024 * 1024
NO_ROOM = {errno.ENOSPC, errno.EIO}
"""What SQLite says on a full disk: the second where its index beside the log cannot grow."""
_PIECE = 1024 * 1024
_ROOMY = 4 * SIZE
"""So much is free again before it is made anew."""
_TIGHT = 1024 * 1024
"""With less than this a database cannot even be opened."""


def lay(folder: Path) -> bool:
    """Make it where there is none and the disk has room; tell whether it is there."""
    target = folder / NAME
    if target.exists():
        return True
    if shutil.disk_usage(folder).free < SIZE + _ROOMY:
        return False
    beside = target.with_name(f"{NAME}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | BINARY, PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        for _ in range(SIZE // _PIECE):
            file.write(os.urandom(_PIECE))
    beside.replace(target)
    return True


def free(folder: Path) -> bool:
    """Give its room to whatever has to be finished; tell whether there was any."""
    (folder / f"{NAME}.new").unlink(missing_ok=True)
    try:
        (folder / NAME).unlink()
    except OSError:
        return False
    with suppress(OSError):
        sync_folder(folder)
    return True


def make_room(folder: Path) -> None:
    """Free it where the disk is so full that a database cannot even be opened."""
    if no_room(folder):
        free(folder)


def no_room(folder: Path) -> bool:
    """Tell whether the disk is so full that a database cannot be opened to write."""
    try:
        return shutil.disk_usage(folder).free < _TIGHT
    except OSError:
        return False


def is_tight(folder: Path) -> bool:
    """Tell whether it had to go and the disk has not got room enough since."""
    try:
        return not (folder / NAME).exists() and shutil.disk_usage(folder).free < SIZE + _ROOMY
    except OSError:
        return False
