"""Put a workspace that was encrypted anew in the place of the old one, also after a stop."""

import shutil
from contextlib import suppress
from pathlib import Path

from storage.crypto import database, head, keyfile
from storage.crypto.durable import sync_folder

ASKED = "workspace.renew"
"""An empty file: at the next unlocking the person is asked whether to go through with it."""
MAKING, MADE = "workspace.renewing", "workspace.renewed"
"""Folders: what is not whole yet, and what is from now on the true one."""
_OLD_COPIES = f"{database.NAME}.before-*"


def is_asked(folder: Path) -> bool:
    """Tell whether new keys are to be made at this unlocking."""
    return (folder / ASKED).exists()


def ask(folder: Path) -> None:
    """Have the person asked at the next unlocking."""
    (folder / ASKED).touch(0o600)


def let_be(folder: Path) -> None:
    """Ask no more."""
    (folder / ASKED).unlink(missing_ok=True)


def finish(folder: Path) -> None:
    """Put a new set in the place of the old one, also when it was cut off in the midst of that."""
    made = folder / MADE
    shutil.rmtree(folder / MAKING, ignore_errors=True)
    if not made.is_dir():
        return
    key_file, copy = keyfile.paths(made)
    if (made / database.NAME).exists():
        for log in ("-wal", "-shm", "-journal"):
            (folder / f"{database.NAME}{log}").unlink(missing_ok=True)
    for new in (made / database.NAME, made / head.NAME, copy, key_file):
        if new.exists():
            new.replace(folder / new.name)
            sync_folder(folder)
    for old in folder.glob(_OLD_COPIES):
        old.unlink(missing_ok=True)
    (folder / ASKED).unlink(missing_ok=True)
    with suppress(OSError):
        shutil.rmtree(made)
