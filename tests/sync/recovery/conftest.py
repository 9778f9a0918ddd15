"""A program with a lead, two supervisors and a member."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.client.enrolment.inviting import admit
from sync.client.round import sync_round
from sync.protocol.roster import Role
from tests.conftest import FixedClock
from tests.sync.enrolment.conftest import NewStage, joiners, new_stage
from tests.sync.enrolment.laptops import Laptop, Server
from tests.sync.enrolment.stages import BEGINNING, Joiners, Making, Stage

__all__ = ["joiners", "new_stage"]

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


def open_office(folder: Path, stage: Stage) -> Office:
    """Let the four laptops and their server go on in ``folder``."""
    clock = FixedClock(BEGINNING)
    server = stage.server(folder / "server", clock)
    return Office(
        clock, server, *(stage.laptop(name, folder / name, clock, server) for name in stage.keys)
    )


def new_laptop(office: Office, joiners: Joiners, name: str) -> Laptop:
    """Make one more laptop that has joined no program, and its way to the server."""
    folder = office.ana.folder.parent / name
    joiners.copied(folder, office.clock)
    return Laptop(folder, joiners.key, office.clock, office.server)


def _all_join(making: Making) -> None:
    making.ana.begin(making.server)
    for name, person, role in _OTHERS:
        join(making.ana, making.newcomer(name), person, role)
    for laptop in making.laptops.values():
        assert laptop.run(sync_round(laptop.clock)).problem is None


@pytest.fixture(scope="session")
def once_all_joined(new_stage: NewStage) -> Stage:
    """Four laptops that have synced."""
    return new_stage(_all_join)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, once_all_joined: Stage) -> Iterator[Office]:
    """Four laptops that have synced; the tests of a module share them, in any order."""
    opened = open_office(tmp_path_factory.mktemp("office"), once_all_joined)
    yield opened
    opened.close()


@pytest.fixture
def own_office(tmp_path: Path, once_all_joined: Stage) -> Iterator[Office]:
    """Four laptops for one test alone."""
    opened = open_office(tmp_path, once_all_joined)
    yield opened
    opened.close()
