"""Servers and clients in processes of their own: their memory, their time, what they report.

A client prints one line of JSON behind every phase (``phase``, ``seconds``, and whatever else it
found) and waits for a line before it goes on, so that nothing of the next phase is counted here.
"""

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_STARTS_S = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")

Command = Sequence[str | Path]
Phases = dict[str, dict[str, Any]]


@contextmanager
def server(
    command: Command, port: int, folder: Path, surroundings: Mapping[str, str]
) -> Iterator[int]:
    """Run a server until the block is left, and return its process id once it listens."""
    log = (folder / "server.log").open("wb")
    child = subprocess.Popen(
        command, cwd=folder, env={**os.environ, **surroundings}, stdout=log, stderr=log
    )
    try:
        _await(port, child)
        yield child.pid
    finally:
        child.terminate()
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        log.close()


def run_client(
    command: Command,
    folder: Path,
    surroundings: Mapping[str, str],
    behind: Callable[[str], dict[str, Any]],
) -> Phases:
    """Run a client to its end; ``behind`` adds what is to be told of each phase."""
    child = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **surroundings},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin
    assert child.stdout
    found: Phases = {}
    for line in child.stdout:
        if not line.startswith("{"):
            continue
        told = json.loads(line)
        told["client_mb"] = peak_of(child.pid)
        name = told.pop("phase")
        found[name] = told | behind(name)
        child.stdin.write("\n")
        child.stdin.flush()
    if child.wait() != 0:
        raise RuntimeError(f"a client failed: {' '.join(map(str, command))}")
    return found


def peak_of(process: int) -> float:
    """Return the most memory that a process has held so far, in megabytes."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def seconds_of(process: int) -> float:
    """Return the processor time that a process has taken so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _await(port: int, child: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _STARTS_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > end or child.poll() is not None:
                raise
            time.sleep(0.05)
        else:
            return
