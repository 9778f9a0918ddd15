"""One Satchel per workspace, however they start and die; the second raises the window there."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Thread

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.app.bell import Bell
from storage.claiming import NAME, Claim, claim, ring
from tests.desktop.conftest import Show
from tests.patience import SECONDS

HOLD = """
import sys, time
from pathlib import Path
from storage.claiming import claim
held = claim(Path(sys.argv[1]))
print(held is not None, flush=True)
time.sleep(60)
"""


def holder(folder: Path) -> "subprocess.Popen[str]":
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "True"
    return child


def test_of_two_hundred_races_every_one_has_one_winner(tmp_path: Path) -> None:
    for _ in range(200):
        barrier = Barrier(4)

        def race(gate: Barrier = barrier) -> Claim | None:
            gate.wait()
            return claim(tmp_path)

        with ThreadPoolExecutor(4) as runners:
            held = [done.result() for done in [runners.submit(race) for _ in range(4)]]
        winners = [one for one in held if one is not None]
        assert len(winners) == 1
        winners[0].release()


def test_whoever_is_killed_leaves_no_lock_and_no_process_id(tmp_path: Path) -> None:
    for _ in range(3):
        child = holder(tmp_path)
        assert claim(tmp_path) is None
        assert str(child.pid).encode() not in (tmp_path / NAME).read_bytes()
        child.kill()
        child.communicate()
        held = claim(tmp_path)
        assert held is not None
        held.release()


def test_what_a_former_one_left_in_the_file_is_no_lock_and_no_ring(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(f"{os.getppid()}\n".encode())
    held = claim(tmp_path)
    assert held is not None
    assert not held.heard()
    held.release()


def test_nobody_answers_where_nobody_is(tmp_path: Path) -> None:
    assert not ring(tmp_path, 0.1)
    held = claim(tmp_path)
    assert held is not None
    assert not ring(tmp_path, 0.1)
    assert held.heard()
    assert not held.heard()
    held.release()


def test_the_second_raises_the_window_of_the_first(
    tmp_path: Path, shown: Show, qtbot: QtBot
) -> None:
    window, other = QWidget(), QWidget()
    shown(window)
    window.showMinimized()
    shown(other)
    held = claim(tmp_path)
    assert held is not None
    bell = Bell(held, lambda: window, window)
    answers: list[bool] = []
    caller = Thread(target=lambda: answers.append(ring(tmp_path, SECONDS)))
    caller.start()
    qtbot.waitUntil(lambda: bool(answers))
    caller.join()
    assert answers == [True]
    assert not window.isMinimized()
    assert bell.parent() is window
    held.release()


def test_a_storm_of_rings_does_nothing_but_raise(tmp_path: Path, qtbot: QtBot) -> None:
    raised: list[int] = []
    held = claim(tmp_path)
    assert held is not None
    bell = Bell(held, lambda: raised.append(1), owner := QWidget())
    for _ in range(2_000):
        with (tmp_path / NAME).open("ab") as file:
            file.write(os.urandom(64))
    qtbot.waitUntil(lambda: bool(raised))
    qtbot.wait(50)
    assert (tmp_path / NAME).stat().st_size == 0
    assert bell.parent() is owner
    held.release()
    owner.deleteLater()


@pytest.mark.skipif(os.name != "posix", reason="another system's permissions")
def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    held = claim(tmp_path)
    assert held is not None
    assert (tmp_path / NAME).stat().st_mode & 0o077 == 0
    held.release()
