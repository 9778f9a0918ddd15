"""An earlier Satchel on a newer one's workspace: every command refuses it and writes nothing."""

import shutil
from pathlib import Path

import pytest

from storage.errors import NewerVersionError
from storage.workspace import Workspace
from tests.commandline.conftest import Satchel
from tests.conftest import Template

COMMANDS = (
    ("search", "marisol"),
    ("history", "person", "0" * 32),
    ("import", "OUT/in"),
    ("export", "--out", "OUT/out"),
    ("report", "headline", "--period", "2026-01-01..2026-03-31"),
    ("sync",),
    ("bundle", "make", "--out", "OUT/bundle"),
    ("backup", "--out", "OUT/backup"),
    ("verify",),
)


@pytest.fixture(params=["closed", "killed"])
def newer(request: pytest.FixtureRequest, folder: Path, template: Template, tmp_path: Path) -> Path:
    """The folder of a workspace that a newer Satchel closed, or was killed over."""
    killed = tmp_path / "killed"
    with Workspace(folder, template.key) as workspace:
        workspace.write(
            lambda t: t.connection.exec_driver_sql("UPDATE alembic_version SET version_num='9999'")
        )
        shutil.copytree(folder, killed)
    if request.param == "killed":
        shutil.rmtree(folder)
        killed.rename(folder)
        assert folder.joinpath("workspace.db-wal").stat().st_size > 0
    return folder


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_workspace_of_a_newer_satchel_is_refused_without_a_write(
    satchel: Satchel,
    open_with: tuple[str, ...],
    newer: Path,
    tmp_path: Path,
    command: tuple[str, ...],
) -> None:
    out = tmp_path / "beside"
    (out / "in").mkdir(parents=True)
    before, beside = _files(newer), _files(out)
    done = satchel(*(part.replace("OUT", str(out)) for part in command), *open_with)
    assert done.code == NewerVersionError.exit_code
    assert "written by a newer Satchel. Update Satchel" in done.errors
    assert done.output == ""
    assert (_files(newer), _files(out)) == (before, beside)


def _files(folder: Path) -> dict[str, bytes]:
    """All files, but who has the folder open and the index of the log, which every reader makes."""
    passed = ("workspace.open", "workspace.db-shm")
    found = (path for path in folder.rglob("*") if path.is_file() and path.name not in passed)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
