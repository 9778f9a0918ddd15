"""One round over the backups of an open workspace, on a lane of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from desktop.backups.state import BackupState, state_of
from desktop.lane import TendedWorkspace
from storage.backup import mirroring, place, standing
from storage.backup.closed import due_in
from storage.backup.movedaside import Aside
from storage.backup.proving import newest_unproven
from storage.claiming import claimed
from storage.domain.clocks import Clock
from storage.errors import CancelledError, SatchelError
from storage.usecases.settings import setting
from storage.usecases.syncing.whereabouts import alone_since
from storage.workspace.erasing import destroy_aside

DAILY = timedelta(hours=24)
Check = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Round:
    """What a round found: how it stands, and what the workspace is to remember of the proof."""

    state: BackupState
    remember: dict[str, Any] | None = None


def go_round(workspace: TendedWorkspace, check: Check, clock: Clock, *, make: bool) -> Round:
    """Make a backup where one is due, or ``make`` one now; prove the newest; fill the second place.

    What goes wrong is in the state, in words. Raises CancelledError when ``check`` does.
    """
    folder = workspace.folder
    _make(workspace, check, clock, now=make)
    remember = _prove(workspace, check, clock)
    mirroring.mirror(folder, clock, check)
    return Round(_state(workspace, clock, remember), remember)


def refuse_open(earlier: Aside) -> None:
    """Raise LockedError while a Satchel has the workspace open that was moved aside."""
    claimed(earlier.path).release()


def destroy_earlier(earlier: Aside) -> None:
    """Destroy a workspace that was moved aside; LockedError while a Satchel has that one open."""
    refuse_open(earlier)
    destroy_aside(earlier)


def look(workspace: TendedWorkspace, clock: Clock) -> Round:
    """Say how it stands, and do nothing."""
    return Round(_state(workspace, clock, None))


def _state(
    workspace: TendedWorkspace, clock: Clock, remember: dict[str, Any] | None
) -> BackupState:
    kept = remember or workspace.read(setting, "backup.proven")
    restored = workspace.read(setting, "backup.restored")
    return state_of(
        workspace.folder,
        kept,
        restored,
        clock.now(),
        tight=workspace.lay_ballast(),
        alone_since=workspace.read(alone_since),
    )


def _make(workspace: TendedWorkspace, check: Check, clock: Clock, *, now: bool) -> None:
    folder = workspace.folder
    where = standing.first_place(folder)
    newest = place.newest(where, clock.now())
    stranger = newest is not None and not workspace.owns_backup(newest.path)
    if not (now or stranger) and not _is_daily_due(folder, where, clock):
        return
    try:
        workspace.back_up_in_place(check)
    except CancelledError:
        raise
    except (OSError, SatchelError) as error:
        mirroring.note_first(folder, clock, error)
        return
    place.thin(where, clock.now(), {standing.standing(folder).proven})
    mirroring.note_first(folder, clock)


def _is_daily_due(folder: Path, where: Path, clock: Clock) -> bool:
    newest = place.newest(where, clock.now())
    old = newest is None or abs(clock.now() - newest.made) >= DAILY
    return old and due_in(folder, where, clock) is not None


def _prove(workspace: TendedWorkspace, check: Check, clock: Clock) -> dict[str, Any] | None:
    """Prove the newest backup where that was not done yet; return what is to be remembered."""
    newest = newest_unproven(workspace.folder, clock.now())
    if newest is None or not workspace.owns_backup(newest.path):
        return None

    def progress(_done: int, _total: int) -> None:
        check()

    said: dict[str, Any] = {"name": newest.path.name, "made": newest.made.isoformat()}
    said["at"] = clock.now().replace(microsecond=0).isoformat()
    try:
        proven = workspace.prove_backup(newest.path, progress)
    except CancelledError:
        raise
    except (OSError, SatchelError) as error:
        return {**said, "trouble": str(error) if isinstance(error, SatchelError) else "disk"}
    return {**said, "records": proven.records, "document": proven.document, "trouble": ""}
