"""A backup is brought back where another workspace lies: each keeps the backups of its own."""

import errno
from pathlib import Path

import pytest

from storage.backup import place
from storage.backup.closed import copy_closed
from storage.backup.movedaside import BACKUPS
from storage.backup.restoring import restore
from storage.backup.standing import first_place
from storage.backup.unpacked import partial_for
from storage.crypto import database
from storage.workspace import Workspace
from storage.workspace.erasing import erase
from tests.conftest import FixedClock, Template
from tests.storage.closed_workspace import backup, bens, full, knock

__all__ = ["backup", "bens", "full"]


def test_another_workspace_takes_its_backups_along_and_none_is_thinned_or_erased(
    backup: Path, bens: Path, template: Template, clock: FixedClock
) -> None:
    (theirs,) = place.kept(first_place(bens))
    moved = restore(backup, bens, knock, clock=clock, move_aside=True).moved_aside
    assert moved is not None
    clock.pass_time(hours=1)
    with Workspace(bens, template.key, clock=clock) as workspace:
        workspace.back_up_in_place()
    place.thin(first_place(bens), clock.now())
    assert len(place.kept(first_place(bens))) == 1
    erase(bens, clock.now())
    (left,) = place.kept(moved / BACKUPS)
    assert left.path.name == theirs.path.name
    back = restore(left.path, bens.with_name("back"), knock, clock=clock)
    assert back.moved_aside is None


def test_where_it_cannot_be_put_in_place_everything_is_where_it_was(
    backup: Path, bens: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in bens.parent.rglob("*") if path.is_file()}
    real = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path == partial_for(bens):
            raise OSError(errno.EIO, "the disk refuses")
        return real(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="the disk refuses"):
        restore(backup, bens, knock, clock=clock, move_aside=True)
    assert {path: path.read_bytes() for path in bens.parent.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("damaged", [False, True])
def test_the_backups_of_one_workspace_stay_and_so_do_those_of_one_that_tells_nothing(
    backup: Path, full: Path, clock: FixedClock, *, damaged: bool
) -> None:
    made = copy_closed(full, first_place(full), clock)
    if damaged:
        for path in full.glob("workspace.keys*"):
            path.write_bytes(b"")
        (full / database.NAME).write_bytes(b"")
    moved = restore(backup, full, knock, clock=clock, move_aside=True).moved_aside
    assert moved is not None
    assert not (moved / BACKUPS).exists()
    assert made.exists()
