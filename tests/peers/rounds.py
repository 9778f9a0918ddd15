"""One system's rounds: filled once, then pulled, polled, pushed to and brought into a conflict."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from tests.peers.processes import Phases, peak_of, run_client, seconds_of, server
from tests.peers.records import MARKER
from tests.peers.systems import System
from tests.peers.wire import wire
from tests.ports import free_port

_PIECE = 1 << 20


class Side:
    """A system with its filled stand and what its rounds found."""

    def __init__(self, system: System, folder: Path, source: Path) -> None:
        self.system, self._folder, self._source = system, folder, source
        self._stand = folder / "stand"
        self.rounds: list[Phases] = []
        self.weighed: Phases = {}
        self.readable: dict[str, bool] = {}

    def fill(self) -> None:
        """Put every record on the server, once."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._stand.mkdir(parents=True)
        step, port = self.system.fills, free_port()
        if step is None:
            return
        if self.system.fills_alone:
            self._client(step, self._stand, port)
            return
        with self._server(self._stand, port):
            self._client(step, self._stand, port)

    def take_turn(self) -> None:
        """Do one timed round on a copy of the stand."""
        stand, port = self._copy(), free_port()
        with self._server(stand, port) as process:

            def behind(_: str) -> dict[str, Any]:
                return {"server_mb": peak_of(process), "server_cpu": seconds_of(process)}

            self.rounds.append(self._client("run", stand, port, behind))

    def weigh(self) -> None:
        """Do one more round that is not timed, over a wire that counts, and search what is left."""
        stand, port = self._copy(), free_port()
        with self._server(stand, port), wire(port, MARKER) as counted:
            self.weighed = self._client(
                "run", stand, counted.port, lambda _: {"bytes": counted.taken()}
            )
            at_server = counted.marker_seen
        for path in _server_files(stand):
            at_server |= _holds(path)
        at_client = any(_holds(path) for path in _client_files(stand))
        self.readable = {"server": at_server, "client": at_client}

    def middle(self, phase: str, what: str) -> float | None:
        """Return the median of a figure over the timed rounds; None where it has none."""
        found = [each[phase][what] for each in self.rounds if what in each.get(phase, {})]
        return median(found) if found else None

    def _copy(self) -> Path:
        stand = self._folder / "round"
        shutil.rmtree(stand, ignore_errors=True)
        shutil.copytree(self._stand, stand)
        return stand

    @contextmanager
    def _server(self, stand: Path, port: int) -> Iterator[int]:
        command = self.system.command("serve", stand, port, self._source)
        surroundings = {**self.system.serving(stand), "SYNC_PORT": str(port)}
        with server(command, port, stand, surroundings) as process:
            yield process

    def _client(self, step: str, stand: Path, port: int, behind: Any = lambda _: {}) -> Phases:
        command = self.system.command(step, stand, port, self._source)
        return run_client(command, stand, self.system.serving(stand), behind)


def _server_files(stand: Path) -> Iterator[Path]:
    return (path for path in (stand / "server").rglob("*") if path.is_file())


def _client_files(stand: Path) -> Iterator[Path]:
    return (
        path
        for path in stand.rglob("*")
        if path.is_file() and "server" not in path.relative_to(stand).parts
    )


def _holds(path: Path) -> bool:
    tail = b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            if MARKER.encode() in tail + piece:
                return True
            tail = piece[-len(MARKER) :]
    return False
