"""One Satchel per workspace: a lock the system itself takes back when the process ends.

No process id is written anywhere, so none can be taken for another's. Whoever comes second rings: a
byte in the lock's file, by which the first raises its window. That is all it can ask for.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from storage.errors import OpenElsewhereError, SatchelError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = "workspace.open"
_PATIENCE = 2.0
"""Seconds in which the first answers."""
_STEP = 0.05
_ANOTHERS = (
    f"Satchel may not open {NAME}, which another user of this computer left there. Let whoever "
    "looks after this computer take it away, then try again."
)
_BEHIND = 1
"""Where a ring is written: Windows lets nobody touch the byte that is locked."""


class Claim:
    """The right to work in one folder; held until ``release`` or the end of the process."""

    def __init__(self, descriptor: int, path: Path) -> None:
        self._descriptor = descriptor
        self.path = path
        """The file by which others ring."""

    def heard(self) -> bool:
        """Tell whether somebody rang, and take the ring away: that is the answer."""
        if self._descriptor < 0 or os.fstat(self._descriptor).st_size <= _BEHIND:
            return False
        os.ftruncate(self._descriptor, 0)
        return True

    def release(self) -> None:
        """Let another Satchel in."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def claim(folder: Path) -> Claim | None:
    """Claim the workspace in ``folder``; None when another Satchel has it open.

    SatchelError where the lock's file is another user's.
    """
    path = folder / NAME
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        if os.access(folder, os.W_OK):
            if isinstance(error, PermissionError):
                raise SatchelError(_ANOTHERS) from error
            raise
        return Claim(-1, path)  # Nothing can be written there: any number may read.
    try:
        _lock(descriptor)
    except OSError:
        os.close(descriptor)
        return None
    os.ftruncate(descriptor, 0)
    return Claim(descriptor, path)


def claimed(folder: Path) -> Claim:
    """Claim the workspace in ``folder``; OpenElsewhereError when another Satchel has it open."""
    held = claim(folder)
    if held is None:
        raise OpenElsewhereError("Satchel is already open with this workspace. Go to its window.")
    return held


@contextmanager
def beginning(folder: Path) -> Iterator[None]:
    """Claim ``folder`` for a workspace that is begun in it, making it where there is none.

    OpenElsewhereError when another Satchel has it open. Where the block fails nothing is left of
    the claim, nor of a folder that was made for it.
    """
    was_there, was_claimed = folder.exists(), (folder / NAME).exists()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    held = claimed(folder)
    try:
        yield
    except BaseException:
        held.release()
        with suppress(OSError):
            if not was_claimed:
                held.path.unlink()
            if not was_there:
                folder.rmdir()
        raise
    held.release()


def ring(folder: Path, patience: float = _PATIENCE) -> bool:
    """Ask the Satchel that has ``folder`` open to raise its window; tell whether it answered."""
    try:
        descriptor = os.open(folder / NAME, os.O_RDWR)
    except OSError:
        return False
    try:
        os.lseek(descriptor, _BEHIND, os.SEEK_SET)
        os.write(descriptor, b"!")
        for _ in range(max(round(patience / _STEP), 1)):
            time.sleep(_STEP)
            if os.fstat(descriptor).st_size == 0:
                return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
