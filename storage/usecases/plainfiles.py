"""Read a file that somebody chose: a plain one, at once, and the same to its end."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from storage.errors import RejectedError

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)


@contextmanager
def plain_file(path: Path) -> Iterator[BinaryIO]:
    """Open the file at ``path``; never wait for a pipe or a device, never follow a link.

    RejectedError in plain words for what is no plain file, for one that cannot be read, and, at
    the end, for one that was changed meanwhile.
    """
    if path.name.startswith("~$"):
        raise RejectedError(
            "This is what an office program keeps beside an open file. Choose the file itself."
        )
    if path.is_symlink():
        raise RejectedError("This is a link. Choose the file itself.")
    with _opened(path) as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise RejectedError("This is not a plain file.")
        yield file
        after = os.fstat(file.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise RejectedError("The file was changed while it was read. Close it, then try again.")


def _opened(path: Path) -> BinaryIO:
    try:
        return os.fdopen(os.open(path, _FLAGS), "rb")
    except OSError as error:
        raise RejectedError(
            f"The file could not be read ({error.strerror}). Close whatever has it open, then try "
            "again."
        ) from error
