"""A workspace that is damaged, or on a disk that cannot be written, is read as far as it goes."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from storage.backup import mirroring, place, standing
from storage.backup.restoring import restore
from storage.crypto import aside, database, keyfile
from storage.domain.ids import RecordId
from storage.domain.kinds.disclosure import Disclosure
from storage.errors import DamagedError, GateError, LockedError, ReadOnlyError, RejectedError
from storage.exchange.exporting import export_files
from storage.tables.records import TABLES, record_maker
from storage.usecases import searching
from storage.usecases.leftsheets import left_sheets, remember
from storage.usecases.sharing import Intent, Released, release
from storage.workspace import Workspace, erase, unlock
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
def damaged(full: Path, template: Template, clock: FixedClock) -> Path:
    """One of which nobody can write: what arrived from others cannot be read."""
    mirroring.keep_closed(full, clock)
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


INTENT = Intent(
    form="The paper of a case",
    content="records",
    purpose="Court on Monday",
    recipient="Berkshire Juvenile Court",
    basis="mandate",
)
FILES = {"case.pdf": b"%PDF the paper of a case"}


def let_out(folder: Path, template: Template, clock: FixedClock, **said: Any) -> Released:
    with Workspace(folder, template.key, clock=clock, read_only=True) as workspace:
        return workspace.let_out(release, replace(INTENT, **said), FILES)


def logged(workspace: Workspace) -> list[Disclosure]:
    table, make = TABLES["disclosure"], record_maker("disclosure")
    return workspace.read(lambda c: [make(row) for row in c.execute(select(table)).mappings()])


def noted(workspace: Workspace, act: str) -> list[str]:
    query = "SELECT said FROM access_entry WHERE act = ? ORDER BY number"
    return workspace.read(lambda c: list(c.exec_driver_sql(query, (act,)).scalars()))


def test_what_leaves_a_damaged_workspace_is_told_and_entered_by_the_one_that_is_brought_back(
    damaged: Path, template: Template, clock: FixedClock
) -> None:
    with Workspace(damaged, template.key, clock=clock, read_only=True) as workspace:
        query = "SELECT id FROM person LIMIT 1"
        youth = workspace.read(lambda c: RecordId(c.exec_driver_sql(query).scalar_one()))
    stranger = RecordId(bytes(16))
    before = (damaged / database.NAME).read_bytes()
    clock.pass_time(hours=1)
    then = clock.now()
    released = let_out(damaged, template, clock, people=frozenset({youth, stranger}))
    assert released.files == FILES
    assert (damaged / database.NAME).read_bytes() == before
    for path in aside.paths(damaged, template.key):
        assert b"Juvenile" not in path.read_bytes()
    clock.pass_time(hours=1)
    newest = place.kept(standing.first_place(damaged))[0]
    done = restore(newest.path, damaged, lambda _: template.key, clock=clock, move_aside=True)
    assert done.moved_aside is not None
    for _ in range(2):
        with Workspace(damaged, template.key, clock=clock) as workspace:
            (row,) = logged(workspace)
            assert (row.id, row.at) == (released.disclosure, then)
            assert (row.recipient, row.people) == (INTENT.recipient, frozenset({youth}))
            (said,) = noted(workspace, "share")
            assert "Court on Monday" in said
            assert "only be read" in said
    assert not any(path.exists() for path in aside.paths(damaged, template.key))


def test_a_sheet_that_was_saved_meanwhile_is_asked_for_once_something_can_be_saved(
    full: Path, template: Template, clock: FixedClock, tmp_path: Path
) -> None:
    path = tmp_path / "share.pdf"
    path.write_bytes(b"%PDF thirty-three words")
    with Workspace(full, template.key, clock=clock, read_only=True) as workspace:
        workspace.let_out(remember, path)
        assert workspace.read(left_sheets) == ()
    let_out(full, template, clock)
    for _ in range(2):
        with Workspace(full, template.key, clock=clock) as workspace:
            (sheet,) = workspace.read(left_sheets)
            assert sheet.path == path
            assert len(logged(workspace)) == 1


@pytest.mark.parametrize("lost", [0, 1])
def test_one_of_the_two_places_is_enough(
    full: Path, template: Template, clock: FixedClock, lost: int
) -> None:
    let_out(full, template, clock)
    aside.paths(full, template.key)[lost].unlink()
    with Workspace(full, template.key, clock=clock) as workspace:
        assert len(logged(workspace)) == 1


def test_lines_that_cannot_be_read_any_more_are_told(
    full: Path, template: Template, clock: FixedClock
) -> None:
    for purpose in ("First", "Second", "Third"):
        let_out(full, template, clock, purpose=purpose)
    for path in aside.paths(full, template.key):
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join((lines[0], lines[1][:40] + lines[1][41:], lines[2])))
    with Workspace(full, template.key, clock=clock) as workspace:
        assert [row.purpose for row in logged(workspace)] == ["First"]
        assert noted(workspace, "cut") == [
            "2 disclosures of a workspace that could only be read cannot be read any more."
        ]


def test_a_workspace_under_another_key_takes_nothing_away_and_an_erased_one_everything(
    full: Path, template: Template, clock: FixedClock
) -> None:
    let_out(full, template, clock)
    here, outside = aside.paths(full, template.key)
    aside.entered(full, bytes(32))
    assert not here.exists()
    assert outside.exists()
    erase(full, clock.now())
    assert not outside.exists()


def test_nothing_leaves_where_it_can_be_written_down_nowhere(
    full: Path, template: Template, clock: FixedClock
) -> None:
    for path in aside.paths(full, template.key):
        path.mkdir(parents=True)
    with pytest.raises(GateError, match="has to be written down"):
        let_out(full, template, clock)
    with Workspace(full, template.key, clock=clock) as workspace:
        assert logged(workspace) == []


def test_without_a_purpose_nothing_leaves_and_another_act_is_no_way_around(
    damaged: Path, template: Template, clock: FixedClock
) -> None:
    with pytest.raises(GateError, match="Say what this is for"):
        let_out(damaged, template, clock, purpose=" ")
    before = (damaged / database.NAME).read_bytes()
    with Workspace(damaged, template.key, clock=clock, read_only=True) as workspace:
        with pytest.raises(RejectedError):
            workspace.let_out(add_case)
        with pytest.raises(OSError, match="refuses the database"):
            workspace.let_out(lambda t: t.connection.exec_driver_sql("DELETE FROM person"))
    assert (damaged / database.NAME).read_bytes() == before


def test_what_opens_it_stays_as_it_is(damaged: Path, template: Template, clock: FixedClock) -> None:
    before = [path.read_bytes() for path in keyfile.paths(damaged)]
    with Workspace(damaged, template.key, clock=clock, read_only=True) as workspace:
        with pytest.raises(ReadOnlyError, match="then make a new code there"):
            workspace.renew_recovery_code(PASSPHRASE)
        for change in (
            lambda: workspace.change_passphrase(PASSPHRASE, f"{PASSPHRASE} harbor"),
            lambda: workspace.keys.need_factor(PASSPHRASE),
            lambda: workspace.keys.need_none(PASSPHRASE),
            lambda: workspace.keys.add_key_store("01" * 8, bytes(32)),
            workspace.keys.unshare_key,
            workspace.keys.ask_for_new_keys,
        ):
            with pytest.raises(ReadOnlyError, match="what opens it stays as it is"):
                change()
    assert [path.read_bytes() for path in keyfile.paths(damaged)] == before


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
        assert workspace.let_out(release, INTENT, FILES).files == FILES
    with Workspace(full, key, clock=clock) as workspace:
        assert [row.purpose for row in logged(workspace)] == ["Court on Monday"]
