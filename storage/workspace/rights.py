"""Whether the account at work may read and write a workspace's files, and what to say where not.

Somebody who ran Satchel as another user once, or copied the folder as one, leaves files that only
that user may open. The folder itself may be as it should.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from storage.crypto import database, head, keyfile
from storage.errors import SatchelError

_READ = (keyfile.NAME, database.NAME, head.NAME)
_WRITTEN = (database.NAME, f"{database.NAME}-wal", f"{database.NAME}-shm", head.NAME)
"""What is written as it lies; other files are replaced as a whole, which is the folder's matter."""
_CHANGED = (
    "Its owner or its rights were changed: let whoever looks after this computer give it back to "
    "you, then try again."
)


def may_write(folder: Path) -> bool:
    """Tell whether the folder and what is written in it as it lies can be written."""
    return os.access(folder, os.W_OK) and next(_kept(folder, _WRITTEN, os.W_OK), None) is None


def words(folder: Path) -> str:
    """Say which file cannot be read or written, and what to do; empty where all can."""
    for names, mode, said in ((_READ, os.R_OK, "read"), (_WRITTEN, os.W_OK, "write")):
        for path in _kept(folder, names, mode):
            return f"Satchel may not {said} {path.name}. {_CHANGED}"
    return ""


def refuse_unreadable(folder: Path) -> None:
    """Raise SatchelError where the workspace cannot even be read."""
    if next(_kept(folder, _READ, os.R_OK), None) is not None:
        raise SatchelError(words(folder))


def refuse_unwritable(folder: Path) -> None:
    """Raise SatchelError where what has to be written cannot be."""
    if next(_kept(folder, _WRITTEN, os.W_OK), None) is not None:
        raise SatchelError(words(folder))


def _kept(folder: Path, names: tuple[str, ...], mode: int) -> Iterator[Path]:
    for path in (folder / name for name in names):
        if os.access(path, os.F_OK) and not os.access(path, mode):
            yield path
