"""A workspace that is damaged, or on a disk that cannot be written, is read as far as it goes."""

import shutil
from pathlib import Path

import pytest

from storage.crypto import database
from storage.errors import DamagedError, LockedError, ReadOnlyError
from storage.exchange.exporting import export_files
from storage.usecases import searching
from storage.workspace import Workspace, unlock
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.storage.builders import add_case, add_note
from tests.storage.damaging import damage_table
from tests.storage.disks import Mount, make_read_only, mounted

__all__ = ["mounted"]


@pytest.fixture
def full(folder: Path, template: Template, clock: FixedClock) -> Path:
    with Workspace(folder, template.key, clock=clock) as workspace:
        case, _ = workspace.write(add_case)
        workspace.write(add_note, case, "Met at the library.")
    return folder


@pytest.fixture
def damaged(full: Path, template: Template) -> Path:
    """One of which nobody can write: what arrived from others cannot be read."""
    damage_table(full, template.key, "parked_operation")
    return full


def test_a_damaged_workspace_opens_to_be_read_and_nothing_in_it_changes(
    damaged: Path, template: Template, clock: FixedClock
) -> None:
    with pytest.raises(DamagedError, match="damaged"):
        Workspace(damaged, template.key, clock=clock)
    before = (damaged / database.NAME).read_bytes()
    with Workspace(damaged, template.key, clock=clock, read_only=True) as workspace:
        assert workspace.read(searching.search, "library")
        assert workspace.read(export_files).records > 0
        with pytest.raises(ReadOnlyError, match="Bring back a backup"):
            workspace.write(add_case)
        with pytest.raises(DamagedError):
            workspace.read(lambda c: c.exec_driver_sql("SELECT * FROM parked_operation").all())
        assert workspace.read(searching.search, "library")
    assert (damaged / database.NAME).read_bytes() == before


def test_one_whose_history_was_cut_opens_to_be_read_too(
    full: Path, template: Template, clock: FixedClock
) -> None:
    old = (full / database.NAME).read_bytes()
    with Workspace(full, template.key, clock=clock) as workspace:
        workspace.write(add_case, "Joana")
    (full / database.NAME).write_bytes(old)
    with Workspace(full, template.key, clock=clock, read_only=True) as workspace:
        assert workspace.read(searching.search, "library")


def test_a_workspace_on_a_disk_that_cannot_be_written_is_unlocked_and_read(
    full: Path, template: Template, clock: FixedClock, tmp_path: Path, mounted: Mount
) -> None:
    disk = mounted(tmp_path / "disk", "size=32m")
    there = disk / "workspace"
    shutil.copytree(full, there)
    make_read_only(disk)
    with pytest.raises(LockedError):
        unlock(there, "not the passphrase at all", clock=clock)
    key = unlock(there, PASSPHRASE, clock=clock)
    assert key == template.key
    with Workspace(there, key, clock=clock, read_only=True) as workspace:
        assert workspace.read(searching.search, "library")
        with pytest.raises(ReadOnlyError):
            workspace.write(add_case)
