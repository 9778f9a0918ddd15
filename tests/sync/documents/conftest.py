"""The laptops and the server of the enrolment's tests."""

import pytest

from tests.sync.enrolment.conftest import (
    NewLaptop,
    NewStage,
    ana,
    begun,
    ben,
    joiners,
    new_laptop,
    new_stage,
    once_begun,
    server,
)
from tests.sync.enrolment.laptops import Laptop
from tests.sync.enrolment.stages import Making, Stage
from tests.sync.enrolment.test_coming_together import join

__all__ = [
    "NewLaptop",
    "ana",
    "begun",
    "ben",
    "joiners",
    "new_laptop",
    "new_stage",
    "once_begun",
    "server",
]


def _ben_joins(making: Making) -> None:
    making.ana.begin(making.server)
    join(making.ana, making.newcomer("ben"), "Ben Silva")


@pytest.fixture(scope="session")
def once_joined(new_stage: NewStage) -> Stage:
    """Where Ben has joined."""
    return new_stage(_ben_joins)


@pytest.fixture
def stage(request: pytest.FixtureRequest) -> Stage:
    """What a test goes on from."""
    found: Stage = request.getfixturevalue(
        "once_joined" if "two" in request.fixturenames else "once_begun"
    )
    return found


@pytest.fixture
def two(begun: Laptop, ben: Laptop) -> tuple[Laptop, Laptop]:
    """Ana's laptop, an admin's, and Ben's, who has joined."""
    return begun, ben
