"""The part of bringing a backup back that needs the library; read on a thread, never before."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.progress import Progress
from desktop.unlock.unlocked import Unlocked
from desktop.wording.dates import local_moment
from storage.backup.restoring import restore
from storage.domain.clocks import Clock
from storage.workspace import location, unlock, unlock_with_recovery_code


@dataclass(frozen=True, slots=True, repr=False)
class BroughtHere:
    """A workspace that came back, and what is to be said of it."""

    unlocked: Unlocked
    made: str
    records: int
    moved_aside: str
    missing: int
    destroyed: int


def bring_here(
    backup: Path, folder: Path, typed: str, clock: Clock, progress: Progress, *, is_code: bool
) -> BroughtHere:
    """Restore ``backup`` into ``folder``, moving aside what is there; a SatchelError says why not.

    What cannot be opened or is not whole changes nothing.
    """
    location.refuse(folder)
    key = b""

    def opened(partial: Path) -> bytes:
        nonlocal key
        open_it = unlock_with_recovery_code if is_code else unlock
        key = open_it(partial, typed, clock=clock)
        return key

    restored = restore(backup, folder, opened, clock=clock, move_aside=True, progress=progress.at)
    return BroughtHere(
        Unlocked(folder, key),
        local_moment(datetime.fromisoformat(restored.manifest.made)),
        restored.records,
        restored.moved_aside.name if restored.moved_aside else "",
        restored.missing,
        restored.destroyed,
    )
