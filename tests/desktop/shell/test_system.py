import gc
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.collection import Collection
from desktop.faults import Fault, Faults, places_of
from desktop.system import this_system
from storage.claiming import claim

CHILD = """
import resource
from desktop.system import this_system
this_system().harden()
print(resource.getrlimit(resource.RLIMIT_CORE))
import ctypes, os
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
print(oct(os.umask(0)))
"""
CLAIMANT = """
import sys
from pathlib import Path
from storage.claiming import claim
print(claim(Path(sys.argv[1])) is not None)
"""
has_bus = pytest.mark.skipif(not shutil.which("dbus-daemon"), reason="there is no message bus")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="how Linux does it")


class Hearing(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[Fault] = []

    def hear(self, fault: Fault) -> None:
        self.faults.append(fault)


def run_child(code: str, *arguments: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    return done.stdout.split("\n")


@linux_only
@has_bus
@pytest.mark.parametrize(("how", "others"), [("answering", 0), ("silent", 1)])
def test_a_sleep_and_a_locked_session_are_heard_from_the_systems_own_messages(
    tmp_path: Path, how: str, others: int
) -> None:
    """Whatever session a variable names; where nobody says which is ours, any one's are heeded."""
    # About to sleep, about to shut down; locked, another user's turn, said to be, screen saver.
    expected = ["sleep"] * 2 + ["session"] * (4 + others)
    # A busy machine may not be done with listening and with sending in a second.
    heard = (heard_on_the_bus(how, times, tmp_path) for times in (1, 4, 16))
    assert any(one == expected for one in heard)


def heard_on_the_bus(how: str, times: int, place: Path) -> list[str]:
    """Return the signs that a process heard in so many times a second."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("hear_the_bus.py")), how, str(times)],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    return done.stdout.split()


@linux_only
def test_a_hardened_process_leaves_no_core_and_lets_nobody_read_its_memory_or_files() -> None:
    core, dumpable, umask, *_ = run_child(CHILD)
    assert core.startswith("(0, 0)")
    assert dumpable == "0"
    assert umask == "0o77"


def test_one_satchel_at_a_time_has_a_workspace(tmp_path: Path) -> None:
    first = claim(tmp_path)
    assert first is not None
    assert run_child(CLAIMANT, str(tmp_path))[0] == "False"
    first.release()
    assert run_child(CLAIMANT, str(tmp_path))[0] == "True"


def test_this_system_has_a_seam() -> None:
    assert this_system().milliseconds_since_start() > 0


def test_the_report_of_an_error_holds_places_and_no_values(qtbot: QtBot) -> None:
    faults, hearing = Faults(), Hearing()
    faults.found.connect(hearing.hear)
    try:
        int("Marisol Vega")
    except ValueError as error:
        faults.note(error)
    qtbot.waitUntil(lambda: bool(hearing.faults))
    report = hearing.faults[0].report()
    assert "ValueError" in report
    assert "Marisol" not in report
    assert "/" not in report
    assert "test_the_report_of_an_error" in report


def test_places_of_nothing_are_none() -> None:
    assert places_of(None) == ()


def test_garbage_waits_for_the_gui_thread(qtbot: QtBot) -> None:
    collection = Collection()
    assert not gc.isenabled()
    loops: list[list[object]] = [[] for _ in range(3_000)]
    for loop in loops:
        loop.append(loop)
    del loops, loop
    before = gc.get_count()[0]
    assert before > gc.get_threshold()[0]
    qtbot.waitUntil(lambda: gc.get_count()[0] < before)
    collection.end()
    assert gc.isenabled()
    gc.disable()
