"""What waits beside a workspace until it can be entered: what happened at the lock, what left."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from storage.crypto import aside, attempts
from storage.errors import RejectedError
from storage.usecases.access import opening
from storage.usecases.disclosing import enter_later
from storage.workspace import ballast

Write = Callable[..., Any]
"""``Workspace.write``."""


def enter(folder: Path, key: bytes, write: Write) -> None:
    """Enter in the workspace what waits for it, and forget what waited."""
    if untold := attempts.untold(folder):
        write(opening.note_untold, untold)
        attempts.told(folder)
    told, spoilt = aside.waiting(folder, key)
    if not told and not spoilt:
        return
    try:
        write(enter_later, told, spoilt)
    except RejectedError:
        return  # A key of the program has not arrived: it waits until the next opening.
    aside.entered(folder, key)


def keep(folder: Path, key: bytes, content: bytes) -> None:
    """Keep what left a workspace that can only be read; OSError where that can nowhere be."""
    try:
        aside.keep(folder, key, content)
    except OSError as error:
        if error.errno not in ballast.NO_ROOM or not ballast.free(folder):
            raise
        aside.keep(folder, key, content)
