"""Import, export, backup, restore and verify by command."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from storage.crypto import chunkfiles, database
from storage.crypto.passphrases import FLOOR
from storage.domain.clocks import SystemClock, milliseconds
from storage.domain.kinds import OPEN_KINDS
from storage.usecases.access.reading import Wanted, order, rows
from storage.usecases.leftsheets import left_copies
from storage.workspace import Beginning, Workspace, create
from tests.commandline.conftest import Satchel
from tests.conftest import PASSPHRASE, Template
from tests.documents.files import add_file
from tests.exchange.files import CASE, PERSON, SERVICE, write_files
from tests.storage.builders import add_case, add_note
from tests.storage.damaging import damage_table

ALL = {"person.csv": PERSON, "case.csv": CASE, "service.csv": SERVICE}

_PAGE = 4096


def count(folder: Path, template: Template, table: str) -> int:
    with Workspace(folder, template.key) as workspace:
        return int(
            workspace.read(
                lambda c: c.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar_one()  # noqa: S608 - fixed names
            )
        )


def test_files_come_in_and_the_same_command_again_changes_nothing(
    satchel: Satchel, open_with: tuple[str, ...], folder: Path, template: Template, tmp_path: Path
) -> None:
    csv = write_files(tmp_path / "csv", ALL)
    rehearsed = satchel("import", csv, "--rehearse", *open_with)
    assert rehearsed.code == 0
    assert "person.csv: 1 ready to be imported; nothing was kept" in rehearsed.output
    assert count(folder, template, "person") == 0
    done = satchel("import", csv, *open_with)
    assert (done.code, done.errors) == (0, "")
    assert done.output == "person.csv: 1 imported\ncase.csv: 1 imported\nservice.csv: 1 imported\n"


def test_rejects_are_listed_and_nothing_is_kept(
    satchel: Satchel, open_with: tuple[str, ...], folder: Path, template: Template, tmp_path: Path
) -> None:
    csv = write_files(tmp_path / "csv", {**ALL, "case.csv": CASE.replace("2026-03-02", "soon")})
    done = satchel("import", csv, *open_with)
    assert (done.code, done.raw) == (3, b"")
    assert done.errors.splitlines() == [
        "case.csv, row 2, opened_on: is not a date. Write it like 2026-03-04.",
        "Nothing was imported: 1 reason against it.",
    ]
    assert count(folder, template, "person") == 0


def test_what_is_not_there_is_noted_but_does_not_stop_an_import(
    satchel: Satchel, open_with: tuple[str, ...], tmp_path: Path
) -> None:
    absent = "018f3c1e-7a2b-7c3d-8e4f-001122334455"
    text = f"id,role,case\nP-1,caregiver,{absent}\n"
    done = satchel("import", write_files(tmp_path / "csv", {"person.csv": text}), *open_with)
    assert (done.code, done.errors) == (
        0,
        "Note: person.csv, case: names 1 Case not on this laptop.\n",
    )


def test_an_export_comes_back_elsewhere_byte_for_byte(
    satchel: Satchel, open_with: tuple[str, ...], folder: Path, template: Template, tmp_path: Path
) -> None:
    with Workspace(folder, template.key) as workspace:
        case, _ = workspace.write(add_case)
        workspace.write(add_note, case, "=Facts\nas told")
    assert satchel("export", "--out", tmp_path / "a", *open_with).code == 0
    create(tmp_path / "other", PASSPHRASE, Beginning(person="B", program="P"), cost=FLOOR)
    other = ("--workspace", tmp_path / "other", *open_with[2:])
    assert satchel("import", tmp_path / "a", *other).code == 0
    assert satchel("export", "--out", tmp_path / "b", *other).code == 0
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert len(files) == len(OPEN_KINDS)
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_an_export_is_logged_and_never_written_over_another(
    satchel: Satchel, open_with: tuple[str, ...], folder: Path, template: Template, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    done = satchel("export", "--out", target, "--recipient", "Supervisor", *open_with)
    assert done.output == f"0 records in {len(OPEN_KINDS)} files\n"
    assert done.errors == (
        "Today asks for what was written from tomorrow on, for as long as it lies there.\n"
        "This export is written down in the disclosure log.\n"
    )
    assert count(folder, template, "disclosure") == 1
    assert satchel("export", "--out", target, *open_with).code == 2
    assert count(folder, template, "disclosure") == 1
    assert oct((target / "person.csv").stat().st_mode & 0o777) == "0o600"


@pytest.mark.parametrize("option", ["--purpose", "--recipient"])
def test_an_export_without_purpose_or_recipient_does_not_leave(
    satchel: Satchel, open_with: tuple[str, ...], tmp_path: Path, option: str
) -> None:
    done = satchel("export", "--out", tmp_path / "out", option, "", *open_with)
    assert done.code == 8
    assert not (tmp_path / "out").exists()


def test_privileged_notes_leave_only_for_the_programs_own_use(
    satchel: Satchel, open_with: tuple[str, ...], tmp_path: Path
) -> None:
    note = "on,note_class,text\n2026-03-02,privileged,Between us\n"
    satchel("import", write_files(tmp_path / "csv", {"note.csv": note}), *open_with)
    done = satchel("export", "--out", tmp_path / "a", *open_with)
    assert "1 privileged note stayed inside" in done.errors
    assert b"Between us" not in (tmp_path / "a" / "note.csv").read_bytes()
    options = ("--privileged", "--basis", "release")
    assert satchel("export", "--out", tmp_path / "b", *options, *open_with).code == 8
    assert satchel("export", "--out", tmp_path / "b", "--privileged", *open_with).code == 0
    assert b"Between us" in (tmp_path / "b" / "note.csv").read_bytes()


def test_a_folder_that_a_service_copies_is_told_of_what_lies_there_and_of_what_goes_there(
    satchel: Satchel, open_with: tuple[str, ...], folder: Path, tmp_path: Path
) -> None:
    copied = tmp_path / "Dropbox"
    out = satchel("export", "--out", copied / "out", *open_with)
    assert out.code == 0
    assert "may stay there after you delete it" in out.errors
    shutil.copytree(folder, copied / "moved")
    (copied / "moved").chmod(0o755)
    moved = satchel("search", "x", "--workspace", copied / "moved", *open_with[2:])
    assert "bring it back in a folder that stays on this laptop" in moved.errors
    assert (copied / "moved").stat().st_mode & 0o077 == 0
    assert "Dropbox" not in satchel("search", "x", *open_with).errors


def test_a_backup_is_made_remembered_and_brought_back(
    satchel: Satchel, open_with: tuple[str, ...], folder: Path, template: Template, tmp_path: Path
) -> None:
    with Workspace(folder, template.key) as workspace:
        workspace.write(add_case)
    made = satchel("backup", "--out", tmp_path / "case.backup", *open_with)
    assert made.code == 0
    assert made.output.startswith("Backup made and proven: 2 records, ")
    with Workspace(folder, template.key) as workspace:
        noted = workspace.read(rows, workspace.read(order, Wanted(act="backup")))
    assert [one.why for one in noted.values()] == ["case.backup"]
    again = satchel("backup", "--out", tmp_path / "case.backup", *open_with)
    assert (again.code, again.errors.count("\n")) == (3, 1)
    new = ("--workspace", tmp_path / "new", *open_with[2:])
    assert satchel("restore", tmp_path / "case.backup", *new).code == 0
    assert satchel("verify", *new).code == 0
    assert satchel("search", "vega", *new).output
    assert satchel("restore", tmp_path / "case.backup", *new).code == 3
    aside = satchel("restore", tmp_path / "case.backup", "--move-aside", *new)
    assert aside.code == 0
    assert "is now in new.moved-aside-" in aside.errors


def test_a_backup_without_the_file_of_a_document_is_made_and_says_so(
    satchel: Satchel, open_with: tuple[str, ...], folder: Path, template: Template, tmp_path: Path
) -> None:
    with Workspace(folder, template.key) as workspace:
        case, _ = workspace.write(add_case)
        add_file(workspace, case.id, b"The order of the court.")
    (part,) = chunkfiles.chunks_in(folder)
    chunkfiles.remove(folder, part)
    made = satchel("backup", "--out", tmp_path / "case.backup", *open_with)
    assert (made.code, made.output[:23]) == (0, "Backup made and proven:")
    assert "1 document came along without the file" in made.errors
    assert "Traceback" not in made.errors


def test_a_damaged_backup_and_a_wrong_passphrase_are_told_apart(
    satchel: Satchel, open_with: tuple[str, ...], tmp_path: Path
) -> None:
    backup = tmp_path / "case.backup"
    satchel("backup", "--out", backup, *open_with)
    new = ("restore", backup, "--workspace", tmp_path / "new", "--passphrase-file", "-")
    assert satchel(*new, typed="another passphrase\n").code == 4
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    damaged = satchel(*new, typed=f"{PASSPHRASE}\n")
    assert (damaged.code, damaged.errors.count("\n")) == (5, 1)
    assert not (tmp_path / "new").exists()


def test_verify_names_every_check_and_all_the_damage(
    satchel: Satchel, open_with: tuple[str, ...], folder: Path
) -> None:
    whole = satchel("verify", *open_with)
    assert (whole.code, whole.errors) == (0, "")
    assert [line.split(":")[0] for line in whole.output.splitlines()][:3] == [
        "key file",
        "encrypted",
        "pages",
    ]
    content = bytearray((folder / database.NAME).read_bytes())
    for page in range(len(content) // _PAGE // 2, len(content) // _PAGE):  # some lie in the log
        content[page * _PAGE + _PAGE // 2] ^= 1
    (folder / database.NAME).write_bytes(content)
    damaged = satchel("verify", *open_with)
    assert (damaged.code, damaged.errors.count("\n")) == (5, 1)
    assert damaged.errors.startswith("workspace.db ")
    assert "is damaged" in damaged.errors


def test_a_damaged_workspace_is_exported_as_it_is_and_the_export_is_entered_later(
    satchel: Satchel, open_with: tuple[str, ...], folder: Path, template: Template, tmp_path: Path
) -> None:
    with Workspace(folder, template.key) as workspace:
        workspace.write(add_case)
    whole = (folder / database.NAME).read_bytes()
    damage_table(folder, template.key, "parked_operation")
    out = tmp_path / "out"
    refused = satchel("export", "--out", out, *open_with)
    assert (refused.code, out.exists()) == (5, False)
    done = satchel("export", "--out", out, "--read-only", *open_with)
    assert done.code == 0
    assert "written down beside the workspace" in done.errors
    assert "Marisol" in (out / "person.csv").read_text("utf-8")
    (folder / database.NAME).write_bytes(whole)
    assert count(folder, template, "disclosure") == 1
    assert asked_for(folder, template) == set(out.iterdir())


def test_what_a_command_writes_is_asked_for_from_the_next_day_on(
    satchel: Satchel, open_with: tuple[str, ...], folder: Path, template: Template, tmp_path: Path
) -> None:
    out, report = tmp_path / "out", tmp_path / "pmt.csv"
    assert satchel("export", "--out", out, *open_with).code == 0
    pmt = ("report", "pmt", "--quarter", "2026-01-01", "--format", "csv", *open_with)
    assert satchel(*pmt, "--out", report).code == 0
    assert satchel(*pmt).code == 0
    assert asked_for(folder, template) == {*out.iterdir(), report}


def asked_for(folder: Path, template: Template) -> set[Path]:
    tomorrow = milliseconds(SystemClock().now() + timedelta(days=1))
    with Workspace(folder, template.key) as workspace:
        return {copy.path for copy in workspace.read(left_copies, tomorrow)}


def test_a_report_comes_out_of_a_damaged_workspace_and_is_entered_later(
    satchel: Satchel, open_with: tuple[str, ...], folder: Path, template: Template
) -> None:
    whole = (folder / database.NAME).read_bytes()
    damage_table(folder, template.key, "parked_operation")
    report = ("report", "pmt", "--quarter", "2026-01-01", *open_with)
    assert satchel(*report).code == 5
    done = satchel(*report, "--read-only")
    assert (done.code, json.loads(done.output)["version"] is not None) == (0, True)
    assert "This report is written down beside the workspace" in done.errors
    (folder / database.NAME).write_bytes(whole)
    assert count(folder, template, "disclosure") == 1
