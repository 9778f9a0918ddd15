"""Set a world up: laptops that joined one program through the real scripts."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random  # noqa: TID251 - a schedule repeats by its seed
from shutil import copytree

from starlette.applications import Starlette

from storage.crypto.passphrases import FLOOR
from storage.workspace import Beginning, Workspace, create
from sync.server.administration import new_generation
from sync.server.application import build
from sync.server.database import open_database
from sync.server.local import local_server
from sync.server.settings import Settings
from tests.conftest import PASSPHRASE, FixedClock
from tests.sync.enrolling import begin, join, newcomer
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.wire import InProcess, Wire
from tests.sync.simulation.world import LaptopClock, World

_BEGIN = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
_OFF = (timedelta(0), timedelta(hours=7), timedelta(days=3650))
"""How far each laptop's clock is off: one right, one in another zone, one that lost its battery."""


class Premises:
    """The server's database, and the copy its operator keeps."""

    def __init__(self, folder: Path, seed: bytes, clock: FixedClock) -> None:
        self._database, self._copy = folder / "satchel-server.db", folder / "copy.db"
        self._clock = clock
        address = f"sqlite:///{self._database}"
        self._settings = Settings(address, seed, clock=clock, delay_s=0.0)

    def running(self) -> Starlette:
        """Return the server."""
        return build(self._settings)

    def back_up(self) -> None:
        """Copy the database while it is in use."""
        with closing(sqlite3.connect(self._database)) as live:
            self._copy.unlink(missing_ok=True)
            with closing(sqlite3.connect(self._copy)) as copy:
                live.backup(copy)

    def forget(self) -> None:
        """Have no copy."""
        self._copy.unlink(missing_ok=True)

    def restored(self) -> Starlette:
        """Put the last copy in place of the database and begin a new generation."""
        if self._copy.exists():
            with (
                closing(sqlite3.connect(self._copy)) as copy,
                closing(sqlite3.connect(self._database)) as live,
            ):
                copy.backup(live)
            with closing(open_database(self._settings.database)) as database:
                self._clock.pass_time(seconds=1)  # nobody restores twice in one second
                new_generation(database, self._clock)
        return self.running()


class Stage:
    """A program whose laptops have joined; worlds are played on copies of it."""

    def __init__(self, folder: Path, laptops: int) -> None:
        self.folder = folder
        self.keys: list[bytes] = []
        (folder / "server").mkdir(parents=True)
        clock = FixedClock(_BEGIN)
        with local_server(folder / "server", clock=clock) as server, ExitStack() as opened:
            self.settings: Settings = server.settings
            wire = InProcess(build(server.settings))
            opened.callback(wire.close)
            key = create(
                folder / "0", PASSPHRASE, Beginning(person="Ana", program="P"), cost=FLOOR
            ).key
            host = opened.enter_context(Workspace(folder / "0", key, clock=clock))
            begin(host, wire, server)
            self.keys.append(key)
            for number in range(1, laptops):
                guest, key = newcomer(folder / str(number), f"P{number}", clock)
                opened.enter_context(guest)
                join((host, wire), (guest, wire), server.address, f"P{number}")
                self.keys.append(key)

    @contextmanager
    def world(self, folder: Path, seed: int) -> Iterator[World]:
        """Play one history in ``folder``, which is filled with copies."""
        copytree(self.folder, folder, dirs_exist_ok=True)
        clock = FixedClock(_BEGIN + timedelta(hours=1))
        chance = Random(seed)
        site = Premises(folder / "server", self.settings.seed, clock)
        server = InProcess(site.running())
        laptops = [
            Laptop(folder / str(number), key, LaptopClock(clock, off), Wire(server, chance))
            for number, (key, off) in enumerate(zip(self.keys, _OFF, strict=False))
        ]
        world = World(clock, server, site, laptops, chance)
        try:
            yield world
        finally:
            world.close()
