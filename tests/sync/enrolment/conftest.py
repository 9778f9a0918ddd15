"""A server, the laptop of Ana Reyes who begins a program, and laptops that may join it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from storage.crypto.device import new_device
from storage.crypto.passphrases import FLOOR
from storage.usecases.transaction import Transaction
from storage.workspace import Beginning, Workspace, create
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.sync.enrolment.laptops import Laptop, Server

NewLaptop = Callable[[str], Laptop]


@dataclass(frozen=True, slots=True)
class Joiners:
    """A workspace that was made to join, to be copied."""

    folder: Path
    key: bytes


@pytest.fixture(scope="session")
def joiners(tmp_path_factory: pytest.TempPathFactory) -> Joiners:
    folder = tmp_path_factory.mktemp("joiners") / "workspace"
    beginning = Beginning(person="Ben Silva", program="", joining=True)
    return Joiners(folder, create(folder, PASSPHRASE, beginning, cost=FLOOR).key)


@pytest.fixture
def server(tmp_path: Path, clock: FixedClock) -> Iterator[Server]:
    stands = Server(tmp_path / "server", clock)
    yield stands
    stands.close()


@pytest.fixture
def ana(folder: Path, template: Template, clock: FixedClock, server: Server) -> Iterator[Laptop]:
    """The laptop on which the program begins."""
    laptop = Laptop(folder, template.key, clock, server)
    yield laptop
    laptop.workspace.close()


@pytest.fixture
def begun(ana: Laptop, server: Server) -> Laptop:
    """Ana's laptop once its program is on the server."""
    ana.begin(server)
    return ana


@pytest.fixture
def new_laptop(
    tmp_path: Path, joiners: Joiners, clock: FixedClock, server: Server
) -> Iterator[NewLaptop]:
    """Makes laptops that can join a program, each a device of its own."""
    made: list[Laptop] = []

    def make(name: str) -> Laptop:
        copy = tmp_path / name
        shutil.copytree(joiners.folder, copy)
        with Workspace(copy, joiners.key, clock=clock) as workspace:
            workspace.write(another_device)
        made.append(Laptop(copy, joiners.key, clock, server))
        return made[-1]

    yield make
    for laptop in made:
        laptop.workspace.close()


@pytest.fixture
def ben(new_laptop: NewLaptop) -> Laptop:
    """The laptop of somebody who was invited."""
    return new_laptop("ben")


def another_device(transaction: Transaction) -> None:
    """Let a copied workspace be a device of its own."""
    device = new_device()
    transaction.connection.exec_driver_sql(
        "UPDATE this_device SET id = ?, signing = ?, x25519 = ?, mlkem768 = ?",
        (device.id, device.signing, device.x25519, device.mlkem768),
    )
