"""dpkg and what it starts killed before one of their changes, which are always the same ones."""

import os
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.crashes.preload import built


@dataclass(frozen=True)
class Step:
    """The ``number``-th change of a command: what it is, and to which name under the folder."""

    number: int
    what: str
    name: str


def steps_of(command: Sequence[str], folder: Path, note: Path) -> list[Step]:
    """Run a command to its end and return its changes under ``folder``, in their order."""
    done = _run(command, {"SATCHEL_WATCHED": str(folder), "SATCHEL_STEPS": str(note)})
    assert done.returncode == 0, done.stderr
    lines = enumerate(note.read_text().splitlines(), start=1)
    note.unlink()
    return [Step(number, *line.split()) for number, line in lines]


def kill_before(step: Step, command: Sequence[str], folder: Path, note: Path) -> None:
    """Run a command until it is about to take a step."""
    asked = {"SATCHEL_WATCHED": str(folder), "SATCHEL_STEPS": str(note)}
    done = _run(command, {**asked, "SATCHEL_LAST": str(step.number)})
    assert done.returncode == -signal.SIGKILL, (step, done.stderr)
    note.unlink()


def _run(command: Sequence[str], asked: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run a command in a group of its own, which is the one that is killed."""
    return subprocess.run(
        command, env={**os.environ, **asked, "LD_PRELOAD": str(built("steps"))}, cwd="/",
        start_new_session=True, capture_output=True, text=True, check=False,
    )  # fmt: skip
