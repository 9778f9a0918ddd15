"""On a full disk everything can be read, nothing is lost, and what was begun can be finished."""

import errno
import shutil
import zlib
from pathlib import Path

import pytest

from desktop.commandline.failing import explained
from storage.backup import mirroring, standing
from storage.doctor.checks import verify
from storage.domain.kinds.note import Note
from storage.errors import SatchelError
from storage.tables.records import fetch
from storage.usecases import searching
from storage.usecases.drafts import keep
from storage.usecases.records import Retire, save
from storage.workspace import Workspace, ballast
from tests.conftest import FixedClock, Template
from tests.storage.builders import add_case, add_note
from tests.storage.disks import Mount, fill, make_read_only, mounted

__all__ = ["mounted"]

SMALL = "size=40m"


@pytest.fixture
def disk(mounted: Mount, tmp_path: Path) -> Path:
    return mounted(tmp_path / "disk", SMALL)


@pytest.fixture
def there(disk: Path, template: Template) -> Path:
    """A workspace on a small disk, without ballast."""
    folder = disk / "workspace"
    shutil.copytree(template.folder, folder)
    return folder


def is_whole(folder: Path, template: Template) -> bool:
    return bool([passed.check for passed in verify(folder, template.key)])


def test_the_ballast_goes_and_what_was_begun_is_finished(
    there: Path, disk: Path, template: Template, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballast, "_ROOMY", 1024 * 1024)
    with Workspace(there, template.key, clock=clock) as workspace:
        assert workspace.lay_ballast() is False
        assert (there / ballast.NAME).stat().st_size == ballast.SIZE
        stone = fill(disk)
        case, _ = workspace.write(add_case)
        workspace.write(keep, "notes", {"text": "half a sentence"})
        assert not (there / ballast.NAME).exists()
        assert workspace.lay_ballast() is True
        for number in range(20):
            workspace.write(add_note, case, f"{number} " + "She walked home. " * 100)
        assert len(workspace.read(searching.search, "walked")) >= 10
        stone.unlink()
        assert workspace.lay_ballast() is False
        assert (there / ballast.NAME).exists()
    assert is_whole(there, template)


def test_without_ballast_everything_is_read_and_each_save_refused_in_words_and_whole(
    there: Path, disk: Path, template: Template, clock: FixedClock
) -> None:
    with Workspace(there, template.key, clock=clock) as workspace:
        case, _ = workspace.write(add_case)
        note = workspace.write(add_note, case, "Met at the library.")
        stone = fill(disk)
        refused: set[int | None] = set()
        saved = 0
        for number in range(60):
            try:
                workspace.write(add_note, case, f"{number} " + "long words " * 400)
                saved += 1
            except OSError as error:
                refused.add(error.errno)
        assert refused
        assert refused <= {errno.ENOSPC, errno.EIO}
        assert workspace.read(searching.search, "library")
        stored = workspace.read(fetch, Note, note.id)
        assert stored is not None
        with pytest.raises(OSError, match=r"room|disk"):
            workspace.write(save, [Retire(stored)], "retire")
        stone.unlink()
        workspace.write(save, [Retire(stored)], "retire")
        count = workspace.read(
            lambda c: c.exec_driver_sql("SELECT count(*) FROM note").scalar_one()
        )
        assert count == 1 + saved
    assert is_whole(there, template)


def test_a_workspace_opens_on_a_disk_without_a_free_byte(
    there: Path, disk: Path, template: Template, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballast, "_ROOMY", 1024 * 1024)
    with Workspace(there, template.key, clock=clock) as workspace:
        workspace.write(add_case)
        workspace.lay_ballast()
    fill(disk)
    with Workspace(there, template.key, clock=clock) as workspace:
        assert workspace.read(searching.search, "vega")
        workspace.write(add_case, "Joana")
    assert is_whole(there, template)


def test_without_ballast_a_full_disk_is_named_and_the_workspace_still_opens_to_be_read(
    there: Path, disk: Path, template: Template, clock: FixedClock
) -> None:
    with Workspace(there, template.key, clock=clock) as workspace:
        workspace.write(add_case)
    stone = fill(disk)
    with pytest.raises(SatchelError, match="disk is full") as refused:
        Workspace(there, template.key, clock=clock)
    assert explained(refused.value)[1] == 1
    with Workspace(there, template.key, clock=clock, read_only=True) as workspace:
        assert workspace.read(searching.search, "vega")
    stone.unlink()
    assert is_whole(there, template)


def test_where_the_place_of_backups_is_full_the_workspace_is_not_touched(
    folder: Path, template: Template, clock: FixedClock, mounted: Mount
) -> None:
    place = mounted(standing.first_place(folder), "size=300k")
    with Workspace(folder, template.key, clock=clock) as workspace:
        workspace.write(add_case)
    assert mirroring.keep_closed(folder, clock).first.problem == "full"
    assert [path.name for path in place.rglob("*") if path.is_file()] == []
    with Workspace(folder, template.key, clock=clock) as workspace:
        workspace.write(add_case, "Joana")
        with pytest.raises(OSError) as full:  # noqa: PT011 - its number says which
            workspace.back_up_in_place()
        assert full.value.errno == errno.ENOSPC
    assert is_whole(folder, template)


def test_a_read_only_place_of_backups_is_told_and_the_workspace_goes_on(
    folder: Path, template: Template, clock: FixedClock, mounted: Mount
) -> None:
    make_read_only(mounted(standing.first_place(folder), "size=8m"))
    assert mirroring.keep_closed(folder, clock).first.problem == "read-only"
    with Workspace(folder, template.key, clock=clock) as workspace:
        workspace.write(add_case)


def test_the_ballast_is_not_made_where_it_would_fill_the_disk(there: Path, disk: Path) -> None:
    fill(disk, leave=ballast.SIZE)
    assert ballast.lay(there) is False
    assert not (there / ballast.NAME).exists()
    assert ballast.free(there) is False


def test_the_ballast_holds_nothing_that_a_file_system_could_store_in_less(folder: Path) -> None:
    assert ballast.lay(folder)
    content = (folder / ballast.NAME).read_bytes()[: 1024 * 1024]
    assert len(zlib.compress(content)) > len(content)
    ballast.free(folder)
