"""Destroy a workspace: its key file first, and with it the meaning of all the rest."""

import os
import shutil
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from storage.backup.movedaside import BACKUPS, Aside, asides
from storage.backup.standing import first_place
from storage.backup.unpacked import partial_for
from storage.claiming import NAME as CLAIM
from storage.crypto import aside, keyfile
from storage.crypto.chunkfiles import FOLDER
from storage.crypto.durable import replace_file, sync_folder
from storage.errors import SatchelError
from storage.workspace.swapping import MADE, MAKING

_AT_FRONT = 256 * 1024
"""Bytes at the beginning of a backup, within which its copy of the key file lies."""
_ERASED = "workspace.erased"


def erase(folder: Path, moment: datetime) -> None:
    """Destroy both copies of the key file, then the database and the documents in ``folder``.

    What a backup was brought back over goes too, and what is left of a restore or a proof that was
    cut off, for each has a key file of its own; a workspace moved aside there that is another one
    stays, and so does what cannot be written. The backups beside it go, for each has a copy of the
    key file; those in a second place are out of reach, and open with the passphrase of their day.

    What the disk itself keeps of an overwritten file is ciphertext without its key. Cut off in
    the midst, it goes on when it is called again; ``erased_on`` tells when it was done.
    """
    # First, while the key file still tells which of them are this workspace.
    for earlier in asides(folder):
        if not _is_another(earlier.path, folder):
            with suppress(OSError):
                destroy_aside(earlier)
    trials = (partial_for(folder), folder.with_name(f".{folder.name}.proof"))
    for trial in trials:
        with suppress(OSError):
            _overwrite_keys(trial)
    aside.erase(folder)  # Also outside the folder, where the key file's id finds it.
    _overwrite_keys(folder)
    sync_folder(folder)
    _overwrite_backups(first_place(folder))
    replace_file(folder / _ERASED, moment.isoformat(timespec="seconds").encode())
    _clear(folder, (CLAIM, _ERASED))
    for left in (first_place(folder), *trials):
        shutil.rmtree(left, ignore_errors=True)
    sync_folder(folder)


def destroy_aside(earlier: Aside) -> None:
    """Destroy a workspace that was moved aside: its keys first, then the rest, then the folder.

    What Satchel did not put there stays, and the folder with it. OSError where a key file cannot
    be overwritten.
    """
    _overwrite_keys(earlier.path)
    _overwrite_backups(earlier.path / BACKUPS)
    sync_folder(earlier.path)
    _clear(earlier.path, ())
    with suppress(OSError):
        earlier.path.rmdir()


def erased_on(folder: Path) -> datetime | None:
    """Return when the workspace in ``folder`` was destroyed; None when it was not."""
    try:
        return datetime.fromisoformat((folder / _ERASED).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _is_another(earlier: Path, folder: Path) -> bool:
    """Tell whether both key files can be read and are of two workspaces."""
    with suppress(SatchelError, OSError):
        return keyfile.read(earlier).workspace != keyfile.read(folder).workspace
    return False


def _overwrite_keys(folder: Path) -> None:
    """Overwrite every key file in ``folder``, also of new keys that were not put in place yet."""
    for holder in (folder, folder / MAKING, folder / MADE):
        for copy in holder.glob(f"{keyfile.NAME}*"):
            if copy.is_file() and not copy.is_symlink():
                _overwrite(copy, copy.stat().st_size)


def _overwrite_backups(place: Path) -> None:
    """Overwrite the copy of the key file in every backup there."""
    for backup in place.glob("*.satchel-backup*"):
        _overwrite(backup, min(backup.stat().st_size, _AT_FRONT))


def _clear(folder: Path, but: Collection[str]) -> None:
    for left in folder.glob("workspace.*"):
        if left.name in but:
            continue
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
    shutil.rmtree(folder / FOLDER, ignore_errors=True)


def _overwrite(file: Path, count: int) -> None:
    with suppress(FileNotFoundError):
        with file.open("r+b") as open_file:
            open_file.write(bytes(count))
            open_file.flush()
            os.fsync(open_file.fileno())
        file.unlink()
