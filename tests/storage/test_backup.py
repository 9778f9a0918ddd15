"""A backup holds everything or is refused; restoring never costs what is there."""

import os
import re
import subprocess
import sys
import time
import warnings
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from storage.backup import bundle
from storage.backup.making import Made, make
from storage.backup.restoring import inspect, restore
from storage.crypto import chunkfiles, database
from storage.crypto.keytree import derive_workspace_keys
from storage.doctor.checks import verify
from storage.domain.kinds.person import Person
from storage.errors import DamagedError, LockedError, NewerVersionError, RejectedError
from storage.usecases import searching
from storage.usecases.documents.reading import whole_document
from storage.workspace import Workspace, unlock
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.documents.files import add_file, content_of
from tests.storage.builders import add_case, add_note, edit, purge, stored

PAGE = 4096


@pytest.fixture
def full(folder: Path, template: Template, clock: FixedClock) -> Path:
    """A workspace of one case, an edit and a note."""
    with Workspace(folder, template.key, clock=clock) as workspace:
        case, person = workspace.write(add_case)
        edit(workspace, stored(workspace, Person, person.id), family_name="Vegas")
        workspace.write(add_note, case, "She walked along the harbor.")
    return folder


@pytest.fixture
def backup(full: Path, template: Template, clock: FixedClock, tmp_path: Path) -> Path:
    target = tmp_path / "case.backup"
    make(full, template.key, target, clock=clock)
    return target


def knock(folder: Path) -> bytes:
    return unlock(folder, PASSPHRASE)


def identity(folder: Path, key: bytes) -> tuple[bytes, int]:
    with Workspace(folder, key) as workspace:
        row = workspace.read(
            lambda c: c.exec_driver_sql("SELECT id, incarnation FROM this_device").one()
        )
    return row.id, row.incarnation


def test_what_comes_back_is_everything_under_a_new_incarnation(
    backup: Path, full: Path, template: Template, clock: FixedClock, tmp_path: Path
) -> None:
    restored = restore(backup, tmp_path / "new", knock, clock=clock)
    assert restored.manifest.counts["person"] == 1
    assert restored.moved_aside is None
    assert [passed.check for passed in verify(tmp_path / "new", template.key)][-1] == "settings"
    with Workspace(tmp_path / "new", template.key) as workspace:
        assert len(workspace.read(searching.search, "vegas harbor")) == 0
        assert [hit.title for hit in workspace.read(searching.search, "vegas")] == ["Marisol Vegas"]
        workspace.write(add_case)
    before, after = identity(full, template.key), identity(tmp_path / "new", template.key)
    assert before[0] == after[0]
    assert after[1] > before[1]


