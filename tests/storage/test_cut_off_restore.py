"""A restore that the laptop cuts off: the next start finds what was there before, and no more."""

import os
import signal
import sys
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from storage.backup import cutoff
from storage.backup.movedaside import BACKUPS, aside_for
from storage.backup.restoring import restore
from storage.backup.unpacked import partial_for
from storage.claiming import claim
from storage.domain.clocks import SystemClock
from tests.storage.closed_workspace import backup, bens, full, knock

__all__ = ["backup", "bens", "full"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the kill is of this system")


def content(folder: Path) -> dict[Path, bytes]:
    files = (path for path in folder.parent.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files if path.name != "workspace.open"}


def restore_until_it_is_put_in_place(backup: Path, folder: Path) -> None:
    """Bring the backup back, and be killed before the last rename."""
    real = Path.rename

    def rename(path: Path, target: Path) -> Path:
        if path == partial_for(folder):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(path, target)

    pytest.MonkeyPatch().setattr(Path, "rename", rename)  # where the power goes
    restore(backup, folder, knock, clock=SystemClock(), move_aside=True)


def cut_off(backup: Path, folder: Path) -> None:
    killed = get_context("fork").Process(
        target=restore_until_it_is_put_in_place, args=(backup, folder)
    )
    killed.start()
    killed.join(60)
    assert killed.exitcode == -signal.SIGKILL
    assert not folder.exists()


@pytest.mark.parametrize("claimed_since", [False, True])
def test_what_was_moved_aside_for_nothing_is_put_back_with_its_backups(
    backup: Path, bens: Path, *, claimed_since: bool
) -> None:
    before = content(bens)
    cut_off(backup, bens)
    if claimed_since:
        bens.mkdir()
        held = claim(bens)
        assert held is not None
        held.release()
    cutoff.put_back(bens)
    held = claim(bens)
    assert held is not None
    cutoff.clear(bens)
    held.release()
    assert content(bens) == before
    assert not partial_for(bens).exists()


def test_a_restore_that_is_at_work_is_left_alone(backup: Path, bens: Path) -> None:
    cut_off(backup, bens)
    (aside,) = bens.parent.glob("bens.moved-aside-*")
    assert (aside / BACKUPS).is_dir()
    held = claim(aside)
    assert held is not None
    cutoff.put_back(bens)
    assert not bens.exists()
    held.release()
    cutoff.clear(bens)
    assert partial_for(bens).is_dir()


def test_what_was_moved_aside_for_something_else_stays_there(bens: Path) -> None:
    earlier = aside_for(bens, SystemClock().now() - timedelta(hours=1))
    bens.rename(earlier)
    partial_for(bens).mkdir()
    cutoff.put_back(bens)
    assert not bens.exists()
    assert earlier.is_dir()
