"""A process that does jobs of the tests and says how each went: one line of JSON each way."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from installer.surroundings import ROOT


class Ordered:
    """The process in which the jobs are done."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def do(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """Have it do what ``order`` says, and return how that went."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@contextmanager
def ordered(module: str, place: Path, environment: Mapping[str, str]) -> Iterator[Ordered]:
    """Start ``module`` over ``place``; it ends when no more is ordered."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, str(place)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield Ordered(process)
        assert process.stdin
        process.stdin.close()
