"""A program of three laptops: Ana's, an admin's; Ben's and Cal's."""

from dataclasses import dataclass

import pytest

from tests.sync.enrolment.conftest import (
    NewLaptop,
    NewStage,
    ana,
    before_anything,
    begun,
    ben,
    joiners,
    new_laptop,
    new_stage,
    once_begun,
    server,
)
from tests.sync.enrolment.laptops import Laptop, Server
from tests.sync.enrolment.stages import Making, Stage
from tests.sync.enrolment.test_coming_together import join
from tests.sync.hostile.conftest import beginning, joined, world

__all__ = [
    "ana",
    "before_anything",
    "beginning",
    "begun",
    "ben",
    "joined",
    "joiners",
    "new_laptop",
    "new_stage",
    "once_begun",
    "server",
    "world",
]


@dataclass(frozen=True, slots=True)
class Three:
    """Three laptops that know each other."""

    ana: Laptop
    ben: Laptop
    cal: Laptop
    server: Server


def _three_join(making: Making) -> None:
    making.ana.begin(making.server)
    join(making.ana, making.newcomer("ben"), "Ben Silva")
    join(making.ana, making.newcomer("cal"), "Cal Moreau")


@pytest.fixture(scope="session")
def once_joined(new_stage: NewStage) -> Stage:
    """Where Ben and Cal have joined."""
    return new_stage(_three_join)


@pytest.fixture
def stage(request: pytest.FixtureRequest) -> Stage:
    """What a test goes on from."""
    found: Stage = request.getfixturevalue(
        "once_joined" if "three" in request.fixturenames else "once_begun"
    )
    return found


@pytest.fixture
def three(begun: Laptop, new_laptop: NewLaptop, server: Server) -> Three:
    return Three(begun, new_laptop("ben"), new_laptop("cal"), server)
