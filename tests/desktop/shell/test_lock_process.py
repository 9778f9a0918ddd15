import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep

import pytest

from tests.conftest import PASSPHRASE
from tests.desktop.desks import Sessions
from tests.desktop.plain_page import PlainPage
from tests.desktop.shell import lock_driver

CANARY = "Zebrafinch Larkspur Larkspur"
ROOT = Path(lock_driver.__file__).parents[3]


@contextmanager
def driven(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(Path(lock_driver.__file__)), str(folder), *arguments]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    environment["CANARY_IN_ENVIRONMENT"] = CANARY
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def heard(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def say(process: subprocess.Popen[str], text: str = "") -> None:
    assert process.stdin is not None
    process.stdin.write(f"{text}\n")
    process.stdin.flush()


def copies_in_memory(pid: int, words: str | bytes) -> int:
    """Count ``words`` as Python and as Qt hold text, in all memory of a process one may read."""
    forms = [words.encode(), words.encode("utf-16-le")] if isinstance(words, str) else [words]
    found = 0
    maps = Path(f"/proc/{pid}/maps").read_text("ascii")
    if not os.access(f"/proc/{pid}/mem", os.R_OK):
        pytest.skip("this user may not read the memory of another process")
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) r.*", maps, re.MULTILINE):
            try:
                memory.seek(int(start, 16))
                block = memory.read(int(end, 16) - int(start, 16))
            except (OSError, ValueError, OverflowError):
                continue  # a page of the kernel's own
            found += sum(block.count(form) for form in forms)
    return found


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="memory is read the Linux way")
def test_after_the_lock_the_same_process_id_holds_nothing_of_what_was_typed_and_gives_it_back(
    folder: Path,
) -> None:
    with driven(folder, "first") as process:
        say(process, PASSPHRASE)
        say(process, CANARY)
        assert heard(process) == "typed"
        assert copies_in_memory(process.pid, CANARY) > 0
        started = perf_counter()
        say(process)
        assert heard(process) == "locked"
        seconds = perf_counter() - started
        assert copies_in_memory(process.pid, CANARY) == 0
        assert copies_in_memory(process.pid, PASSPHRASE) == 0
        surroundings = Path(f"/proc/{process.pid}/environ").read_bytes()
        assert CANARY.encode() not in surroundings
        assert b"SATCHEL_WINDOW=" in surroundings
        say(process, PASSPHRASE)
        assert heard(process) == f"back {CANARY} 7 True"
    # Until the fresh door stands; the keys are gone long before. Kept wide for a busy machine.
    assert seconds < 8


def test_a_killed_process_loses_at_most_two_seconds_of_typing(
    folder: Path, plain_sessions: Sessions
) -> None:
    with driven(folder, "alone") as process:
        say(process, PASSPHRASE)
        say(process, CANARY)
        assert heard(process) == "typed"
        sleep(2)
        process.kill()
    plain_sessions.start()
    page = plain_sessions.window.navigator.currentWidget()
    assert isinstance(page, PlainPage)
    assert page.line.text() == CANARY
