"""Destroy a workspace: its key file first, and with it the meaning of all the rest."""

import os
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from storage.backup.standing import first_place
from storage.crypto import aside, keyfile
from storage.crypto.chunkfiles import FOLDER
from storage.crypto.durable import replace_file, sync_folder

_AT_FRONT = 256 * 1024
"""Bytes at the beginning of a backup, within which its copy of the key file lies."""
_OPEN = "workspace.open"
_ERASED = "workspace.erased"


def erase(folder: Path, moment: datetime) -> None:
    """Destroy both copies of the key file, then the database and the documents in ``folder``.

    The backups beside it go too, for each has a copy of the key file; those in a second place are
    out of reach, and open with the passphrase of their day.

    What the disk itself keeps of an overwritten file is ciphertext without its key. Cut off in
    the midst, it goes on when it is called again; ``erased_on`` tells when it was done.
    """
    aside.erase(folder)  # Also outside the folder, where the key file's id finds it.
    for copy in keyfile.paths(folder):
        _overwrite(copy, copy.stat().st_size if copy.exists() else 0)
    sync_folder(folder)
    for backup in first_place(folder).glob("*.satchel-backup*"):
        _overwrite(backup, min(backup.stat().st_size, _AT_FRONT))
    replace_file(folder / _ERASED, moment.isoformat(timespec="seconds").encode())
    for left in folder.glob("workspace.*"):
        if left.name in {_OPEN, _ERASED}:
            continue
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
    for left in (folder / FOLDER, first_place(folder), folder.with_name(f".{folder.name}.proof")):
        shutil.rmtree(left, ignore_errors=True)
    sync_folder(folder)


def erased_on(folder: Path) -> datetime | None:
    """Return when the workspace in ``folder`` was destroyed; None when it was not."""
    try:
        return datetime.fromisoformat((folder / _ERASED).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _overwrite(file: Path, count: int) -> None:
    with suppress(FileNotFoundError):
        with file.open("r+b") as open_file:
            open_file.write(bytes(count))
            open_file.flush()
            os.fsync(open_file.fileno())
        file.unlink()
