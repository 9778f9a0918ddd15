"""A program begun by command is empty, opens with its passphrase and with its recovery code."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from installer.surroundings import ROOT
from storage.claiming import NAME, beginning, claim
from storage.errors import RejectedError
from storage.workspace import Workspace, unlock_with_recovery_code
from sync.client.members import arrival
from tests.commandline.conftest import Satchel
from tests.conftest import PASSPHRASE
from tests.installer.profiles import signed_profile


@pytest.fixture
def begin(tmp_path: Path) -> tuple[str, ...]:
    folder = tmp_path / "new"
    options = ("--workspace", str(folder), "--passphrase-file", "-")
    return ("begin", "--person", "Ana Reyes", "--program", "Kids' Place", *options)


def test_a_program_begins_empty_and_shows_its_recovery_code_once(
    satchel: Satchel, begin: tuple[str, ...], tmp_path: Path
) -> None:
    done = satchel(*begin, "--cac", "berkshire_kids_place", typed=f"{PASSPHRASE}\n")
    assert done.code == 0
    code = done.output.splitlines()[-1].removeprefix("Recovery code, shown this once: ")
    key = unlock_with_recovery_code(tmp_path / "new", code)
    with Workspace(tmp_path / "new", key) as workspace:
        people = workspace.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM person").scalar())
    assert people == 0
    verified = satchel("verify", *begin[5:], typed=f"{PASSPHRASE}\n")
    assert verified.code == 0


def test_a_weak_passphrase_is_refused_and_nothing_is_made(
    satchel: Satchel, begin: tuple[str, ...], tmp_path: Path
) -> None:
    done = satchel(*begin, typed="too short\n")
    assert (done.code, "at least 15" in done.errors) == (3, True)
    assert not (tmp_path / "new").exists()


def test_a_window_that_stands_at_its_first_run_keeps_its_folder(
    satchel: Satchel, begin: tuple[str, ...], tmp_path: Path
) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    window = claim(folder)
    assert window is not None
    done = satchel(*begin, typed=f"{PASSPHRASE}\n")
    assert (done.code, "already open" in done.errors) == (4, True)
    assert [path.name for path in folder.iterdir()] == [NAME]
    window.release()
    assert satchel(*begin, typed=f"{PASSPHRASE}\n").code == 0


def test_while_it_begins_no_other_may_and_a_refusal_leaves_the_folder_as_it_was(
    tmp_path: Path,
) -> None:
    folder, theirs = tmp_path / "new", tmp_path / "theirs"
    with beginning(folder):
        assert claim(folder) is None
    assert (folder / NAME).exists()
    theirs.mkdir()
    for where in (theirs, tmp_path / "none"):
        with pytest.raises(RejectedError), beginning(where):
            raise RejectedError("The passphrase is too short.")
    assert list(theirs.iterdir()) == []
    assert not (tmp_path / "none").exists()


def test_a_cac_that_is_none_is_refused_with_the_list_of_them(
    satchel: Satchel, begin: tuple[str, ...], tmp_path: Path
) -> None:
    done = satchel(*begin, "--cac", "nowhere", typed=f"{PASSPHRASE}\n")
    assert (done.code, "essex_cac" in done.errors) == (2, True)
    assert not (tmp_path / "new").exists()


def test_a_workspace_is_never_begun_over_another(satchel: Satchel, begin: tuple[str, ...]) -> None:
    satchel(*begin, typed=f"{PASSPHRASE}\n")
    again = satchel(*begin, typed=f"{PASSPHRASE}\n")
    assert again.code == 3
    assert "already holds a workspace" in again.errors


def test_without_a_county_profile_the_program_is_to_be_named(
    satchel: Satchel, begin: tuple[str, ...], tmp_path: Path
) -> None:
    unnamed = tuple(word for word in begin if word not in {"--program", "Kids' Place"})
    done = satchel(*unnamed, typed=f"{PASSPHRASE}\n")
    assert (done.code, "say the CAC's name with --program" in done.errors) == (2, True)
    assert not (tmp_path / "new").exists()


def test_who_joins_begins_no_program_and_waits_to_be_let_in(
    satchel: Satchel, tmp_path: Path
) -> None:
    folder = tmp_path / "new"
    options = ("--workspace", folder, "--passphrase-file", "-")
    done = satchel("begin", "--person", "Ben", "--joining", *options, typed=f"{PASSPHRASE}\n")
    assert done.code == 0
    assert "ready to join a program" in done.output
    code = done.output.splitlines()[-1].removeprefix("Recovery code, shown this once: ")
    with Workspace(folder, unlock_with_recovery_code(folder, code)) as workspace:
        assert workspace.read(arrival) == "joining"


def test_who_joins_a_program_names_none(satchel: Satchel, begin: tuple[str, ...]) -> None:
    done = satchel(*begin, "--joining", typed=f"{PASSPHRASE}\n")
    assert (done.code, "leave --program and --cac out" in done.errors) == (2, True)


def test_a_profile_by_a_stranger_is_said_and_not_gone_by(
    satchel: Satchel, begin: tuple[str, ...], tmp_path: Path
) -> None:
    path, _ = signed_profile(tmp_path)
    done = satchel(*begin, "--profile", path, typed=f"{PASSPHRASE}\n")
    assert done.code == 0
    assert "not signed by a release of Satchel" in done.errors


@pytest.mark.parametrize(("again", "code"), [(PASSPHRASE, 0), ("another passphrase", 2)])
def test_who_types_a_new_passphrase_types_it_twice(
    begin: tuple[str, ...], tmp_path: Path, again: str, code: int
) -> None:
    """On a terminal of its own: what is typed there is not shown."""
    terminal, end = pytest.importorskip("pty").openpty()
    command = [sys.executable, "-m", "desktop", *begin[:7]]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=end, stdout=end, stderr=end, start_new_session=True
    ) as child:
        os.close(end)
        shown = said(terminal, again)
    os.close(terminal)
    assert child.returncode == code
    assert (b"Recovery code" in shown, (tmp_path / "new").exists()) == (code == 0, code == 0)
    assert (b"the two are not the same" in shown) == (code != 0)
    assert PASSPHRASE.encode() not in shown


def said(terminal: int, again: str) -> bytes:
    """Answer what is asked on a terminal and return everything that it shows."""
    shown = b""
    for asked, typed in ((b"New passphrase: ", PASSPHRASE), (b"Once more: ", again)):
        while asked not in shown:
            shown += os.read(terminal, 4096)
        os.write(terminal, typed.encode() + b"\n")
    with suppress(OSError):  # what a terminal says at its end
        while piece := os.read(terminal, 4096):
            shown += piece
    return shown
