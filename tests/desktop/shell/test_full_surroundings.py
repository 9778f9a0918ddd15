"""Where only what is around the workspace is full, it is worked in as ever."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PASSPHRASE
from tests.desktop.shell.test_app import ROOT
from tests.storage.disks import Mount, fill, mounted

__all__ = ["mounted"]

FULL = Path("/dev/full")
"""Takes no byte, like a file on a full disk."""
WINDOW = ("--exit-when-ready",)


def run(folder: Path, typed: str, *what: str, log: Path, **surroundings: str) -> int:
    """Run Satchel with what it says going to ``log``; return its exit code."""
    command = [sys.executable, "-m", "desktop", *what]
    with log.open("w") as errors:
        return subprocess.run(
            [*command, "--workspace", str(folder), "--passphrase-file", "-"],
            input=f"{typed}\n",
            stdout=subprocess.DEVNULL,
            stderr=errors,
            text=True,
            check=False,
            timeout=300,
            cwd=ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **surroundings},
        ).returncode


@pytest.mark.skipif(not FULL.exists(), reason="another system has no such file")
@pytest.mark.parametrize(
    ("what", "typed", "code"),
    [
        (WINDOW, PASSPHRASE, 0),
        (WINDOW, "not the passphrase at all", 4),
        (("verify",), PASSPHRASE, 0),
        (("verify",), "not the passphrase at all", 4),
    ],
    ids=["window", "window refuses", "command", "command refuses"],
)
def test_a_log_that_takes_nothing_changes_nothing(
    folder: Path, what: tuple[str, ...], typed: str, code: int
) -> None:
    assert run(folder, typed, *what, log=FULL) == code


def test_a_full_folder_for_temporary_files_is_not_needed(
    folder: Path, tmp_path: Path, mounted: Mount
) -> None:
    disk = mounted(tmp_path / "temporary", "size=64k")
    fill(disk)
    log = tmp_path / "log"
    assert run(folder, PASSPHRASE, *WINDOW, log=log, TMPDIR=str(disk)) == 0
    assert "error" not in log.read_text("utf-8")
    assert run(folder, PASSPHRASE, "verify", log=log, TMPDIR=str(disk)) == 0
    assert [path.name for path in disk.iterdir()] == ["stone"]