def test_two_restores_of_one_backup_never_share_an_incarnation(
    backup: Path, template: Template, clock: FixedClock, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        restore(backup, tmp_path / name, knock, clock=clock)
    one, two = (identity(tmp_path / name, template.key) for name in ("one", "two"))
    assert one != two


def test_the_backup_is_encrypted_and_needs_the_passphrase(
    backup: Path, clock: FixedClock, tmp_path: Path
) -> None:
    assert b"harbor" not in backup.read_bytes()
    assert b"SQLite format 3" not in backup.read_bytes()
    with pytest.raises(LockedError):
        restore(backup, tmp_path / "new", lambda f: unlock(f, "not this one at all"), clock=clock)
    assert not (tmp_path / "new").exists()
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []


def test_a_changed_byte_anywhere_is_refused(backup: Path, tmp_path: Path) -> None:
    good = backup.read_bytes()
    damaged = tmp_path / "damaged.backup"
    places = {*range(0, len(good), 1499), *range(400), *range(len(good) - 400, len(good))}
    for place in sorted(places):
        damaged.write_bytes(good[:place] + bytes([good[place] ^ 4]) + good[place + 1 :])
        with pytest.raises((DamagedError, RejectedError)):
            inspect(damaged)


def test_a_backup_cut_off_or_followed_by_something_is_refused(backup: Path, tmp_path: Path) -> None:
    good = backup.read_bytes()
    damaged = tmp_path / "damaged.backup"
    for content in (good[:-1], good[: len(good) // 2], good[:100], good + b"\0"):
        damaged.write_bytes(content)
        with pytest.raises(DamagedError, match="damaged or incomplete"):
            inspect(damaged)
    for content in (b"", b"PK", b"something else"):
        damaged.write_bytes(content)
        with pytest.raises(RejectedError, match="not a backup"):
            inspect(damaged)


def forged(backup: Path, target: Path, change: Callable[[zipfile.ZipFile], None]) -> Path:
    """Write a backup with a right digest around content that Satchel never wrote."""
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            new.writestr(info, old.read(info))
        change(new)
        new.comment = b"0" * 64
    with target.open("r+b") as file:
        content = file.read()[:-64]
        file.seek(len(content))
        file.write(sha256(content).hexdigest().encode())
    return target


@pytest.mark.parametrize("name", ["../../evil", "/etc/evil", "workspace.keys", "C:\\evil", "more"])
def test_a_member_that_does_not_belong_there_is_refused_and_nothing_is_written(
    backup: Path, tmp_path: Path, clock: FixedClock, name: str
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of the second member of one name
        evil = forged(backup, tmp_path / "evil.backup", lambda a: a.writestr(name, b"x"))
    before = set(tmp_path.rglob("*"))
    with pytest.raises(DamagedError, match="did not put there"):
        restore(evil, tmp_path / "new", knock, clock=clock)
    assert set(tmp_path.rglob("*")) == before


def test_a_packed_member_is_refused_before_anything_is_unpacked(
    backup: Path, tmp_path: Path, clock: FixedClock
) -> None:
    packed = tmp_path / "packed.backup"
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
    with pytest.raises(DamagedError, match="did not put there"):
        restore(
            forged(packed, tmp_path / "evil.backup", _nothing), tmp_path / "new", knock, clock=clock
        )


def _nothing(_archive: zipfile.ZipFile) -> None: ...


def test_a_backup_that_somebody_made_to_do_harm_is_refused_in_words(tmp_path: Path) -> None:
    forged = tmp_path / "20260304-150000Z.satchel-backup"
    for manifest, flags in ((b"[" * 60_000, 0), (b"{}", 1)):
        with zipfile.ZipFile(forged, "w") as archive:
            for name, content in (("manifest.json", manifest), *((n, b"") for n in bundle.MEMBERS)):
                archive.writestr(name, content)
        if flags:  # says that every member has a password
            whole = forged.read_bytes()
            listed = re.compile(rb"(PK\x01\x02.{4})..", re.DOTALL)
            forged.write_bytes(listed.sub(lambda found: found[1] + b"\1\0", whole))
        for ask in (bundle.said, bundle.key_file) if flags else (bundle.said,):
            with pytest.raises(DamagedError):
                ask(forged)


def test_a_backup_of_a_newer_satchel_is_refused_and_left_alone(
    full: Path, template: Template, clock: FixedClock, tmp_path: Path
) -> None:
    target = tmp_path / "newer.backup"
    with Workspace(full, template.key) as workspace:
        workspace.write(
            lambda t: t.connection.exec_driver_sql("UPDATE alembic_version SET version_num='9999'")
        )
    with pytest.raises(NewerVersionError):
        make(full, template.key, target, clock=clock)
    assert list(tmp_path.glob("newer*")) == []


def test_a_restore_never_writes_into_a_folder_that_holds_something(
    backup: Path, full: Path, clock: FixedClock
) -> None:
    before = {path: path.read_bytes() for path in full.iterdir()}
    with pytest.raises(RejectedError, match="not empty"):
        restore(backup, full, knock, clock=clock)
    assert {path: path.read_bytes() for path in full.iterdir()} == before


def test_what_a_folder_holds_is_moved_aside_and_named(
    backup: Path, full: Path, template: Template, clock: FixedClock
) -> None:
    (full / database.NAME).write_bytes(b"damaged")
    restored = restore(backup, full, knock, clock=clock, move_aside=True)
    assert restored.moved_aside == full.with_name(f"{full.name}.moved-aside-20260304-150000")
    assert (restored.moved_aside / database.NAME).read_bytes() == b"damaged"
    with Workspace(full, template.key) as workspace:
        assert workspace.read(searching.search, "vegas")


def test_an_empty_folder_may_be_restored_into(
    backup: Path, clock: FixedClock, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    restore(backup, tmp_path / "empty", knock, clock=clock)
    assert (tmp_path / "empty" / database.NAME).exists()


def test_a_backup_is_never_written_over_a_file_or_into_the_workspace(
    backup: Path, full: Path, template: Template, clock: FixedClock, tmp_path: Path
) -> None:
    before = backup.read_bytes()
    for target, words in (
        (backup, "a file of this name"),
        (full / "case.backup", "inside the workspace"),
        (full / database.NAME, "a file of this name"),
        (tmp_path / "nowhere" / "case.backup", "does not exist"),
    ):
        with pytest.raises(RejectedError, match=words):
            make(full, template.key, target, clock=clock)
    assert backup.read_bytes() == before


def test_a_damaged_workspace_makes_no_backup(
    full: Path, template: Template, clock: FixedClock, tmp_path: Path
) -> None:
    path = full / database.NAME
    content = bytearray(path.read_bytes())
    for page in range(2, len(content) // PAGE):  # whichever of them the copy will read
        content[page * PAGE + PAGE // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(DamagedError):
        make(full, template.key, tmp_path / "new.backup", clock=clock)
    assert list(tmp_path.glob("new*")) == []


def test_what_is_still_in_the_log_is_in_the_backup(
    folder: Path, template: Template, clock: FixedClock, tmp_path: Path
) -> None:
    with Workspace(folder, template.key) as workspace:
        workspace.write(add_case)
        made: Made = make(folder, template.key, tmp_path / "live.backup", clock=clock)
        workspace.write(add_case)
    assert made.manifest.counts["case"] == 1
    assert made.size == (tmp_path / "live.backup").stat().st_size


MAKE = """
import resource, sys
from pathlib import Path
from storage.backup.making import make
from storage.domain.clocks import SystemClock
folder, target = Path(sys.argv[1]), Path(sys.argv[2])
key, limit = bytes.fromhex(sys.argv[3]), int(sys.argv[4])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
print("begun", flush=True)
try:
    make(folder, key, target, clock=SystemClock())
except OSError as error:
    print(type(error).__name__, error.errno)
"""


@pytest.mark.parametrize("damage", [Path.unlink, lambda part: part.write_bytes(b"else")])
def test_a_document_that_is_not_whole_stops_no_backup_and_is_counted(
    full: Path, template: Template, clock: FixedClock, tmp_path: Path, damage: Callable[[Path], Any]
) -> None:
    """What came back has the document without its file, as one that was never fetched."""
    with Workspace(full, template.key) as workspace:
        case, _ = workspace.write(add_case, "Joana")
        whole = add_file(workspace, case.id, b"The order of the court.")
        before = set(chunkfiles.chunks_in(full))
        lost = add_file(workspace, case.id, content_of(1_500_000))
    gone = min(set(chunkfiles.chunks_in(full)) - before)
    damage(chunkfiles.path_of(full, gone))
    made = make(full, template.key, tmp_path / "case.backup", clock=clock)
    assert (made.lacking, made.manifest.chunks) == (1, 2)
    restore(tmp_path / "case.backup", tmp_path / "new", knock, clock=clock)
    with Workspace(tmp_path / "new", template.key) as workspace:
        assert workspace.read(whole_document, whole.id) == b"The order of the court."
        assert workspace.examine().findings == ()
        with pytest.raises(RejectedError, match="not on this laptop"):
            workspace.read(whole_document, lost.id)


def test_a_case_that_is_destroyed_while_its_documents_are_copied_is_said(
    full: Path, template: Template, clock: FixedClock, tmp_path: Path
) -> None:
    with Workspace(full, template.key, clock=clock) as workspace:
        case, _ = workspace.write(add_case, "Joana")
        document = add_file(workspace, case.id, content_of(1_500_000))
        looked: list[int] = []

        def destroy(done: int, _total: int) -> None:
            looked.append(done)
            if len(looked) == 2:
                purge(workspace, document)

        with pytest.raises(RejectedError, match="Make it again"):
            make(full, template.key, tmp_path / "case.backup", clock=clock, progress=destroy)
        assert list(tmp_path.glob("case*")) == []
        made = make(full, template.key, tmp_path / "case.backup", clock=clock)
        assert (made.lacking, made.manifest.chunks) == (0, 0)


def begin(full: Path, target: Path, key: bytes, limit: int = 0) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", MAKE, str(full), str(target), key.hex(), str(limit)],
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(os.name != "posix", reason="the limit is of this system")
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_full_disk_is_told_and_costs_nothing(
    full: Path, template: Template, tmp_path: Path, share: float
) -> None:
    limit = int((full / database.NAME).stat().st_size * share)
    child = begin(full, tmp_path / "new.backup", template.key, limit)
    output, _ = child.communicate(timeout=60)
    assert output.splitlines()[1].startswith("OSError")
    assert list(tmp_path.glob("new*")) == []
    assert [passed.check for passed in verify(full, template.key)][-1] == "settings"


def test_a_kill_leaves_the_backup_of_yesterday_and_no_false_one(
    full: Path, backup: Path, template: Template, clock: FixedClock, tmp_path: Path
) -> None:
    before = backup.read_bytes()
    for step in range(8):
        child = begin(full, tmp_path / "today.backup", template.key)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(step * 0.01)
        child.kill()
        child.communicate()
        if (tmp_path / "today.backup").exists():
            inspect(tmp_path / "today.backup")
            (tmp_path / "today.backup").unlink()
    assert backup.read_bytes() == before
    make(full, template.key, tmp_path / "today.backup", clock=clock)
    assert [path.name for path in tmp_path.glob("today*")] == ["today.backup"]


def test_a_restore_that_was_killed_is_begun_anew(
    backup: Path, clock: FixedClock, tmp_path: Path
) -> None:
    left = tmp_path / ".new.partial"
    left.mkdir()
    (left / database.NAME).write_bytes(b"half")
    restore(backup, tmp_path / "new", knock, clock=clock)
    assert not left.exists()


def test_the_copy_is_under_the_same_key_alone(
    backup: Path, template: Template, tmp_path: Path
) -> None:
    with backup.open("rb") as file:
        bundle.extract(file, bundle.verify(file, lambda _d, _t: None), tmp_path)
    keys = derive_workspace_keys(template.key)
    database.open_engine(tmp_path / database.NAME, keys.database, "reader").dispose()
    with pytest.raises(DamagedError):
        database.open_engine(tmp_path / database.NAME, bytes(32), "reader")
