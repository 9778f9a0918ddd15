"""Programs as far as tests want them, each made once: a test works on copies of its folders."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from storage.crypto.device import new_device
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from sync.client.driving import Transport
from tests.conftest import FixedClock, Template
from tests.storage.laptops import begin_record_anew
from tests.sync.enrolment.laptops import Laptop, Server

BEGINNING = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
"""When a stage is made: the moment at which the clock of a test stands."""


@dataclass(frozen=True, slots=True)
class Joiners:
    """A workspace that was made to join, to be copied."""

    folder: Path
    key: bytes

    def copied(self, folder: Path, clock: FixedClock) -> None:
        """Copy it to ``folder`` as a device of its own."""
        shutil.copytree(self.folder, folder)
        with Workspace(folder, self.key, clock=clock) as workspace:
            workspace.write(another_device)


@dataclass(frozen=True, slots=True)
class Stage:
    """The folders of a server and of laptops, the server's key and the laptops' by their names."""

    folder: Path
    seed: bytes
    keys: dict[str, bytes]

    def server(self, folder: Path, clock: FixedClock) -> Server:
        """Go on with the server, on a copy in ``folder``."""
        shutil.copytree(self.folder / "server", folder)
        return Server(folder, clock, seed=self.seed)

    def laptop(self, name: str, folder: Path, clock: FixedClock, wire: Transport) -> Laptop:
        """Go on with a laptop, on a copy in ``folder``."""
        shutil.copytree(self.folder / name, folder)
        return Laptop(folder, self.keys[name], clock, wire)


@dataclass
class Making:
    """A stage while it is made."""

    folder: Path
    joiners: Joiners
    clock: FixedClock
    server: Server
    ana: Laptop
    laptops: dict[str, Laptop] = field(default_factory=dict)

    def newcomer(self, name: str) -> Laptop:
        """Bring a laptop that has joined nothing."""
        place = self.folder / name
        self.joiners.copied(place, self.clock)
        self.laptops[name] = Laptop(place, self.joiners.key, self.clock, self.server)
        return self.laptops[name]


Arrange = Callable[[Making], object]


def make_stage(folder: Path, template: Template, joiners: Joiners, arrange: Arrange) -> Stage:
    """Make a server and Ana's laptop in ``folder``, let ``arrange`` do the rest, and close all."""
    with _making(folder, template, joiners) as making:
        arrange(making)
        keys = {name: laptop.key for name, laptop in making.laptops.items()}
        return Stage(folder, making.server.seed, keys)


@contextmanager
def _making(folder: Path, template: Template, joiners: Joiners) -> Iterator[Making]:
    clock = FixedClock(BEGINNING)
    server = Server(folder / "server", clock)
    shutil.copytree(template.folder, folder / "ana")
    ana = Laptop(folder / "ana", template.key, clock, server)
    making = Making(folder, joiners, clock, server, ana, {"ana": ana})
    try:
        yield making
    finally:
        for laptop in making.laptops.values():
            laptop.workspace.close()
        server.close()


def another_device(transaction: Transaction) -> None:
    """Let a copied workspace be a device of its own."""
    device = new_device()
    transaction.connection.exec_driver_sql(
        "UPDATE this_device SET id = ?, signing = ?, x25519 = ?, mlkem768 = ?",
        (device.id, device.signing, device.x25519, device.mlkem768),
    )
    begin_record_anew(transaction, device.id)
