"""Laptops of one program: Ana's, where it began, and those of Ben and Cara, who joined."""

from pathlib import Path

import pytest

from tests.sync.bundles.sticks import joined
from tests.sync.enrolment.conftest import (  # the same fixtures, of another folder
    NewLaptop,
    NewStage,
    ana,
    before_anything,
    begun,
    joiners,
    new_laptop,
    new_stage,
    once_begun,
    server,
)
from tests.sync.enrolment.laptops import Laptop
from tests.sync.enrolment.stages import Making, Stage

__all__ = [
    "ana",
    "before_anything",
    "begun",
    "joiners",
    "new_laptop",
    "new_stage",
    "once_begun",
    "server",
]


def _ben_joins(making: Making) -> None:
    making.ana.begin(making.server)
    joined(making.ana, making.newcomer("ben"), "Ben")


def _both_join(making: Making) -> None:
    _ben_joins(making)
    joined(making.ana, making.newcomer("cara"), "Cara")


@pytest.fixture(scope="session")
def once_two(new_stage: NewStage) -> Stage:
    """Where Ben has joined."""
    return new_stage(_ben_joins)


@pytest.fixture(scope="session")
def once_three(new_stage: NewStage) -> Stage:
    """Where Ben and then Cara have joined."""
    return new_stage(_both_join)


@pytest.fixture
def stage(request: pytest.FixtureRequest) -> Stage:
    """What a test goes on from: as far as the fixtures that it asks for."""
    wanted = {"three": "once_three", "pair": "once_two", "begun": "once_begun"}
    name = next((wanted[one] for one in wanted if one in request.fixturenames), "before_anything")
    found: Stage = request.getfixturevalue(name)
    return found


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder that is carried from one laptop to another."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def pair(begun: Laptop, new_laptop: NewLaptop) -> tuple[Laptop, Laptop]:
    """Ana and Ben."""
    return begun, new_laptop("ben")


@pytest.fixture
def three(begun: Laptop, new_laptop: NewLaptop) -> tuple[Laptop, Laptop, Laptop]:
    """Ana, Ben and Cara, all of them members."""
    return begun, new_laptop("ben"), new_laptop("cara")
