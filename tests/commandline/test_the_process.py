"""The program as a process of its own: what it loads, what it leaves, how it is stopped."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from installer.surroundings import clean
from storage.workspace import Workspace
from tests.commandline.conftest import Satchel
from tests.conftest import PASSPHRASE, Template
from tests.exchange.files import counts, write_files

LOADED = """
import sys
from desktop.commandline.main import main
try:
    code = main(sys.argv[1:])
except SystemExit as ended:
    code = ended.code
print(code, *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def loaded_by(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], capture_output=True, text=True, check=True
    )
    code, *modules = done.stderr.splitlines()[-1].split()
    assert code == "0", done.stderr
    return set(modules)


def test_no_command_loads_qt_and_none_loads_what_it_does_not_need(
    open_with: tuple[str, ...],
) -> None:
    assert not loaded_by("--version") & {"PySide6", "sqlalchemy", "cryptography", "typst"}
    assert not loaded_by("search", "harbor", *open_with) & {"PySide6", "alembic", "typst"}


HARDENED = """
import ctypes, resource
from desktop.hardening import harden
harden()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is of this system")
def test_no_core_dump_can_hold_a_key() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HARDENED], capture_output=True, text=True, check=True
    )
    assert done.stdout == "(0, 0) 0\n"


@pytest.mark.skipif(os.name != "posix", reason="signals are of this system")
def test_stopping_an_import_ends_with_one_line_and_keeps_nothing(
    folder: Path, template: Template, tmp_path: Path
) -> None:
    rows = "".join(f"primary_victim,Given {number},Family\n" for number in range(300_000))
    csv = write_files(tmp_path / "csv", {"person.csv": "role,given_name,family_name\n" + rows})
    with Workspace(folder, template.key) as workspace:
        before = workspace.read(counts)
    command = [sys.executable, "-m", "desktop", "import", str(csv)]
    child = subprocess.Popen(
        [*command, "--workspace", str(folder), "--passphrase-file", "-"],
        # Unmeasured: a stop that arrives inside coverage's tracer, while that holds its lock,
        # leaves the process waiting for itself.
        env=clean(os.environ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None
    child.stdin.write(f"{PASSPHRASE}\n")
    child.stdin.flush()
    # The log appears when the workspace is opened; the import then takes several seconds.
    while not (folder / "workspace.db-wal").exists():
        assert child.poll() is None
        time.sleep(0.02)
    time.sleep(0.5)
    child.send_signal(signal.SIGINT)
    try:
        output, errors = child.communicate(timeout=60)
    finally:
        child.kill()
    assert (child.returncode, output, errors) == (130, "", "Stopped. Nothing was kept.\n")
    with Workspace(folder, template.key) as workspace:
        assert workspace.read(counts) == before


def as_at_a_prompt() -> dict[str, str]:
    """Return surroundings in which output waits to be written, as it does unless one is told."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}


def test_a_reader_that_stops_reading_is_no_error(open_with: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "desktop", "verify", *open_with]
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=as_at_a_prompt()
    )
    assert child.stdout is not None
    child.stdout.close()
    _, errors = child.communicate(timeout=60)
    assert errors == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the device is of this system")
def test_output_that_finds_no_room_is_one_line(open_with: tuple[str, ...]) -> None:
    options = ("--period", "2025-07-01..2026-06-30")
    command = [sys.executable, "-m", "desktop", "report", "headline", *options, *open_with]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env=as_at_a_prompt(),
        )
    assert done.returncode == 1
    assert done.stderr.startswith("The disk is full.")
    assert done.stderr.count("\n") == 1


def test_practice_is_written_searched_and_reported(satchel: Satchel, tmp_path: Path) -> None:
    done = satchel("practice", "--out", tmp_path / "state")
    assert done.code == 0
    assert "Nobody in it is real." in done.output
    passphrase = done.output.splitlines()[-1].partition(": ")[2]
    opening = ("--workspace", tmp_path / "state", "--passphrase-file", "-")
    typed = f"{passphrase}\n"
    options = ("--period", "2021-07-01..2022-06-30", "--format", "csv")
    report = satchel("report", "headline", *options, *opening, typed=typed)
    assert report.code == 0
    assert ",31775," in report.output
    assert satchel("verify", *opening, typed=typed).code == 0
    assert satchel("practice", "--out", tmp_path / "state").code == 3


def test_this_installation_does_what_it_was_built_for() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "self-test"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "self-test: ok"
