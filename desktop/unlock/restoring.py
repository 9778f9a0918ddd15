"""The part of bringing a backup back that needs the library; read on a thread, never before."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.progress import Progress
from desktop.unlock.factors import answers, with_passphrase
from desktop.unlock.unlocked import CODE, Unlocked
from desktop.wording.dates import local_moment
from storage.backup.restoring import restore
from storage.domain.clocks import Clock
from storage.workspace import location, unlock, unlock_with_recovery_code

if TYPE_CHECKING:
    from desktop.system.securitykey import Waiting


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
    backup: Path,
    folder: Path,
    typed: str,
    clock: Clock,
    progress: Progress,
    waiting: "Waiting | None",
) -> BroughtHere:
    """Restore ``backup`` into ``folder``, moving aside what is there; a SatchelError says why not.

    What cannot be opened or is not whole changes nothing. ``waiting`` hears when a security key is
    to be touched; None says that ``typed`` is the recovery code, which needs no second factor.
    """
    location.refuse(folder)
    key, by = b"", CODE

    def opened(partial: Path) -> bytes:
        nonlocal key, by
        if waiting is None:
            key = unlock_with_recovery_code(partial, typed, clock=clock)
            return key
        # Before anything is tried: without its factor the right passphrase counts as a wrong one,
        # and the count is kept for the workspace itself too.
        said = answers(partial, waiting)
        progress.at(0, 0)
        key = unlock(partial, typed, answers=said, clock=clock)
        by = with_passphrase(partial, said)
        return key

    restored = restore(backup, folder, opened, clock=clock, move_aside=True, progress=progress.at)
    return BroughtHere(
        Unlocked(folder, key, by),
        local_moment(datetime.fromisoformat(restored.manifest.made)),
        restored.records,
        restored.moved_aside.name if restored.moved_aside else "",
        restored.missing,
        restored.destroyed,
    )
