"""No file can be opened any more, or no memory had: told as that, and never as damage."""

import errno
import os
from contextlib import suppress
from pathlib import Path

import pytest

from storage.doctor.checks import examine
from storage.doctor.documents import check_documents
from storage.errors import DamagedError
from storage.workspace import Workspace
from tests.conftest import Template
from tests.documents.files import add_file, content_of
from tests.scarce import room_for_files
from tests.storage.builders import add_case


@pytest.mark.parametrize("free", range(3))
def test_a_workspace_for_which_no_file_is_left_says_so_and_opens_later(
    folder: Path, template: Template, free: int
) -> None:
    with room_for_files(free), pytest.raises(OSError, match="Too many open files") as told:
        Workspace(folder, template.key)
    assert told.value.errno == errno.EMFILE
    with Workspace(folder, template.key) as workspace:
        workspace.write(add_case)


def test_a_copy_for_which_no_file_is_left_is_not_told_as_damage(
    folder: Path, template: Template, tmp_path: Path
) -> None:
    with Workspace(folder, template.key) as workspace:
        workspace.write(add_case)
        for free in range(2):
            with room_for_files(free), pytest.raises(OSError, match="Too many open files"):
                workspace.back_up(tmp_path / "case.backup")
        workspace.back_up(tmp_path / "case.backup")


def test_the_doctor_finds_no_damage_where_no_file_can_be_opened(
    folder: Path, template: Template
) -> None:
    with Workspace(folder, template.key) as workspace:
        workspace.write(add_case)
    for free in range(8):
        with room_for_files(free), suppress(OSError):
            assert examine(folder, template.key).findings == ()
    assert examine(folder, template.key).findings == ()


def test_a_file_of_a_document_that_cannot_be_opened_for_want_of_files_is_not_damaged(
    folder: Path, template: Template
) -> None:
    with Workspace(folder, template.key) as workspace:
        case, _ = workspace.write(add_case)
        add_file(workspace, case.id, content_of(1_000))
        told = pytest.raises(OSError, match="Too many open files")
        with room_for_files(0), Path(os.devnull).open("rb"), told:  # which takes the last one
            workspace.read(check_documents, template.key)
        assert workspace.read(check_documents, template.key) == (1, 1)


def test_a_save_whose_head_finds_no_room_says_that_it_was_saved(
    folder: Path, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise MemoryError

    with Workspace(folder, template.key) as workspace:
        with monkeypatch.context() as scarce:
            scarce.setattr("os.fdopen", refuse)
            with pytest.raises(DamagedError, match=r"It was saved, but .* Close other programs,"):
                workspace.write(add_case)
        assert workspace.read(_cases) == 1


def _cases(connection: object) -> int:
    return int(connection.exec_driver_sql('SELECT count(*) FROM "case"').scalar())  # type: ignore[attr-defined]
