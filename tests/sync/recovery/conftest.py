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
        for laptop in self.all:
            assert laptop.run(sync_round(laptop.clock)).problem is None

    def close(self) -> None:
        """Close everything."""
        for laptop in self.all:
            laptop.workspace.close()
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
        shutil.copytree(joiners.folder, folder / name)
        with Workspace(folder / name, joiners.key, clock=clock) as workspace:
            workspace.write(another_device)
        laptop = Laptop(folder / name, joiners.key, clock, server)
        join(ana, laptop, person, role)
        others.append(laptop)
    office = Office(clock, server, ana, *others)
    office.sync()
    return office


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
