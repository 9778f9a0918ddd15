"""A program with a lead, two supervisors and a member."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.workspace import Workspace
from sync.client.enrolment.inviting import admit
from sync.client.round import sync_round
from sync.protocol.roster import Role
from tests.conftest import FixedClock, Template
from tests.sync.enrolment.conftest import Joiners, another_device, joiners
from tests.sync.enrolment.laptops import Laptop, Server

__all__ = ["joiners"]

_OTHERS: tuple[tuple[str, str, Role], ...] = (
    ("cleo", "Cleo Marsh", "admin"),
    ("dana", "Dana Wells", "admin"),
    ("ben", "Ben Silva", "member"),
)


@dataclass(frozen=True, slots=True)
class Office:
    """Ana leads; Cleo and Dana are leads too; Ben is a member who may forget his passphrase."""

    clock: FixedClock
    server: Server
    ana: Laptop
    cleo: Laptop
    dana: Laptop
    ben: Laptop

    @property
    def all(self) -> tuple[Laptop, ...]:
        """Every laptop."""
        return self.ana, self.cleo, self.dana, self.ben

    def sync(self) -> None:
        """Let everyone sync once."""
        self.sync_of(*self.all)

    def sync_of(self, *laptops: Laptop) -> None:
        """Let these sync once."""
        for laptop in laptops:
            assert laptop.run(sync_round(laptop.clock)).problem is None

    def close_laptops(self) -> None:
        """Let no laptop be there any more."""
        for laptop in self.all:
            laptop.workspace.close()

    def close(self) -> None:
        """Close everything."""
        self.close_laptops()
        self.server.close()


def join(admin: Laptop, laptop: Laptop, name: str, role: Role) -> None:
    """Let ``admin`` invite and admit ``laptop``."""
    invitation = admin.invite(name, role)
    laptop.accept(invitation, name)
    assert admin.answer(invitation).words == laptop.six_words()
    laptop.confirm()
    admin.run(admit(admin.clock, invitation.id))
    assert laptop.is_admitted()


def make_office(folder: Path, template: Template, joiners: Joiners) -> Office:
    """Make the four laptops and their server in ``folder``."""
    clock = FixedClock(datetime(2026, 3, 4, 15, 0, tzinfo=UTC))
    server = Server(folder / "server", clock)
    shutil.copytree(template.folder, folder / "ana")
    ana = Laptop(folder / "ana", template.key, clock, server)
    ana.begin(server)
    others = []
    for name, person, role in _OTHERS:
        laptop = _joiner(folder / name, joiners, clock, server)
        join(ana, laptop, person, role)
        others.append(laptop)
    office = Office(clock, server, ana, *others)
    office.sync()
    return office


def new_laptop(office: Office, joiners: Joiners, name: str) -> Laptop:
    """Make one more laptop that has joined no program, and its way to the server."""
    return _joiner(office.ana.folder.parent / name, joiners, office.clock, office.server)


def _joiner(folder: Path, joiners: Joiners, clock: FixedClock, server: Server) -> Laptop:
    shutil.copytree(joiners.folder, folder)
    with Workspace(folder, joiners.key, clock=clock) as workspace:
        workspace.write(another_device)
    return Laptop(folder, joiners.key, clock, server)


@pytest.fixture(scope="module")
def office(
    tmp_path_factory: pytest.TempPathFactory,
    template: Template,
    joiners: Joiners,
) -> Iterator[Office]:
    """Four laptops that have synced; the tests of a module share them, in any order."""
    made = make_office(tmp_path_factory.mktemp("office"), template, joiners)
    yield made
    made.close()


@pytest.fixture
def own_office(tmp_path: Path, template: Template, joiners: Joiners) -> Iterator[Office]:
    """Four laptops for one test alone."""
    made = make_office(tmp_path, template, joiners)
    yield made
    made.close()
