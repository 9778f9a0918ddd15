"""The first round of a laptop that has just joined, in a process of its own.

``python -m tests.bench.first_round FOLDER ADDRESS``, the workspace's key as hexadecimal on
standard input; prints the milliseconds and the megabytes as JSON.
"""

import json
import subprocess
import sys
from pathlib import Path

from storage.workspace import Workspace
from sync.client.driving import drive
from sync.client.round import sync_round
from sync.client.transport import HttpTransport
from tests.bench.timing import forget_peak, milliseconds, peak_megabytes


def first_round(folder: Path, key: bytes, address: str) -> tuple[float, float | None]:
    """Run the round of the joined workspace in ``folder``; return its time and its memory."""
    command = [sys.executable, "-m", "tests.bench.first_round", str(folder), address]
    done = subprocess.run(command, input=key.hex(), stdout=subprocess.PIPE, text=True, check=True)
    taken, memory = json.loads(done.stdout)
    return taken, memory


def _round(folder: Path, key: bytes, address: str) -> None:
    with HttpTransport(address) as way, Workspace(folder, key) as workspace:
        forget_peak()
        outcomes = []
        taken = milliseconds(
            lambda: outcomes.append(
                drive(sync_round(workspace.clock, at_work=False), way, workspace)
            )
        )
        (outcome,) = outcomes
        if outcome.problem is not None or outcome.parked:
            sys.exit(f"the round did not end well: {outcome}")
        print(json.dumps([taken, peak_megabytes()]))


if __name__ == "__main__":
    _round(Path(sys.argv[1]), bytes.fromhex(sys.stdin.read()), sys.argv[2])
