"""Start a process that holds no key: this program itself, with two pipes and nothing else."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from weakref import WeakSet

import storage
from storage import threads

READ_TABLE, SHOW_DOCUMENT = "read-table", "show-document"
"""The verbs by which a packaged Satchel becomes such a process."""
_STARTED: "WeakSet[subprocess.Popen[bytes]]" = WeakSet()
"""Every such process of this one, so that a lock can end them all."""
_KEPT = ("SYSTEMROOT", "PATH", "LD_LIBRARY_PATH", "TEMP", "TMP")


def start(verb: str, module: str) -> "subprocess.Popen[bytes]":
    """Start ``module`` as a process of its own; a packaged Satchel becomes it by ``verb``.

    It gets a pipe to read, a pipe to write, and none of this process's files, environment or
    memory. Whoever starts it ends it.
    """
    frozen = getattr(sys, "frozen", False)
    root = str(Path(next(iter(storage.__path__))).parent)
    child = subprocess.Popen(  # noqa: S603 - this program itself
        [sys.executable, verb] if frozen else [sys.executable, "-B", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**_environment(), "PYTHONPATH": root},
        close_fds=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    _STARTED.add(child)
    return child


@contextmanager
def within(child: "subprocess.Popen[bytes]", seconds: float) -> Iterator[None]:
    """End ``child`` when what is done with it takes longer than ``seconds``.

    A pipe that is read or written meanwhile then ends like that of a process that fell.
    NoThreadError where the computer has no room for the clock.
    """
    clock = Timer(seconds, child.kill)
    clock.daemon = True
    threads.start(clock)
    try:
        yield
    finally:
        clock.cancel()


def end(child: "subprocess.Popen[bytes]") -> None:
    """End ``child`` whatever it does, and let go of its pipes. Safe from any thread, and twice."""
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                # What it never read is lost with it.
                continue


def end_all() -> None:
    """Have every process without keys end at once: what it has in memory is readable."""
    for child in list(_STARTED):
        child.kill()


def _environment() -> dict[str, str]:
    """Return only what a process needs to start: nothing of the desk goes along."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ}
