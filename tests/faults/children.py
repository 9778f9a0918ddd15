"""Processes that die where they are told to, one at a time."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

from installer.surroundings import ROOT, clean
from tests.faults.failpoints import MOMENTS, Aim

Lines = list[tuple[str, str]]


class Children:
    """Starts one child after the other; see ``tests.faults.child``."""

    def __init__(self, orders: IO[str], answers: IO[str]) -> None:
        self._orders, self._answers = orders, answers
        self._alive = 0
        self._heard: list[str] = []

    def start(self, job: str, aim: Aim | None, **order: Any) -> None:
        """Start a child that does ``job`` and dies at ``aim``; with none, it only counts."""
        self._orders.write(json.dumps({"job": job, "aim": aim, **order}) + "\n")
        self._orders.flush()
        self._alive = int(self._answers.readline().split()[1])

    @property
    def lives(self) -> bool:
        """Whether a child was started that has not ended."""
        if not self._alive:
            return False
        try:
            os.kill(self._alive, 0)
        except ProcessLookupError:
            return False
        return True

    def stands_still(self) -> bool:
        """Wait until the child stands still; False where it has ended without."""
        for line in iter(self._answers.readline, self._last_line()):
            if line == f"still {self._alive}\n":
                return True
            self._heard.append(line)
        self._alive = 0
        return False

    def go_on(self) -> None:
        """Wake a child that stands still."""
        os.kill(self._alive, signal.SIGCONT)

    def ended(self) -> Lines:
        """Wait until the child has ended and return what it told."""
        if self._alive:
            self._heard += iter(self._answers.readline, self._last_line())
        lines, self._heard, self._alive = self._heard, [], 0
        parted = (line.rstrip("\n").partition(" ") for line in lines)
        return [(first, rest) for first, _, rest in parted]

    def stop(self, number: int = signal.SIGKILL) -> Lines:
        """End the child; return what it told. Nothing where it has ended and that was heard."""
        if not self._alive:
            return []
        with suppress(ProcessLookupError):
            os.kill(self._alive, number)
        return self.ended()

    def _last_line(self) -> str:
        return f"dead {self._alive}\n"


@contextmanager
def children() -> Iterator[Children]:
    """Start the process that forks them."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.child"],
        cwd=ROOT,
        env=clean(os.environ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdin
        assert process.stdout
        started = Children(process.stdin, process.stdout)
        try:
            yield started
        finally:
            started.stop()
            process.stdin.close()


def counted(lines: Lines) -> dict[str, int]:
    """Return how often a child that lived came past each point."""
    return next((json.loads(rest) for first, rest in lines if first == "reached"), {})


def aims(counts: dict[str, int]) -> list[Aim]:
    """Return every place to die at that a child with these ``counts`` came past."""
    return [
        Aim(point, number, moment)
        for point, moments in MOMENTS.items()
        for number in range(1, counts.get(point, 0) + 1)
        for moment in moments
    ]
