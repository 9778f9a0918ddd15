"""The real program in processes of their own, spoken with by lines, and looked into."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PLANTED = "Zebrafinch Larkspur Larkspur"
Process = subprocess.Popen[str]


@contextmanager
def process(script: object, *arguments: str, **surroundings: str) -> Iterator[Process]:
    """Start a module of the tests, with a word planted in its environment."""
    command = [sys.executable, str(Path(str(vars(script)["__file__"]))), *arguments]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    environment |= {"CANARY_IN_ENVIRONMENT": PLANTED, **surroundings}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    ) as started:
        try:
            yield started
        finally:
            started.kill()


def heard(told: Process) -> str:
    """Wait for what it says."""
    assert told.stdout is not None
    return told.stdout.readline().strip()


def say(told: Process, *lines: str) -> None:
    """Say one line after another, an empty one where there is none."""
    assert told.stdin is not None
    told.stdin.writelines(f"{line}\n" for line in lines or ("",))
    told.stdin.flush()


def family(pid: int) -> list[int]:
    """Return the process and everything it has started."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(
                stat.read_text("ascii").rpartition(")")[2].split()[1]
            )
        except (OSError, ValueError):
            continue
    found = [pid]
    for known in found:
        found += [child for child, parent in parents.items() if parent == known]
    return found


def copies_in_memory(pid: int, *secrets: str | bytes) -> list[int]:
    """Count each secret, as Python and as Qt hold text, in the memory of a process and its own."""
    forms = [
        [one.encode(), one.encode("utf-16-le")] if isinstance(one, str) else [one]
        for one in secrets
    ]
    found = [0] * len(secrets)
    for block in (block for each in family(pid) for block in memory_of(each)):
        for place, spellings in enumerate(forms):
            found[place] += sum(block.count(form) for form in spellings)
    return found


def memory_of(pid: int) -> Iterator[bytes]:
    """Yield all memory that one process may have written to."""
    if not os.access(f"/proc/{pid}/mem", os.R_OK):
        pytest.skip("this user may not read the memory of another process")
    maps = Path(f"/proc/{pid}/maps").read_text("ascii")
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw.*", maps, re.MULTILINE):
            try:
                memory.seek(int(start, 16))
                yield memory.read(int(end, 16) - int(start, 16))
            except (OSError, ValueError, OverflowError):
                continue  # a page of the kernel's own
