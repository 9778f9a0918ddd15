"""Laptops and the server, killed at any moment, lose nothing that was saved.

``SATCHEL_LONG=1`` kills three hundred times instead of twelve.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from sqlalchemy import Connection

from installer.surroundings import ROOT, clean
from storage.domain.clocks import SystemClock
from storage.tables import journal
from storage.workspace import Workspace
from sync.client.driving import drive
from sync.client.round import sync_round
from sync.client.transport import HttpTransport
from sync.server.local import local_server
from tests.conftest import Template
from tests.ports import free_port
from tests.sync.enrolling import begin, join, newcomer

KILLS = 300 if os.environ.get("SATCHEL_LONG") == "1" else 12
_SOON = 0.4
"""Seconds after a save within which the kill comes: in a save, a request or an applying."""
_STARTS_S = 20.0


class _Server:
    """A server process of its own on the files of the one that the laptops joined at."""

    def __init__(self, folder: Path, port: int) -> None:
        self._command = [
            sys.executable, "-m", "sync.server.commandline", "serve",
            "--database", f"sqlite:///{folder / 'satchel-server.db'}",
            "--key-file", str(folder / "satchel-server.key"), "--port", str(port),
        ]  # fmt: skip
        self._port = port
        self._process = self._start()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._process = self._start()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(_STARTS_S)

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            self._command, cwd=ROOT, env=clean(os.environ), stderr=subprocess.DEVNULL
        )
        end = time.monotonic() + _STARTS_S
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return process
        raise TimeoutError("the server does not start")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills by signal, and forks")
def test_whoever_is_killed_nothing_that_was_saved_is_lost(
    folder: Path, template: Template, tmp_path: Path
) -> None:
    chance = secrets.SystemRandom()
    place, port = tmp_path / "server", free_port()
    key = _two_laptops(folder, template, tmp_path, port)
    saved: list[set[bytes]] = [set(), set()]
    laptops = [(folder, template.key), (tmp_path / "second", key)]
    server = _Server(place, port)
    try:
        with _working(laptops, port) as (orders, answers):
            for number in range(KILLS):
                who = number % 2
                saved[who] |= _until_killed(who, orders, answers, chance)
                if number % 3 == 0:
                    server.kill()
        opened = [Workspace(folder, key) for folder, key in laptops]
        with opened[0], opened[1], HttpTransport(f"http://127.0.0.1:{port}") as way:
            for workspace in (*opened, *opened):
                outcome = drive(sync_round(workspace.clock), way, workspace)
                assert (outcome.problem, outcome.waiting, outcome.parked) == (None, 0, 0)
            people = [workspace.read(_people) for workspace in opened]
            assert people[0] == people[1]
            assert saved[0] | saved[1] <= people[0]
            for workspace in opened:
                workspace.read(journal.verify_chain)
    finally:
        server.stop()
    print(f"{KILLS} kills of laptops, {-(-KILLS // 3)} of the server, {len(people[0])} records")


def _two_laptops(folder: Path, template: Template, tmp_path: Path, port: int) -> bytes:
    place = tmp_path / "server"
    place.mkdir()
    with (
        local_server(place, port=port) as server,
        Workspace(folder, template.key) as first,
        HttpTransport(server.address) as way,
        HttpTransport(server.address) as other,
    ):
        begin(first, way, server)
        second, key = newcomer(tmp_path / "second", "Ben", SystemClock())
        with second:
            join((first, way), (second, other), server.address, "Ben")
    return key


def _until_killed(
    who: int, orders: IO[str], answers: IO[str], chance: secrets.SystemRandom
) -> set[bytes]:
    orders.write(f"{who}\n")
    orders.flush()
    child = int(answers.readline().split()[1])
    told = [answers.readline() for _ in range(chance.randrange(1, 9))]
    time.sleep(chance.uniform(0, _SOON))
    os.kill(child, signal.SIGKILL)
    told += iter(answers.readline, f"dead {child}\n")
    return {bytes.fromhex(line.split()[1]) for line in told}


@contextmanager
def _working(laptops: list[tuple[Path, bytes]], port: int) -> Iterator[tuple[IO[str], IO[str]]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.sync.syncing_until_killed"],
        cwd=ROOT,
        env=clean(os.environ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdin
        assert process.stdout
        words = [word for folder, key in laptops for word in (str(folder), key.hex())]
        process.stdin.write(f"{' '.join(words)} http://127.0.0.1:{port}\n")
        yield process.stdin, process.stdout
        process.stdin.close()


def _people(connection: Connection) -> set[bytes]:
    return set(connection.exec_driver_sql("SELECT id FROM person").scalars())
