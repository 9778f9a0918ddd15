"""After a restore that was cut off: what was there is there again, and nothing half done stays.

What a restore unpacks lies beside the folder until it is whole and proven. It is all that opens
there, destroyed cases of later included, and no list names it; so it goes with the next start.
"""

import shutil
from datetime import timedelta
from pathlib import Path

from storage.backup.movedaside import Aside, asides, move_back
from storage.backup.unpacked import partial_for
from storage.claiming import NAME as CLAIM
from storage.claiming import claim
from storage.crypto import keyfile
from storage.crypto.durable import sync_folder

_STAMPED = timedelta(seconds=1)
"""The name of what was moved aside gives its moment in whole seconds."""


def put_back(folder: Path) -> None:
    """Name ``folder`` again what a restore moved aside before it was cut off, if it did.

    For who is about to claim the folder. A restore that is under way is left alone. Raises OSError
    where it cannot be put back; it is then found where it was.
    """
    aside = _moved_for_nothing(folder)
    if aside is None:
        return
    held = claim(aside.path)
    if held is None:
        return  # Whoever moves it there is at work.
    held.release()
    if folder.exists():
        (folder / CLAIM).unlink(missing_ok=True)
        folder.rmdir()
    move_back(aside.path, folder)
    sync_folder(folder.parent)


def clear(folder: Path) -> None:
    """Take away what a restore that was cut off unpacked beside the workspace in ``folder``.

    For who has the folder claimed: no restore is under way then.
    """
    if any(path.exists() for path in keyfile.paths(folder)):
        shutil.rmtree(partial_for(folder), ignore_errors=True)


def _moved_for_nothing(folder: Path) -> Aside | None:
    """Return what was moved aside for what is still beside it, where nothing is in its place."""
    partial = partial_for(folder)
    if not partial.is_dir():
        return None
    if folder.exists() and any(one.name != CLAIM for one in folder.iterdir()):
        return None
    found = next(iter(asides(folder)), None)
    if found is None or not found.holds_workspace:
        return None
    # Earlier than what was unpacked, it was moved for something else.
    unpacked = partial.stat().st_mtime
    return found if (found.moved + _STAMPED).timestamp() > unpacked else None
