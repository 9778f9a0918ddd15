"""Let a session run under the recorder, in a process of its own."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from installer.surroundings import ROOT
from tests.crashes.preload import surroundings
from tests.crashes.session import BACKUPS, OLD

_ZOO = Path(__file__).parents[1] / "zoo" / "0002"


@dataclass(frozen=True, slots=True)
class Recorded:
    """The folder as it was before the session, and every call that changed it."""

    before: Path
    calls: Path
    root: Path
    """Where the calls say it was."""


def record(place: Path, seed: int) -> Recorded:
    """Record one session under ``place``; CalledProcessError when it does not come to its end."""
    root, elsewhere, calls = place / "root", place / "elsewhere", place / "calls"
    elsewhere.mkdir(parents=True)
    shutil.copytree(_ZOO, root / OLD)
    (root / BACKUPS).mkdir()
    shutil.copytree(root, place / "before")
    subprocess.run(
        [sys.executable, "-m", "tests.crashes.session", str(root), str(elsewhere), str(seed)],
        cwd=ROOT,
        env=surroundings(root, calls),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return Recorded(place / "before", calls, root.resolve())
