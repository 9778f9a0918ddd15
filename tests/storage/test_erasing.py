"""A workspace is destroyed with everything beside it that would still open, and nothing else."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from storage.backup.making import make
from storage.backup.movedaside import BACKUPS, asides, put_away
from storage.backup.restoring import restore
from storage.backup.standing import first_place
from storage.crypto import keyfile
from storage.crypto.passphrases import FLOOR
from storage.errors import DamagedError
from storage.workspace import Beginning, Workspace, create, erase, unlock
from storage.workspace.erasing import destroy_aside, erased_on
from storage.workspace.swapping import MADE
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.storage.builders import add_case

_CASES = 'SELECT count(*) FROM "case"'


@pytest.fixture
def backup(folder: Path, template: Template, clock: FixedClock, tmp_path: Path) -> Path:
    with Workspace(folder, template.key, clock=clock) as workspace:
        workspace.write(add_case)
    target = tmp_path / "case.satchel-backup"
    make(folder, template.key, target, clock=clock)
    return target


def bring_back(backup: Path, folder: Path, clock: FixedClock) -> Path:
    clock.pass_time(minutes=1)
    aside = restore(
        backup, folder, lambda at: unlock(at, PASSPHRASE), clock=clock, move_aside=True
    ).moved_aside
    assert aside is not None
    return aside


def held(file: Path, at: Path) -> Path:
    """Keep a second name for what is in ``file``: taking away the first shows nothing of it."""
    os.link(file, at)
    return at


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_what_was_moved_aside_and_what_was_cut_off_opens_no_more(
    backup: Path, folder: Path, clock: FixedClock, tmp_path: Path
) -> None:
    first, second = (bring_back(backup, folder, clock) for _ in range(2))
    assert unlock(first, PASSPHRASE) == unlock(second, PASSPHRASE)
    (first / "notes.txt").write_text("not Satchel's")
    partial, proof = folder.with_name(".workspace.partial"), folder.with_name(".workspace.proof")
    made = folder / MADE
    for left in (partial, proof, made):
        left.mkdir()
        shutil.copy(folder / keyfile.NAME, left)
    once = [path for one in (first, second, folder) for path in keyfile.paths(one)]
    once += [one / keyfile.NAME for one in (partial, proof, made)]
    names = [held(file, tmp_path / f"held-{number}") for number, file in enumerate(once)]

    erase(folder, clock.now())
    assert erased_on(folder) == clock.now()
    assert [name.read_bytes().strip(b"\0") for name in names] == [b""] * 9
    assert content(first) == {"notes.txt": b"not Satchel's"}
    assert not any(one.exists() for one in (second, partial, proof))
    for one in (folder, first):
        with pytest.raises(DamagedError):
            unlock(one, PASSPHRASE)


def test_another_workspace_and_what_is_not_of_our_naming_stay(
    backup: Path, folder: Path, clock: FixedClock, tmp_path: Path
) -> None:
    aside = bring_back(backup, folder, clock)
    beside = [
        "other", "other.moved-aside-20260304-150000", ".other.partial", "workspace-2",
        "workspace.moved-aside-mine", "workspace.moved-aside-20260304-150000-copy",
        "workspace.moved-aside-20269999-150000", "a workspace.moved-aside-20260304-150000",
    ]  # fmt: skip
    for name in beside:
        shutil.copytree(folder, tmp_path / name)
    # Another program's workspace lay in this very folder before.
    strangers = "workspace.moved-aside-20250304-150000"
    create(tmp_path / strangers, PASSPHRASE, Beginning(person="B", program="P"), cost=FLOOR)
    link = tmp_path / "workspace.moved-aside-20240304-150000"
    link.symlink_to(tmp_path / "other", target_is_directory=True)
    before = {name: content(tmp_path / name) for name in (*beside, strangers)}

    erase(folder, clock.now())
    assert not aside.exists()
    assert {name: content(tmp_path / name) for name in before} == before
    assert link.is_symlink()


def test_a_damaged_workspace_that_was_moved_aside_goes_too(
    backup: Path, folder: Path, clock: FixedClock
) -> None:
    aside = bring_back(backup, folder, clock)
    (aside / keyfile.NAME).write_bytes(b"damaged")
    for path in keyfile.paths(folder):
        path.unlink()  # as after an erase that was cut off
    erase(folder, clock.now())
    assert not aside.exists()


def test_one_that_was_moved_aside_is_destroyed_alone(
    backup: Path, folder: Path, clock: FixedClock, template: Template
) -> None:
    for _ in range(2):
        bring_back(backup, folder, clock)
    older = clock.now() - timedelta(minutes=1)
    assert [one.moved for one in asides(folder)] == [clock.now(), older]
    assert all(one.holds_workspace for one in asides(folder))
    destroy_aside(asides(folder)[1])
    assert [one.moved for one in asides(folder)] == [clock.now()]
    assert unlock(folder, PASSPHRASE) == template.key


def test_what_was_put_away_opens_as_before_until_it_is_destroyed_with_its_backups(
    backup: Path, folder: Path, clock: FixedClock, template: Template, tmp_path: Path
) -> None:
    first_place(folder).mkdir(exist_ok=True)
    shutil.move(backup, first_place(folder) / backup.name)
    aside = put_away(folder, clock.now())
    assert not folder.exists()
    assert not first_place(folder).exists()
    assert unlock(aside, PASSPHRASE) == template.key
    with Workspace(aside, template.key, clock=clock) as workspace:
        assert workspace.read(lambda connection: connection.exec_driver_sql(_CASES).scalar()) == 1
    create(folder, PASSPHRASE, Beginning(person="Ben Silva", program="Other"), cost=FLOOR)
    kept = held(aside / BACKUPS / backup.name, tmp_path / "held")
    destroy_aside(*asides(folder))
    assert not aside.exists()
    assert kept.read_bytes()[:1024].strip(b"\0") == b""
    assert unlock(folder, PASSPHRASE)
