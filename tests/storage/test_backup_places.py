"""Backups make themselves; none is believed before a restore for a trial."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.backup import bundle, gone, mirroring, naming, place, standing
from storage.backup.closed import LEAST, copy_closed, due_in
from storage.backup.proving import is_under, newest_unproven
from storage.backup.restoring import restore
from storage.crypto import chunkfiles, database
from storage.doctor.checks import examine, verify
from storage.domain.ids import RecordId
from storage.domain.kinds.person import Person
from storage.errors import CancelledError, DamagedError
from storage.tables.records import fetch
from storage.usecases import searching
from storage.usecases.documents.reading import whole_document
from storage.usecases.settings import setting
from storage.usecases.syncing.expunging import closed, destroy
from storage.workspace import Workspace
from tests.conftest import FixedClock, Template
from tests.documents import files
from tests.storage.builders import add_case, purge
from tests.storage.closed_workspace import CONTENT, change, full, here, knock, left_unfinished

__all__ = ["full", "here"]


def test_a_closed_workspace_is_copied_without_a_key_and_comes_back_whole(
    full: Path, here: Path, template: Template, clock: FixedClock, tmp_path: Path
) -> None:
    made = copy_closed(full, here, clock)
    assert [one.path for one in place.kept(here)] == [made]
    assert b"harbor" not in made.read_bytes()
    assert left_unfinished(here) == []
    restored = restore(made, tmp_path / "new", knock, clock=clock)
    assert (restored.missing, restored.destroyed, restored.records) == (0, 0, 4)
    assert [passed.check for passed in verify(tmp_path / "new", template.key)][-1]
    with Workspace(tmp_path / "new", template.key, clock=clock) as workspace:
        assert [hit.title for hit in workspace.read(searching.search, "vega")] == ["Marisol Vega"]
        (record,) = workspace.read(
            lambda c: c.exec_driver_sql("SELECT id FROM document").scalars().all()
        )
        assert workspace.read(whole_document, RecordId(record)) == CONTENT
        said = workspace.read(setting, "backup.restored")
    assert said == {"at": clock.now().isoformat(), "made": clock.now().isoformat()}


def test_a_workspace_that_was_cut_off_is_copied_with_its_log(
    folder: Path, template: Template, clock: FixedClock, tmp_path: Path
) -> None:
    saved = subprocess.run(
        [sys.executable, "-c", _SAVE_AND_DIE, str(folder), template.key.hex()], check=False
    )
    assert saved.returncode == 9
    assert (folder / bundle.LOG).stat().st_size > 0
    made = copy_closed(folder, standing.first_place(folder), clock)
    restored = restore(made, tmp_path / "new", knock, clock=clock)
    assert restored.records == 2


_SAVE_AND_DIE = """
import os, sys
from pathlib import Path
from storage.workspace import Workspace
from tests.storage.builders import add_case
workspace = Workspace(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
workspace.write(add_case)
os._exit(9)
"""


def test_a_copy_is_due_when_something_changed_and_not_every_minute(
    full: Path, here: Path, template: Template, clock: FixedClock
) -> None:
    assert due_in(full, here, clock) == timedelta()
    copy_closed(full, here, clock)
    assert due_in(full, here, clock) is None
    change(full, template, clock)
    assert due_in(full, here, clock) == LEAST
    clock.pass_time(minutes=16)
    assert due_in(full, here, clock) == timedelta()
    clock.pass_time(days=-3)
    assert due_in(full, here, clock) == timedelta()


def test_nothing_is_due_where_nothing_was_begun(tmp_path: Path, clock: FixedClock) -> None:
    (tmp_path / "empty").mkdir()
    assert due_in(tmp_path / "empty", tmp_path / "empty.backups", clock) is None


@pytest.mark.parametrize("after", [0, 1, 3, 5, 7])
def test_whoever_unlocks_ends_the_copy_and_nothing_of_it_is_offered(
    full: Path, here: Path, clock: FixedClock, after: int
) -> None:
    asked = 0

    def check() -> None:
        nonlocal asked
        asked += 1
        if asked > after:
            raise CancelledError("The workspace is being opened.")

    with pytest.raises(CancelledError):
        copy_closed(full, here, clock, check)
    assert place.kept(here) == []
    assert left_unfinished(here) == []
    assert mirroring.keep_closed(full, clock).first.problem == ""
    assert len(place.kept(here)) == 1


def test_a_copy_during_which_a_file_changed_is_dropped(
    full: Path, here: Path, template: Template, clock: FixedClock
) -> None:
    calls: list[int] = []

    def check() -> None:
        calls.append(1)
        if len(calls) == 4:
            change(full, template, clock)

    with pytest.raises(CancelledError, match="opened meanwhile"):
        copy_closed(full, here, clock, check)
    assert place.kept(here) == []


def test_the_parts_of_documents_lie_once_for_all_backups(
    full: Path, here: Path, template: Template, clock: FixedClock
) -> None:
    copy_closed(full, here, clock)
    parts = {path: path.stat().st_mtime_ns for path in (here / "documents").rglob("*")}
    assert parts
    change(full, template, clock)
    clock.pass_time(hours=1)
    copy_closed(full, here, clock)
    assert {path: path.stat().st_mtime_ns for path in (here / "documents").rglob("*")} == parts
    assert sum(path.stat().st_size for path, _ in parts.items() if path.is_file()) < 2 * 4096


def test_a_part_that_no_backup_lists_any_more_goes_with_the_last_that_did(
    full: Path, here: Path, template: Template, clock: FixedClock
) -> None:
    copy_closed(full, here, clock)
    (digest,) = set(chunkfiles.chunks_in(here))
    chunkfiles.remove(full, digest)
    change(full, template, clock)
    clock.pass_time(minutes=20)
    copy_closed(full, here, clock)
    assert list(chunkfiles.chunks_in(here)) == [digest]
    assert len(place.thin(here, clock.now())) == 1
    assert list(chunkfiles.chunks_in(here)) == []


def test_no_part_goes_while_a_backup_cannot_be_read(
    full: Path, here: Path, template: Template, clock: FixedClock
) -> None:
    for _ in range(3):
        copy_closed(full, here, clock)
        change(full, template, clock)
        clock.pass_time(minutes=20)
    place.kept(here)[0].path.write_bytes(b"damaged")
    assert place.thin(here, clock.now())
    assert list(chunkfiles.chunks_in(here))


def test_kept_are_the_last_of_seven_days_four_weeks_and_six_months(tmp_path: Path) -> None:
    noon = datetime(2026, 11, 22, 17, tzinfo=UTC)
    for day in range(300):
        for hour in (0, 3):
            moment = noon - timedelta(days=day, hours=hour)
            (tmp_path / naming.file_name(moment)).write_bytes(b"")
    (tmp_path / "20260101-000000Z.satchel-backup.partial").write_bytes(b"")
    (tmp_path / "letter.odt").write_bytes(b"")
    spared = naming.file_name(noon - timedelta(days=250))
    place.thin(tmp_path, noon, {spared})
    days = [(noon - one.made).days for one in place.kept(tmp_path)]
    assert days == [*range(7), 7, 14, 21, 22, 53, 83, 114, 145, 250]
    assert {one.made.hour for one in place.kept(tmp_path)} == {17}
    assert (tmp_path / "letter.odt").exists()


def test_a_laptop_in_a_drawer_keeps_its_old_backups(tmp_path: Path) -> None:
    now = datetime(2026, 11, 22, 17, tzinfo=UTC)
    for day in (0, 90, 91, 200, 201, 202):
        (tmp_path / naming.file_name(now - timedelta(days=day))).write_bytes(b"")
    assert place.thin(tmp_path, now) == []


@pytest.mark.parametrize("wrong", [{"days": -1}, {"days": 3650}, {"hours": -5}, {"days": -200}])
def test_a_clock_that_goes_wrong_or_right_again_costs_no_backup_and_no_proof(
    full: Path, here: Path, template: Template, clock: FixedClock, tmp_path: Path,
    wrong: dict[str, float],
) -> None:  # fmt: skip
    standing.choose_second(full, tmp_path)
    for _ in range(8):
        change(full, template, clock)
        clock.pass_time(days=31)
        mirroring.keep_closed(full, clock)
    back = {name: -number for name, number in wrong.items()}
    for step in (wrong, {"hours": 1}, back, {"hours": 1}):
        change(full, template, clock, f"Joana {step}")
        clock.pass_time(**step)
        assert due_in(full, here, clock) == timedelta()
        before = {one.path for one in place.kept(here)}
        standing_now = mirroring.keep_closed(full, clock)
        (made,) = {one for one in place.kept(here) if one.path not in before}
        assert place.newest(here, clock.now()) == made
        assert due_in(full, here, clock) is None
        assert standing_now.first.name == standing_now.second.name == made.path.name
        assert (standing.inside(tmp_path, full) / made.path.name).exists()
        assert newest_unproven(full, clock.now()) == made
        with Workspace(full, template.key, clock=clock) as workspace:
            workspace.prove_backup(made.path)
        assert newest_unproven(full, clock.now()) is None


def test_a_backup_of_an_open_workspace_lies_in_the_same_place(
    full: Path, here: Path, template: Template, clock: FixedClock, tmp_path: Path
) -> None:
    with Workspace(full, template.key, clock=clock) as workspace:
        made = workspace.back_up_in_place()
        assert due_in(full, here, clock) is None
        workspace.write(add_case)
    assert made.manifest.counts["case"] == 1
    (one,) = place.kept(here)
    restored = restore(one.path, tmp_path / "new", knock, clock=clock)
    assert (restored.records, restored.missing) == (4, 0)


def test_a_backup_is_proven_by_restoring_it_and_opening_a_document(
    full: Path, here: Path, template: Template, clock: FixedClock
) -> None:
    made = copy_closed(full, here, clock)
    with Workspace(full, template.key, clock=clock) as workspace:
        assert newest_unproven(full, clock.now()) == place.kept(here)[0]
        proven = workspace.prove_backup(made)
        assert (proven.name, proven.records, proven.document) == (made.name, 4, True)
        assert newest_unproven(full, clock.now()) is None
        workspace.write(add_case)
        assert workspace.prove_backup(made).records == 4
    assert not full.with_name(f".{full.name}.proof").exists()


def test_copies_from_before_a_migration_go_once_a_later_backup_is_proven(
    full: Path, here: Path, template: Template, clock: FixedClock
) -> None:
    former = full / f"{database.NAME}.before-0007"
    former.write_bytes(b"an earlier database")
    made = copy_closed(full, here, clock)
    with Workspace(full, template.key, clock=clock) as workspace:
        workspace.prove_backup(made)
    assert not former.exists()


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("what", ["backup", "part", "missing part", "another time", "cut"])
def test_a_backup_that_is_not_whole_is_told_and_not_proven(
    full: Path, here: Path, template: Template, clock: FixedClock, what: str
) -> None:
    made = copy_closed(full, here, clock)
    part = chunkfiles.path_of(here, next(chunkfiles.chunks_in(here)))
    if what == "backup":
        flip(made)
    elif what == "part":
        flip(part)
    elif what == "missing part":
        part.unlink()
    elif what == "cut":
        made.write_bytes(made.read_bytes()[:-1000])
    with Workspace(full, template.key, clock=clock) as workspace:
        if what == "another time":
            workspace.write(
                lambda t: t.connection.exec_driver_sql(
                    "UPDATE journal SET chain = zeroblob(32) WHERE sequence = 3"
                )
            )
        with pytest.raises(DamagedError):
            workspace.prove_backup(made)
    assert standing.standing(full).proven == ""


def test_a_backup_from_before_new_keys_is_not_taken_for_a_damaged_one(
    full: Path, here: Path, template: Template, clock: FixedClock
) -> None:
    made = copy_closed(full, here, clock)
    assert is_under(made, template.key)
    assert not is_under(made, bytes(32))
    made.write_bytes(b"nothing")
    assert is_under(made, bytes(32))


def test_a_proof_can_be_stopped_and_leaves_nothing(
    full: Path, here: Path, template: Template, clock: FixedClock
) -> None:
    made = copy_closed(full, here, clock)

    def stop(_done: int, _total: int) -> None:
        raise CancelledError("Stopped.")

    with (
        Workspace(full, template.key, clock=clock) as workspace,
        pytest.raises(CancelledError),
    ):
        workspace.prove_backup(made, stop)
    assert not full.with_name(f".{full.name}.proof").exists()


def test_a_part_that_lies_nowhere_costs_its_document_and_nothing_else(
    full: Path, here: Path, template: Template, clock: FixedClock, tmp_path: Path
) -> None:
    made = copy_closed(full, here, clock)
    chunkfiles.remove(here, next(chunkfiles.chunks_in(here)))
    restored = restore(made, tmp_path / "new", knock, clock=clock)
    assert (restored.missing, restored.records) == (1, 4)
    assert [passed.check for passed in verify(tmp_path / "new", template.key)][-1]


def test_what_was_destroyed_since_does_not_come_back_with_an_old_backup(
    full: Path, here: Path, template: Template, clock: FixedClock, tmp_path: Path
) -> None:
    made = copy_closed(full, here, clock)
    with Workspace(full, template.key, clock=clock) as workspace:
        (person,) = workspace.read(searching.search, "vega")
        stored = workspace.read(fetch, Person, person.record)
        assert stored is not None
        vault = workspace.read(
            lambda c: bytes(c.exec_driver_sql("SELECT min(vault) FROM vault_key").scalar_one())
        )
        workspace.write(destroy, vault, stored.scope, "retention")
        workspace.write(add_case, "Joana")
    clock.pass_time(hours=1)
    copy_closed(full, here, clock)
    (list_of,) = here.glob(gone.ALL)
    assert gone.count_of(list_of) == 1
    assert stored.record.given_name.encode() not in list_of.read_bytes()
    restored = restore(made, tmp_path / "new", knock, clock=clock)
    assert restored.destroyed == 1
    with Workspace(tmp_path / "new", template.key, clock=clock) as workspace:
        assert workspace.read(searching.search, "vega") == []
        assert len(workspace.read(closed)) == 1
    assert [passed.check for passed in verify(tmp_path / "new", template.key)][-1]
    assert b"retention" not in list_of.read_bytes()

    said = list_of.read_bytes()
    list_of.write_bytes(said.replace(b'"gone":[[', b'"gone":[],"x":[['))
    with pytest.raises(DamagedError, match="was changed"):
        restore(made, tmp_path / "again", knock, clock=clock)


def test_a_case_that_is_destroyed_while_its_backup_is_made_is_no_damage(
    full: Path, here: Path, template: Template, clock: FixedClock, tmp_path: Path
) -> None:
    """Its files are gone before they are copied: neither proof, second place nor restore tell."""
    standing.choose_second(full, tmp_path)
    with Workspace(full, template.key, clock=clock) as workspace:
        case, _ = workspace.write(add_case, "Joana")
        document = files.add_file(workspace, case.id, CONTENT[1:])
        workspace.back_up_in_place(lambda: purge(workspace, document))
        (made,) = place.kept(here)
        assert workspace.prove_backup(made.path).document
        assert mirroring.mirror(full, clock).second.problem == ""
    restored = restore(made.path, tmp_path / "new", knock, clock=clock)
    assert (restored.missing, restored.destroyed) == (0, 1)
    assert examine(tmp_path / "new", template.key).findings == ()
