"""Start: from the process to a painted door, and to the usable window behind it."""

import os
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from storage.practice.making import PASSPHRASE
from tests.bench.ground import Ground
from tests.bench.results import Result
from tests.bench.timing import middle

_ROUNDS = 5
_SECONDS = 60


def measure(ground: Ground) -> list[Result]:
    """Start the door beside a bare window by turns, then the whole program, unlocked by file."""
    secret = ground.scratch / "passphrase"
    secret.write_text(PASSPHRASE)
    door, bare = [], []
    for _ in range(_ROUNDS):
        door.append(_painted("door", ground.folder))
        bare.append(_painted("bare", ground.folder))
    usable = [_usable(ground.folder, secret) for _ in range(_ROUNDS)] if _runs() else []
    return [
        Result(
            step="window", name="start to painted door", measured=middle(door),
            bound=middle(bare), beside="a bare PySide6 window", most_ratio=1.5, goal="11",
        ),
        Result(
            step="window", name="start to usable window, unlocking included",
            measured=middle(usable) if usable else None, bound=middle(bare),
            beside="a bare PySide6 window", most=2_000,
        ),
    ]  # fmt: skip


def _runs() -> bool:
    return find_spec("desktop.__main__") is not None


def _painted(which: str, folder: Path) -> float:
    """Return the milliseconds from starting a process to its first painted window."""
    started = time.monotonic()
    told = _child("-m", "tests.bench.first_window", which, str(folder))
    return (float(told) - started) * 1000


def _usable(folder: Path, secret: Path) -> float:
    """Return what the program itself says it took from the start of its process."""
    arguments = ("--workspace", str(folder), "--passphrase-file", str(secret))
    told = _child("-m", "desktop", *arguments, "--exit-when-ready")
    return float(told.split()[-1])


def _child(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return done.stdout.strip()
