"""Commands while a window has the workspace open: what looks goes on, what changes is refused."""

import argparse
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.commandline.opening import opened
from storage.claiming import NAME, claim
from storage.crypto import chunkfiles
from storage.domain.ids import text_of
from storage.domain.kinds.document import Document
from storage.errors import LockedError
from storage.usecases.documents.intake import add_document, take_in
from storage.workspace import Workspace
from tests.commandline.conftest import Satchel
from tests.conftest import Template
from tests.documents.files import DAY, add_file
from tests.exchange.files import PERSON, write_files
from tests.storage.builders import add_case
from tests.storage.test_migrations import KEYS, ZOO

OPEN = "Satchel is already open with this workspace. Go to its window.\n"


@pytest.fixture
def window(folder: Path, template: Template) -> Iterator[Workspace]:
    """What a window holds: the claim, and the workspace to write in."""
    held = claim(folder)
    assert held is not None
    with Workspace(folder, template.key) as workspace:
        yield workspace
    held.release()


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_what_changes_something_is_refused_in_the_words_of_the_second_window(
    window: Workspace, satchel: Satchel, open_with: tuple[str, ...], tmp_path: Path
) -> None:
    csv = write_files(tmp_path / "csv", {"person.csv": PERSON})
    before = content(window.folder)
    for command in (
        ("import", csv),
        ("import", csv, "--rehearse"),
        ("import", csv / "person.csv", "--map"),
        ("bundle", "make", "--out", tmp_path / "out.bundle"),
        ("bundle", "take", tmp_path / "in.bundle"),
        ("meet", "invite", "--name", "Ben", "--out", tmp_path / "out.offer"),
    ):
        done = satchel(*command, *open_with)
        assert (done.code, done.errors, done.raw) == (4, OPEN, b""), command
    assert content(window.folder) == before


def test_a_scheduled_sync_is_left_to_the_window_and_is_no_error(
    window: Workspace, satchel: Satchel, open_with: tuple[str, ...], tmp_path: Path
) -> None:
    before = content(window.folder)
    done = satchel("sync", *open_with)
    assert (done.code, done.errors) == (9, "")
    assert "A window syncs by itself" in done.output
    assert content(window.folder) == before
    wrong = tmp_path / "wrong"
    wrong.write_text("not the passphrase at all\n")
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(window.folder, elsewhere)
    locked = satchel("sync", "--workspace", elsewhere, "--passphrase-file", wrong)
    assert (locked.code, locked.raw) == (4, b"")


def test_nothing_is_restored_over_a_workspace_that_is_open(
    window: Workspace, satchel: Satchel, open_with: tuple[str, ...], tmp_path: Path
) -> None:
    window.back_up(tmp_path / "case.satchel-backup")
    done = satchel("restore", tmp_path / "case.satchel-backup", "--move-aside", *open_with)
    assert (done.code, done.errors) == (4, OPEN)
    assert not list(tmp_path.glob("*.moved-aside-*"))
    window.write(add_case)


def test_what_only_looks_goes_on_and_leaves_what_the_window_takes_in(
    window: Workspace, satchel: Satchel, open_with: tuple[str, ...], tmp_path: Path
) -> None:
    case, youth = window.write(add_case)
    add_file(window, case.id, b"an order of the court")
    # Taken in and not listed yet: to an opening that is alone it is what a stop left.
    record = window.write(lambda transaction: transaction.new_id())
    taken = window.read(take_in, record, io.BytesIO(b"another order"), "order.txt")
    being_written = window.folder / "workspace.pins.new"
    being_written.write_bytes(b"half")
    chunks = set(chunkfiles.chunks_in(window.folder))
    for command in (
        ("search", "vega"),
        ("history", "person", text_of(youth.id)),
        ("report", "headline", "--period", "2026-01-01..2026-03-31"),
        ("export", "--out", tmp_path / "out"),
        ("backup", "--out", tmp_path / "out.satchel-backup"),
        ("verify",),
    ):
        done = satchel(*command, *open_with)
        assert done.code == 0, (command, done.errors)
    assert set(chunkfiles.chunks_in(window.folder)) == chunks
    assert being_written.exists()
    document = Document(
        id=record, case=case.id, title="Another", document_kind="court_order", received_on=DAY
    )
    window.write(add_document, document, taken)


def test_a_command_that_changes_something_holds_the_workspace_and_one_that_looks_does_not(
    folder: Path, open_with: tuple[str, ...]
) -> None:
    said = argparse.Namespace(workspace=folder, passphrase_file=open_with[-1])
    with opened(said):
        assert claim(folder) is None
    for _ in range(2):
        with opened(said, looks=True):
            held = claim(folder)
            assert held is not None
        held.release()


def test_a_refused_restore_leaves_no_claim_in_a_folder_that_is_not_satchels(
    satchel: Satchel, open_with: tuple[str, ...], tmp_path: Path
) -> None:
    assert satchel("backup", "--out", tmp_path / "one", *open_with).code == 0
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "letter.txt").write_text("mine")
    done = satchel("restore", tmp_path / "one", "--workspace", theirs, *open_with[2:])
    assert done.code == 3
    assert [path.name for path in theirs.iterdir()] == ["letter.txt"]
    assert (tmp_path / "workspace" / NAME).exists()


def test_beside_an_older_satchel_nothing_is_brought_to_another_version(tmp_path: Path) -> None:
    older = tmp_path / "older"
    shutil.copytree(ZOO / "0004", older)
    before = content(older)
    with pytest.raises(LockedError, match="An older Satchel is open"):
        Workspace(older, bytes.fromhex(KEYS["0004"]), alone=False)
    assert {name: content(older)[name] for name in before} == before
