"""A sheet that was written to be printed is asked for while its own file is there, no longer."""

import os
from pathlib import Path

import pytest

from storage.domain.clocks import milliseconds
from storage.errors import RejectedError
from storage.usecases.leftsheets import (
    COPIES,
    delete_copies,
    delete_sheet,
    keep_copies,
    left_copies,
    left_sheets,
    remember,
)
from storage.usecases.settings import set_settings, setting
from storage.workspace import Workspace
from tests.conftest import FixedClock

NAME = "recovery code.pdf"


@pytest.fixture
def saved(workspace: Workspace, tmp_path: Path) -> Path:
    path = tmp_path / NAME
    path.write_bytes(b"%PDF nine groups")
    workspace.write(remember, path)
    return path


def test_it_is_asked_for_until_it_is_deleted(workspace: Workspace, saved: Path) -> None:
    (sheet,) = workspace.read(left_sheets)
    assert sheet.path == saved
    workspace.write(delete_sheet, sheet)
    assert not saved.exists()
    assert workspace.read(left_sheets) == ()
    with pytest.raises(RejectedError, match="Nothing was deleted"):
        workspace.write(delete_sheet, sheet)


def test_a_stick_that_comes_back_brings_the_question_back(
    workspace: Workspace, saved: Path
) -> None:
    away = saved.rename(saved.with_name("away"))
    assert workspace.read(left_sheets) == ()
    away.rename(saved)
    # A stick keeps even seconds of when a file was changed.
    seconds = saved.stat().st_mtime // 2 * 2
    os.utime(saved, (seconds, seconds))
    assert len(workspace.read(left_sheets)) == 1


@pytest.mark.parametrize("how", ["longer", "later", "a link", "a folder"])
def test_another_file_of_that_name_is_neither_asked_for_nor_deleted(
    workspace: Workspace, saved: Path, how: str
) -> None:
    (sheet,) = workspace.read(left_sheets)
    before = saved.stat()
    if how == "longer":
        saved.write_bytes(b"%PDF somebody's own notes")
        os.utime(saved, ns=(before.st_mtime_ns, before.st_mtime_ns))
    elif how == "later":
        later = before.st_mtime_ns + 60 * 10**9
        os.utime(saved, ns=(later, later))
    elif how == "a link":
        saved.rename(saved.with_name("elsewhere"))
        saved.symlink_to(saved.with_name("elsewhere"))
    else:
        saved.unlink()
        saved.mkdir()
    assert workspace.read(left_sheets) == ()
    with pytest.raises(RejectedError, match="Nothing was deleted"):
        workspace.write(delete_sheet, sheet)
    assert saved.exists()


def test_what_is_no_sheet_in_the_settings_is_as_if_never_saved(
    workspace: Workspace, saved: Path
) -> None:
    kept = workspace.read(setting, "sheets.saved")
    nonsense = [7, None, {}, {"path": 7, "size": "x", "changed": None}]
    workspace.write(set_settings, {"sheets.saved": [*nonsense, *kept]})
    assert [sheet.path for sheet in workspace.read(left_sheets)] == [saved]


def test_saved_twice_it_is_one_sheet_and_few_are_remembered(
    workspace: Workspace, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{number}.pdf" for number in range(25)]
    for path in (*paths, paths[24]):
        path.write_bytes(b"%PDF")
        workspace.write(remember, path)
    assert [sheet.path for sheet in workspace.read(left_sheets)] == paths[5:]


def test_copies_are_asked_for_from_the_next_day_on_and_deleted_together_where_they_are_the_same(
    workspace: Workspace, tmp_path: Path, clock: FixedClock
) -> None:
    paths = [tmp_path / name for name in ("case.pdf", "list.csv", "changed.pdf")]
    for path in paths:
        path.write_bytes(b"content")
        workspace.write(remember, path, COPIES)
    saved = milliseconds(clock.now())
    assert workspace.read(left_sheets) == ()
    assert workspace.read(left_copies, saved) == ()
    copies = workspace.read(left_copies, saved + 1)
    assert [copy.path for copy in copies] == paths
    paths[2].write_bytes(b"somebody went on writing")
    (why,) = workspace.write(delete_copies, copies)[0]
    assert "changed.pdf is not there any more, or is not the file" in why
    assert [path.exists() for path in paths] == [False, False, True]
    assert workspace.read(left_copies, saved + 1) == ()


def test_copies_that_are_still_needed_lie_and_are_asked_for_no_more(
    workspace: Workspace, tmp_path: Path, clock: FixedClock
) -> None:
    paths = [tmp_path / name for name in ("case.pdf", "list.csv")]
    for path in paths:
        path.write_bytes(b"content")
        workspace.write(remember, path, COPIES)
    later = milliseconds(clock.now()) + 1
    first, second = workspace.read(left_copies, later)
    workspace.write(keep_copies, [first])
    assert workspace.read(left_copies, later) == (second,)
    assert all(path.exists() for path in paths)
