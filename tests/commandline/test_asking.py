"""How a command is asked for: usage, passphrases, exit codes, one plain line for every error."""

import errno
from pathlib import Path

import pytest

from desktop.commandline.failing import explained
from desktop.commandline.opening import usual_workspace
from desktop.system import paths
from storage.crypto import database
from storage.workspace import Workspace
from tests.commandline.conftest import Satchel
from tests.conftest import PASSPHRASE, Template

VERBS = (
    *("practice", "import", "export", "report", "search", "history"),
    *("backup", "restore", "verify", "self-test"),
)


def test_help_names_every_command_and_every_exit_code(satchel: Satchel) -> None:
    done = satchel("--help")
    assert done.code == 0
    assert all(f"    {verb} " in done.output for verb in VERBS)
    assert "5 damaged" in done.output


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_explains_itself(satchel: Satchel, verb: str) -> None:
    done = satchel(verb, "--help")
    assert done.code == 0
    assert done.output.startswith(f"usage: satchel {verb}")


def test_the_version_is_one_line(satchel: Satchel) -> None:
    assert satchel("--version").output.startswith("Satchel ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("bogus",),
        ("practice",),
        ("practice", "--out", "x", "--years", "5"),
        ("practice", "--out", "x", "--seed", "hunter2"),
        ("import",),
        ("report",),
        ("report", "pmt"),
        ("report", "figures"),
        ("search", "x", "--passphrase", "hunter2"),
        ("backup",),
        ("history", "person"),
        ("history", "planet", "018f3c1e-7a2b-7c3d-8e4f-001122334455"),
        ("history", "person", "hunter2"),
        ("search", "x", "--workspace", "/nowhere/at/all"),
        ("export", "--out", "x", "--basis", "curiosity"),
    ],
)
def test_a_wrong_command_is_one_line_that_repeats_no_secret(
    satchel: Satchel, arguments: tuple[str, ...]
) -> None:
    done = satchel(*arguments)
    assert done.code == 2
    assert done.raw == b""
    assert done.errors.startswith("satchel: ")
    assert done.errors.count("\n") == 1
    assert "hunter2" not in done.errors
    assert "nowhere" not in done.errors


def test_options_may_stand_before_or_behind_the_verb(
    satchel: Satchel, open_with: tuple[str, ...]
) -> None:
    before = satchel(*open_with, "search", "vega")
    behind = satchel("search", "vega", *open_with)
    assert (
        (before.code, before.errors) == (behind.code, behind.errors) == (0, "Nothing was found.\n")
    )


def test_the_passphrase_may_come_on_standard_input(satchel: Satchel, folder: Path) -> None:
    opening = ("--workspace", folder, "--passphrase-file", "-")
    assert satchel("search", "x", *opening, typed=f"{PASSPHRASE}\r\nmore").code == 0
    wrong = satchel("search", "x", *opening, typed="another passphrase\n")
    assert (wrong.code, wrong.raw) == (4, b"")
    assert wrong.errors == "The passphrase does not open this workspace. Nothing was changed.\n"


def test_without_a_terminal_and_without_a_file_the_workspace_stays_locked(
    satchel: Satchel, folder: Path
) -> None:
    done = satchel("search", "x", "--workspace", folder)
    assert (done.code, done.errors.count("\n")) == (4, 1)
    assert "--passphrase-file" in done.errors


def test_a_passphrase_file_that_cannot_be_read_is_a_usage_error(
    satchel: Satchel, folder: Path, tmp_path: Path
) -> None:
    opening = ("search", "x", "--workspace", folder, "--passphrase-file")
    assert satchel(*opening, tmp_path / "missing").code == 2
    (tmp_path / "binary").write_bytes(b"\xff\xfe\xfd")
    assert satchel(*opening, tmp_path / "binary").code == 2


def test_many_wrong_passphrases_have_to_wait(satchel: Satchel, folder: Path) -> None:
    opening = ("search", "x", "--workspace", folder, "--passphrase-file", "-")
    for _ in range(5):
        assert satchel(*opening, typed="another passphrase\n").code == 4
    slowed = satchel(*opening, typed=f"{PASSPHRASE}\n")
    assert slowed.code == 4
    assert "Wait" in slowed.errors


def test_a_newer_workspace_is_left_alone(
    satchel: Satchel, open_with: tuple[str, ...], folder: Path, template: Template, tmp_path: Path
) -> None:
    with Workspace(folder, template.key) as workspace:
        workspace.write(
            lambda t: t.connection.exec_driver_sql("UPDATE alembic_version SET version_num='9999'")
        )
    before = (folder / database.NAME).read_bytes()
    for verb in (("search", "x"), ("verify",), ("backup", "--out", str(tmp_path / "b"))):
        done = satchel(*verb, *open_with)
        assert (done.code, done.errors.count("\n")) == (6, 1)
    assert (folder / database.NAME).read_bytes() == before


def test_a_database_in_the_clear_is_damage(
    satchel: Satchel, open_with: tuple[str, ...], folder: Path
) -> None:
    (folder / database.NAME).write_bytes(b"SQLite format 3\0" + bytes(4080))
    for verb in ("verify", "search"):
        done = satchel(verb, *(("x",) if verb == "search" else ()), *open_with)
        assert (done.code, done.errors.count("\n")) == (5, 1)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left"), "The disk is full."),
        (PermissionError(13, "Permission denied", "/home/maria"), "may not read or write there"),
        (OSError(errno.EROFS, "Read-only file system", "/media"), "may not read or write there"),
        (OSError(5, "Input/output error", "/home/maria"), "could not be read or written"),
        (MemoryError(), "not enough memory"),
        (ValueError("Marisol Vega"), "Something went wrong inside Satchel (ValueError)"),
    ],
)
def test_an_error_nobody_foresaw_shows_no_value_and_no_folder(error: Exception, words: str) -> None:
    text, code = explained(error)
    assert words in text
    assert "\n" not in text
    assert "aria" not in text
    assert code == 1


def test_commands_and_the_window_mean_the_same_usual_folder() -> None:
    assert usual_workspace() == paths.usual_workspace()
