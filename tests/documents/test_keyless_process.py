"""A process that reads strangers' files holds nothing, opens nothing and ends with its parent."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from storage.keyless.starting import end, start, within
from tests.documents.looking import looks_into
from tests.documents.trying import ATTEMPTS
from tests.patience import wait_until

ROOT = Path(__file__).parents[2]
LINUX = sys.platform == "linux"


def test_everything_that_reaches_outside_is_refused() -> None:
    command = [sys.executable, "-m", "tests.documents.trying"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    first, *others = said.splitlines()
    assert first == f"filtered {LINUX}"
    assert others == [f"{name}: refused" for name in ATTEMPTS]


@looks_into
def test_nothing_of_the_desk_goes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    child = start("show-document", "storage.viewing.child")
    try:
        told = Path(f"/proc/{child.pid}/environ")
        while not (given := told.read_bytes()) or b"PYTHONPATH" not in given:
            time.sleep(0.01)
        names = {one.partition(b"=")[0] for one in given.split(b"\0") if one}
        assert names <= {b"PATH", b"PYTHONPATH", b"LD_LIBRARY_PATH", b"TEMP", b"TMP"}
    finally:
        end(child)


@pytest.mark.skipif(not LINUX, reason="how Linux does it")
def test_nobody_looks_into_it_and_it_leaves_no_core() -> None:
    code = (
        "import ctypes, resource\n"
        "from storage.keyless.limits import bound\n"
        "bound(512 << 20, 20)\n"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))\n"
    )
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said == "0 (0, 0)\n"


def test_what_takes_too_long_is_ended() -> None:
    child = start("show-document", "storage.viewing.child")
    assert child.stdout is not None
    with within(child, 0.3):
        # It waits for a document, which never comes.
        child.stdout.read()
    assert child.wait() < 0
    end(child)


PARENT = """
import time
from storage.viewing.session import Viewing
viewing = Viewing()
viewing.open("text", 5, [b"Order"])
print(viewing.process, flush=True)
time.sleep(60)
"""


def is_alive(process: int) -> bool:
    try:
        stat = Path(f"/proc/{process}/stat").read_text("ascii")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not LINUX, reason="only Linux tells a process that its parent is gone")
def test_it_ends_with_whoever_started_it() -> None:
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.kill()
    wait_until(lambda: not is_alive(child))
