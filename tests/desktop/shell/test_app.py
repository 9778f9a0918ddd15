import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop import tour
from desktop.shell.session import Session
from desktop.theme import Tokens
from desktop.tour import Tour
from desktop.tour.driving import Script, StationError
from desktop.unlock.door import Door
from storage.claiming import claim
from storage.usecases.access.reading import Wanted, order, rows
from storage.workspace import Workspace
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.desktop.shell.first_run import line_of
from tests.journeys.test_brought_back import Blank

ROOT = Path(__file__).parents[3]


WITHOUT = """
import sys
sys.modules[sys.argv.pop(1)] = None
from desktop.commandline.main import main
sys.exit(main(sys.argv[1:]))
"""


def start(
    folder: Path, typed: str, program: tuple[str, ...] = ("-m", "desktop")
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *program, "--workspace", str(folder), "--exit-when-ready"]
    return subprocess.run(
        [*command, "--passphrase-file", "-"],
        input=f"{typed}\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


def test_a_start_tells_how_long_it_took_until_the_window_could_be_used(folder: Path) -> None:
    done = start(folder, PASSPHRASE)
    assert done.returncode == 0, done.stderr
    word, milliseconds = done.stdout.split()
    assert word == "ready"
    assert 0 < int(milliseconds) < 60_000


def test_a_passphrase_saved_by_an_editor_that_marks_its_encoding_opens_too(folder: Path) -> None:
    assert start(folder, f"\ufeff{PASSPHRASE}\r").returncode == 0


def test_a_start_enters_what_it_was_unlocked_by(
    folder: Path,
    template: Template,
    clock: FixedClock,
    qtbot: QtBot,
    light: Tokens,  # noqa: ARG001 - shown in a theme
) -> None:
    started = Blank(folder, clock, qtbot)
    line = line_of(started.door, "passphrase")
    QTest.keyClicks(line, PASSPHRASE)
    QTest.keyClick(line, Qt.Key.Key_Return)
    started.walk()
    started.close()
    with Workspace(folder, template.key, writer=False) as opened:
        (unlock,) = opened.read(order, Wanted(act="unlock"))
        assert opened.read(rows, [unlock])[unlock].why == "passphrase"


def test_a_wrong_passphrase_ends_an_unattended_start_with_one_plain_line(folder: Path) -> None:
    done = start(folder, "not the passphrase at all")
    assert done.returncode == 4
    assert done.stdout == ""
    lines = [line for line in done.stderr.splitlines() if "warning of Qt" not in line]
    assert lines == ["The passphrase does not open this workspace. Nothing was changed."]


@pytest.mark.parametrize("part", ["desktop.unlock.opening", "desktop.shell.window"])
def test_an_unattended_start_with_a_part_missing_says_to_install_again(
    folder: Path, part: str
) -> None:
    done = start(folder, PASSPHRASE, ("-c", WITHOUT, part))
    assert done.returncode == 3
    assert "Your records are untouched. Install Satchel again." in done.stderr


def test_a_second_satchel_says_that_the_first_is_open(folder: Path) -> None:
    held = claim(folder)
    assert held is not None
    done = start(folder, PASSPHRASE)
    held.release()
    assert done.returncode == 4
    assert "Satchel is already open with this workspace." in done.stderr


class Nowhere:
    """A program that shows nothing."""

    door: Door | None = None
    session: Session | None = None


@pytest.mark.parametrize("stuck", [True, False])
def test_the_tour_fails_when_a_station_is_not_reached(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    stuck: bool,
) -> None:
    def script(*_: object) -> Script:
        yield lambda: True
        if not stuck:
            raise StationError("there is no button Save")
        yield lambda: False

    monkeypatch.setattr(tour, "_PATIENCE_MS", 100)
    monkeypatch.setattr(tour, "first_half", script)
    touring = Tour(Nowhere(), tmp_path, None, resumed=False)
    with qtbot.waitSignal(touring.finished) as finished:
        touring.start()
    assert finished.args == [1]
    assert "tour: FAILED" in capsys.readouterr().out
